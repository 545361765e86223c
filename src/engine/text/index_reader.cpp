#include "engine/text/index_reader.h"

namespace headrace::engine::text {
namespace {

/// Finds nothing: no word is empty.
constexpr std::string_view nothing = "\"\"";

// The documents of what was found, not what was found of the documents: the order of the join is fixed by CROSS. A document that was found
// by its words is behind itself once more when it was found by a mark too.
constexpr std::string_view matching_documents =
    "SELECT documents.id, found.score FROM ("
    "SELECT rowid AS row, -bm25(words) AS score FROM words WHERE words MATCH ?1 "
    "UNION ALL SELECT rowid, 0.0 FROM words WHERE words MATCH ?2"
    ") AS found CROSS JOIN documents ON documents.row = found.row ORDER BY documents.id, found.score DESC";

class FileColumns final : public Columns {
 public:
  FileColumns(Statement& column, Statement& count) : column_(column), count_(count) {}

  Result<std::optional<int>> column_of(std::string_view path) override {
    TRY(const auto own, first(column_.bind_bytes(1, path)));
    if (own) return static_cast<int>(*own);
    TRY(const auto fields, first(count_));
    if (fields.value_or(0) < shared_column) return std::nullopt;
    return shared_column;
  }

 private:
  static Result<std::optional<std::int64_t>> first(Statement& statement) {
    TRY(const bool has_row, statement.step());
    if (!has_row) return std::nullopt;
    const auto number = statement.integer(0);
    statement.reset();
    return number;
  }

  Statement& column_;
  Statement& count_;
};

}  // namespace

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::filesystem::path& file) {
  TRY(auto connection, open_to_read(file));
  TRY(auto position, connection.prepare("SELECT position FROM state"));
  TRY(auto column, connection.prepare("SELECT place FROM fields WHERE path = ?"));
  TRY(auto count_fields, connection.prepare("SELECT count(*) FROM fields"));
  TRY(auto all, connection.prepare("SELECT id FROM documents ORDER BY id"));
  TRY(auto matching, connection.prepare(matching_documents));
  Statements statements{std::move(position), std::move(column), std::move(count_fields), std::move(all), std::move(matching)};
  return std::unique_ptr<IndexReader>(new IndexReader(std::move(connection), std::move(statements)));
}

Result<std::uint64_t> IndexReader::find(const std::vector<TextQuery>& any_of, const Visit& visit) {
  TRY(auto transaction, Transaction::begin(connection_));
  auto& state = statements_.position;
  TRY(const bool has_row, state.step());
  const auto position = has_row ? static_cast<std::uint64_t>(state.integer(0)) : 0;
  state.reset();
  FileColumns columns(statements_.column, statements_.count_fields);
  TRY(const auto expressions, make_expressions(any_of, columns));
  if (expressions.finds_all) {
    TRY_VOID(visit_all(visit));
  } else {
    TRY_VOID(visit_matching(expressions, visit));
  }
  TRY_VOID(transaction.commit());
  return position;
}

Result<void> IndexReader::visit_all(const Visit& visit) {
  auto& all = statements_.all;
  while (true) {
    TRY(const bool has_row, all.step());
    if (!has_row) return {};
    if (!visit({all.bytes(0), 0})) break;
  }
  all.reset();
  return {};
}

Result<void> IndexReader::visit_matching(const Expressions& expressions, const Visit& visit) {
  auto& matching = statements_.matching;
  matching.bind_text(1, expressions.words ? std::string_view(*expressions.words) : nothing).bind_text(2, expressions.marks);
  std::optional<std::string> last;
  while (true) {
    TRY(const bool has_row, matching.step());
    if (!has_row) return {};
    const Candidate candidate{matching.bytes(0), matching.real(1)};
    if (last && *last == candidate.id) continue;
    last = candidate.id;
    if (!visit(candidate)) break;
  }
  matching.reset();
  return {};
}

}  // namespace headrace::engine::text
