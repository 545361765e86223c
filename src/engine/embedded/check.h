#pragma once
// Whether a data folder is what it should be: the checksums of its tables, every record, and what records say of each other. Reads only.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/source_sealing.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

struct CheckOptions {
  std::filesystem::path folder;
  SourceSealing* sealing = nullptr;  ///< knows what is sealed, and opens it
  bool has_keys = false;             ///< so that everything that is sealed should open
  /// Looks at a document of the state in its own way: what is wrong with it, or "".
  std::function<std::string(std::string_view index, std::string_view id, const json::Value& source)> look = {};
};

struct Problem {
  std::string store;  ///< "state", "content", or "" for the folder
  std::string index;  ///< name, or "" for what is of no index
  std::string id;     ///< of a document, or ""
  std::string what;
};

struct CheckReport {
  static constexpr std::size_t most_problems = 1'000;
  std::vector<Problem> problems;  ///< the first ones
  std::uint64_t problem_count = 0;
  std::uint64_t tables = 0;
  std::uint64_t indices = 0;
  std::uint64_t documents = 0;
  std::uint64_t list_records = 0;
  std::uint64_t bytes = 0;  ///< of all sources

  void add(Problem problem);
};

/// For a folder that no server has. Errors: unavailable, in three lines, when it cannot be looked at at all.
Result<CheckReport> check(const CheckOptions& options);

}  // namespace headrace::engine::embedded
