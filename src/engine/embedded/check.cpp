#include "engine/embedded/check.h"

#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>

#include "engine/embedded/check_records.h"
#include "engine/embedded/errors.h"
#include "engine/embedded/folder.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The line of a refusal that says why.
std::string why_of(const Error& error) {
  const auto begin = error.reason.find('\n');
  return begin == std::string::npos ? error.reason : first_line(error.reason.substr(begin + 1));
}

/// Reads every block of every table.
void check_tables(Database& database, const std::string& store, CheckReport& report) {
  std::vector<rocksdb::LiveFileMetaData> tables;
  database.rocks().GetLiveFilesMetaData(&tables);
  for (const auto& table : tables) {
    ++report.tables;
    rocksdb::SstFileReader reader(database.rocks().GetOptions());
    auto status = reader.Open(table.db_path + table.name);
    if (status.ok()) status = reader.VerifyChecksum();
    if (!status.ok()) report.add({store, "", "", fmt::format("{}{}: {}", store, table.name, status.ToString())});
  }
}

void check_store(const CheckOptions& options, const std::string& store, bool holds_state, CheckReport& report) {
  const auto folder = options.folder / store;
  const auto database = Database::open(folder, {.block_cache = rocksdb::NewLRUCache(std::size_t{32} << 20),
                                                .sealing = holds_state ? options.sealing : nullptr,
                                                .is_read_only = true});
  if (!database) {
    report.add({store, "", "", why_of(database.error())});
    return;
  }
  check_tables(**database, store, report);
  check_records({.database = **database, .store = store, .holds_state = holds_state, .look = options.look, .has_keys = options.has_keys},
                report);
}

}  // namespace

void CheckReport::add(Problem problem) {
  ++problem_count;
  if (problems.size() < most_problems) problems.push_back(std::move(problem));
}

Result<CheckReport> check(const CheckOptions& options) {
  std::error_code problem;
  if (!fs::is_directory(options.folder, problem))
    return fail(cannot_open(fmt::format("The data folder {} cannot be checked.", options.folder.string()), "It is not there.",
                            "Name the folder with --data."));
  TRY(const auto lock, FolderLock::take(options.folder));
  CheckReport report;
  const auto format = read_format(*rocksdb::Env::Default(), options.folder);
  if (!format) {
    report.add({"", "", "", why_of(format.error())});
  } else if (*format == 0) {
    report.add({"", "", "", "the file format is missing: no server has ever set this folder up"});
  }
  check_store(options, "state", true, report);
  check_store(options, "content", false, report);
  return report;
}

}  // namespace headrace::engine::embedded
