#pragma once
// The one that writes to the file of a text index.

#include <array>
#include <map>
#include <span>

#include "engine/text/index_file.h"

namespace headrace::engine::text {

/// Used by one thread at a time.
class IndexWriter {
 public:
  static Result<std::unique_ptr<IndexWriter>> open(const std::filesystem::path& file, const IndexIdentity& index);

  [[nodiscard]] std::uint64_t position() const { return position_; }

  /// See TextIndex.
  Result<void> apply(std::span<const Change> changes, std::uint64_t position);
  Result<bool> apply_scan(std::span<const Change> page, const std::optional<std::string>& after, bool is_last, std::uint64_t position);

 private:
  struct Row {
    std::int64_t row = 0;
    std::uint64_t seq_no = 0;
  };
  struct Statements {
    Statement find, behind, insert, renumber, remove, read_words, insert_words, remove_words, add_field, set_state;
  };
  using Text = std::array<std::string, column_count>;

  IndexWriter(std::filesystem::path file, Connection connection, Statements statements)
      : file_(std::move(file)), connection_(std::move(connection)), statements_(std::move(statements)) {}

  static Result<Statements> prepare(Connection& connection);
  Result<void> load();
  /// Runs `work` as one transaction that also moves the position.
  template <class Work>
  Result<void> together(std::uint64_t position, const Work& work);
  Result<std::optional<Row>> row_of(std::string_view id);
  Result<void> put(const Change& change, const std::optional<Row>& known);
  Result<void> remove(std::int64_t row);
  Result<Text> text_of(std::string_view source);
  Result<int> column_for(const std::string& path);
  Result<bool> has_text(std::int64_t row, const Text& text);
  Result<void> insert_text(std::int64_t row, const Text& text);
  /// What a page of a scan changes. Leaves `behind` where it has come to.
  struct Difference {
    std::vector<std::int64_t> removed;                              ///< rows; not all of them when there are very many
    std::vector<std::pair<const Change*, std::optional<Row>>> put;  ///< with what the index has of it
  };
  Result<Difference> compare(std::span<const Change> page, const std::optional<std::string>& after, bool is_last);

  const std::filesystem::path file_;
  Connection connection_;
  Statements statements_;
  std::uint64_t position_ = 0;
  std::map<std::string, int, std::less<>> columns_;  ///< of the fields that have one of their own
};

}  // namespace headrace::engine::text
