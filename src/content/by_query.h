#pragma once
// Deletes or writes anew what a query finds (docs/spec/document-api.md 4.15).

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

struct ByQuery {
  std::vector<std::string> indices;  ///< concrete names
  engine::Query query = {engine::MatchAll{}};
  bool proceed_on_conflict = false;  ///< else it ends with the batch that met one
  std::uint64_t max_docs = UINT64_MAX;
};

struct DoneByQuery {
  struct Failure {
    std::string index, id;
    Error error;
  };
  std::uint64_t total = 0;
  std::uint64_t updated = 0;
  std::uint64_t deleted = 0;
  std::uint64_t noops = 0;
  std::uint64_t batches = 0;
  std::uint64_t version_conflicts = 0;
  std::vector<Failure> failures;
};

/// A document that changes between being found and being deleted stays: that is a conflict. Errors: those of search, and of a store that
/// takes no writes.
Awaitable<Result<DoneByQuery>> delete_by_query(engine::Engine& engine, ByQuery request);

/// What a document is changed to before it is written; false: it is left alone.
using Touch = std::function<Awaitable<Result<bool>>(engine::Write&)>;

/// Writes each document anew, as it is or as `touch` makes it: its version is one higher then. Documents of the state
/// are written as they are. Errors: as above.
Awaitable<Result<DoneByQuery>> update_by_query(engine::Engine& engine, ByQuery request, Touch touch = {});

/// For a pipeline that somebody asks for. Errors: illegal_argument for an index of the state.
Result<void> check_touchable(const std::vector<std::string>& indices);

/// The body of `_update_by_query`, which may be empty, into `to`. Errors: parsing, x_content_parse, and illegal_argument for scripts.
Result<void> read_update_by_query(std::string_view text, base::Instant now, ByQuery& to);

/// `abort` or `proceed`. Errors: illegal_argument.
Result<bool> read_conflicts(std::string_view conflicts);

}  // namespace headrace::content
