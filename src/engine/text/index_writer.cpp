#include "engine/text/index_writer.h"

#include <fmt/format.h>

#include "engine/text/document_words.h"
#include "engine/text/file_seal.h"

namespace headrace::engine::text {
namespace {

/// Of one transaction that removes what a scan has not shown.
constexpr std::size_t most_removed = 1'000;

std::string repeated(std::string_view what) {
  std::string text;
  for (int column = 0; column < column_count; ++column) {
    if (column > 0) text += ",";
    text += fmt::format(fmt::runtime(what), column);
  }
  return text;
}

std::int64_t stored(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t read(std::int64_t number) { return static_cast<std::uint64_t>(number); }

std::unexpected<Error> contradiction(std::string_view id) {
  return fail(ErrorKind::internal, fmt::format("the text index misses a change of document [{}]", id));
}

}  // namespace

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::filesystem::path& file, const IndexIdentity& index) {
  TRY(auto connection, open_to_write(file, index));
  TRY(auto statements, prepare(connection));
  std::unique_ptr<IndexWriter> writer(new IndexWriter(file, std::move(connection), std::move(statements)));
  TRY_VOID(writer->load());
  return writer;
}

Result<IndexWriter::Statements> IndexWriter::prepare(Connection& connection) {
  TRY(auto find, connection.prepare("SELECT row, seq_no FROM documents WHERE id = ?"));
  TRY(auto behind, connection.prepare("SELECT row, seq_no, id FROM documents WHERE id > ? ORDER BY id"));
  TRY(auto insert, connection.prepare("INSERT INTO documents(id, seq_no) VALUES(?, ?) RETURNING row"));
  TRY(auto renumber, connection.prepare("UPDATE documents SET seq_no = ? WHERE row = ?"));
  TRY(auto remove, connection.prepare("DELETE FROM documents WHERE row = ?"));
  TRY(auto read_words, connection.prepare(fmt::format("SELECT {} FROM words WHERE rowid = ?", repeated("c{}"))));
  TRY(auto insert_words, connection.prepare(fmt::format("INSERT INTO words({}, rowid) VALUES({}, ?)", repeated("c{}"), repeated("?"))));
  TRY(auto remove_words, connection.prepare("DELETE FROM words WHERE rowid = ?"));
  TRY(auto add_field, connection.prepare("INSERT INTO fields(path, place) VALUES(?, ?)"));
  TRY(auto set_state, connection.prepare("UPDATE state SET position = ?"));
  return Statements{std::move(find),       std::move(behind),       std::move(insert),       std::move(renumber),  std::move(remove),
                    std::move(read_words), std::move(insert_words), std::move(remove_words), std::move(add_field), std::move(set_state)};
}

Result<void> IndexWriter::load() {
  TRY(auto state, connection_.prepare("SELECT position FROM state"));
  TRY(const bool has_state, state.step());
  position_ = has_state ? read(state.integer(0)) : 0;
  columns_.clear();
  TRY(auto fields, connection_.prepare("SELECT path, place FROM fields"));
  while (true) {
    TRY(const bool has_row, fields.step());
    if (!has_row) return {};
    columns_.emplace(fields.bytes(0), static_cast<int>(fields.integer(1)));
  }
}

template <class Work>
Result<void> IndexWriter::together(std::uint64_t position, const Work& work) {
  TRY_VOID(break_seal(file_));
  const auto attempt = [&]() -> Result<void> {
    TRY(auto transaction, Transaction::begin(connection_));
    TRY_VOID(work());
    TRY_VOID(statements_.set_state.bind(1, stored(position)).run());
    return transaction.commit();
  };
  auto done = attempt();
  if (!done) {
    std::ignore = load();  // fields that were new are not in the file
    return done;
  }
  position_ = position;
  return {};
}

Result<void> IndexWriter::apply(std::span<const Change> changes, std::uint64_t position) {
  return together(position, [&]() -> Result<void> {
    for (const auto& change : changes) {
      TRY(const auto known, row_of(change.id));
      if (known && known->seq_no >= change.seq_no) continue;  // a scan was faster
      if (change.source) {
        TRY_VOID(put(change, known));
      } else if (known) {
        TRY_VOID(remove(known->row));
      }
    }
    return {};
  });
}

Result<bool> IndexWriter::apply_scan(std::span<const Change> page, const std::optional<std::string>& after, bool is_last,
                                     std::uint64_t position) {
  auto compared = compare(page, after, is_last);
  statements_.behind.reset();
  TRY(const auto difference, std::move(compared));
  const bool is_done = difference.removed.size() < most_removed;
  TRY_VOID(together(is_done ? position : position_, [&]() -> Result<void> {
    for (const auto row : difference.removed) TRY_VOID(remove(row));
    if (!is_done) return {};
    for (const auto& [change, known] : difference.put) TRY_VOID(put(*change, known));
    return {};
  }));
  return is_done;
}

Result<IndexWriter::Difference> IndexWriter::compare(std::span<const Change> page, const std::optional<std::string>& after, bool is_last) {
  Difference difference;
  auto& behind = statements_.behind;
  behind.bind_bytes(1, after ? std::string_view(*after) : std::string_view());
  const auto note = [&](const Change& change, const std::optional<Row>& known) -> Result<void> {
    const bool is_known = known && known->seq_no == change.seq_no;
    if (!change.source && !is_known) return contradiction(change.id);
    if (!is_known) difference.put.emplace_back(&change, known);
    return {};
  };
  auto next = page.begin();
  while (difference.removed.size() < most_removed) {
    TRY(const bool has_row, behind.step());
    if (!has_row) break;
    const Row row{behind.integer(0), read(behind.integer(1))};
    const auto id = behind.bytes(2);
    if (!is_last && id > page.back().id) break;
    for (; next != page.end() && next->id < id; ++next) TRY_VOID(note(*next, std::nullopt));
    if (next == page.end() || next->id != id) {
      difference.removed.push_back(row.row);
    } else {
      TRY_VOID(note(*next++, row));
    }
  }
  // What was not come to is for the next time.
  if (difference.removed.size() == most_removed) return difference;
  for (; next != page.end(); ++next) TRY_VOID(note(*next, std::nullopt));
  return difference;
}

Result<std::optional<IndexWriter::Row>> IndexWriter::row_of(std::string_view id) {
  auto& find = statements_.find;
  TRY(const bool has_row, find.bind_bytes(1, id).step());
  if (!has_row) return std::nullopt;
  const Row row{find.integer(0), read(find.integer(1))};
  find.reset();
  return row;
}

Result<void> IndexWriter::put(const Change& change, const std::optional<Row>& known) {
  TRY(const auto text, text_of(*change.source));
  if (!known) {
    TRY(const bool has_row, statements_.insert.bind_bytes(1, change.id).bind(2, stored(change.seq_no)).step());
    if (!has_row) return contradiction(change.id);
    const auto row = statements_.insert.integer(0);
    statements_.insert.reset();
    return insert_text(row, text);
  }
  TRY_VOID(statements_.renumber.bind(1, stored(change.seq_no)).bind(2, known->row).run());
  // Most writes of a sync change nothing that is searched.
  TRY(const bool is_same, has_text(known->row, text));
  if (is_same) return {};
  TRY_VOID(statements_.remove_words.bind(1, known->row).run());
  return insert_text(known->row, text);
}

Result<void> IndexWriter::remove(std::int64_t row) {
  TRY_VOID(statements_.remove_words.bind(1, row).run());
  return statements_.remove.bind(1, row).run();
}

Result<IndexWriter::Text> IndexWriter::text_of(std::string_view source) {
  auto document = words_of_document(source);
  Text text;
  if (!document.is_whole) text[shared_column] = part_mark;
  for (auto& [path, words] : document.fields) {
    TRY(const int column, column_for(path));
    auto& place = text[static_cast<std::size_t>(column)];
    if (!place.empty()) place += ' ';
    place += words;
  }
  return text;
}

Result<int> IndexWriter::column_for(const std::string& path) {
  if (const auto found = columns_.find(path); found != columns_.end()) return found->second;
  if (columns_.size() == static_cast<std::size_t>(shared_column)) return shared_column;
  const auto column = static_cast<int>(columns_.size());
  TRY_VOID(statements_.add_field.bind_bytes(1, path).bind(2, column).run());
  columns_.emplace(path, column);
  return column;
}

Result<bool> IndexWriter::has_text(std::int64_t row, const Text& text) {
  auto& look = statements_.read_words;
  TRY(const bool has_row, look.bind(1, row).step());
  if (!has_row) return fail(ErrorKind::internal, "the text index misses the words of a document");
  bool is_same = true;
  for (int column = 0; column < column_count && is_same; ++column) is_same = look.bytes(column) == text[static_cast<std::size_t>(column)];
  look.reset();
  return is_same;
}

Result<void> IndexWriter::insert_text(std::int64_t row, const Text& text) {
  auto& insert = statements_.insert_words;
  for (int column = 0; column < column_count; ++column) {
    const auto& words = text[static_cast<std::size_t>(column)];
    if (words.empty()) {
      insert.bind_null(column + 1);
    } else {
      insert.bind_text(column + 1, words);
    }
  }
  return insert.bind(column_count + 1, row).run();
}

}  // namespace headrace::engine::text
