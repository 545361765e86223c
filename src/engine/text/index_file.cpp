#include "engine/text/index_file.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"
#include "engine/text/document_words.h"
#include "engine/text/file_seal.h"

namespace headrace::engine::text {
namespace {

namespace fs = std::filesystem;

constexpr int version = 2;
constexpr std::string_view suffix = ".fts";
constexpr std::string_view beside[] = {"-wal", "-shm", "-journal", seal_suffix};

/// What a file is good for; compared as a whole.
std::string purpose_of(const IndexIdentity& index) { return fmt::format("{} {} {:016x}", version, index.uuid, words_fingerprint()); }

// NORMAL: after a crash of the machine the file is as it was after some commit, maybe not the last. It holds its own position, so that is
// enough.
constexpr const char* settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000";

std::string schema() {
  std::string columns;
  for (int column = 0; column < column_count; ++column) columns += fmt::format("c{},", column);
  // Words come split and in lower case: this tokenizer does nothing but find them again.
  return fmt::format(
      "CREATE TABLE state(purpose TEXT NOT NULL, position INTEGER NOT NULL);"
      "CREATE TABLE fields(path BLOB PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE documents(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, seq_no INTEGER NOT NULL);"
      "CREATE VIRTUAL TABLE words USING fts5({} tokenize=\"ascii tokenchars '_.,#'''\");",
      columns);
}

Result<Connection> make(const fs::path& file, const IndexIdentity& index) {
  TRY(auto connection, Connection::open(file, Connection::Mode::create));
  TRY_VOID(connection.execute(settings));
  TRY(auto transaction, Transaction::begin(connection));
  TRY_VOID(connection.execute(schema().c_str()));
  TRY(auto insert, connection.prepare("INSERT INTO state VALUES(?, 0)"));
  const auto purpose = purpose_of(index);
  TRY_VOID(insert.bind_text(1, purpose).run());
  TRY_VOID(transaction.commit());
  return connection;
}

std::unexpected<Error> not_good(std::string_view why) { return fail(ErrorKind::internal, std::string(why)); }

Result<void> check(Connection& connection) {
  TRY(auto look, connection.prepare("PRAGMA quick_check(1)"));
  TRY(const bool has_row, look.step());
  if (!has_row || look.bytes(0) != "ok") return not_good("it is damaged");
  return {};
}

Result<Connection> open_as_it_is(const fs::path& file, const IndexIdentity& index) {
  const auto seal = look_at_seal(file);
  if (seal == Seal::broken) return not_good("it is damaged");
  TRY(auto connection, Connection::open(file, Connection::Mode::existing));
  TRY_VOID(connection.execute(settings));
  TRY(auto look, connection.prepare("SELECT purpose FROM state"));
  TRY(const bool has_row, look.step());
  if (!has_row) return not_good("it is empty");
  if (look.bytes(0) != purpose_of(index)) return not_good("it is of another version or of another index");
  look.reset();
  if (seal == Seal::none) TRY_VOID(check(connection));
  return connection;
}

}  // namespace

fs::path file_of(const fs::path& folder, std::uint64_t index) { return folder / fmt::format("{}{}", index, suffix); }

std::optional<std::uint64_t> index_of(const fs::path& file) {
  auto name = file.filename().string();
  for (const auto end : beside) {
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  }
  if (!name.ends_with(suffix)) return std::nullopt;
  name.resize(name.size() - suffix.size());
  const auto number = base::parse_integer(name);
  if (!number || *number < 0 || std::to_string(*number) != name) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

Result<Connection> open_to_write(const fs::path& file, const IndexIdentity& index) {
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  if (problem) return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.parent_path().string(), problem.message()));
  if (fs::exists(file, problem)) {
    auto connection = open_as_it_is(file, index);
    if (connection || connection.error().kind == ErrorKind::unavailable) return connection;
    base::log_info("engine", fmt::format("The text index {} is made anew: {}", file.string(), connection.error().reason));
  }
  TRY_VOID(remove_file(file));
  return make(file, index);
}

Result<Connection> open_to_read(const fs::path& file) {
  TRY(auto connection, Connection::open(file, Connection::Mode::existing));
  TRY_VOID(connection.execute("PRAGMA query_only=1"));
  return connection;
}

Result<void> remove_file(const fs::path& file) {
  std::error_code problem;
  // The log first: without it the file may look damaged, but a log alone would be taken for that of the next file.
  for (const auto end : beside) {
    fs::remove(fs::path(file) += end, problem);
    if (problem) return fail(ErrorKind::unavailable, fmt::format("{}{}: {}", file.string(), end, problem.message()));
  }
  fs::remove(file, problem);
  if (problem) return fail(ErrorKind::unavailable, fmt::format("{}: {}", file.string(), problem.message()));
  return {};
}

}  // namespace headrace::engine::text
