#pragma once
// From the fields of a row to the document of it: the id, and the members as JSON text (docs/spec/sources.md 5.6). Everything that is the
// same for all rows is made once.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/postgresql/copy_frames.h"
#include "sources/postgresql/value_type.h"
#include "sources/source.h"

namespace headrace::sources::postgresql {

/// What the rows of one read look like.
struct RowShape {
  std::string database;
  std::string schema;
  std::vector<std::string> tables;      ///< one; of a rule, all that it names
  bool is_rule = false;                 ///< then `table` is a list
  std::vector<std::string> columns;     ///< names, as the database has them
  std::vector<const ValueType*> types;  ///< one for each column
  std::vector<std::size_t> key;         ///< places of the key's columns, in its order
  std::string timestamp;                ///< of rows that do not tell theirs
  bool has_commit_time = false;         ///< each row has one field more, a timestamptz that may be null
};

class RowWriter {
 public:
  explicit RowWriter(const RowShape& shape);

  /// `fields`: one for each column, and the commit time where there is one.
  SourceDocument document(const std::vector<Field>& fields);
  [[nodiscard]] std::string id(const std::vector<Field>& fields) const;
  /// The key's values, as texts that the database reads as the same values.
  [[nodiscard]] std::vector<std::string> key_texts(const std::vector<Field>& fields) const;
  [[nodiscard]] const std::string& scope() const { return scope_; }
  [[nodiscard]] std::size_t width() const { return columns_.size() + (commit_time_ ? 1 : 0); }

 private:
  struct Column {
    std::string member;  ///< `"name":`; "" when a later column has the same name
    const ValueType* type;
  };

  std::vector<Column> columns_;
  std::vector<std::size_t> key_;
  std::string scope_;
  std::string id_begin_;
  std::string members_end_;  ///< what all rows have, up to the time
  std::string timestamp_;    ///< as JSON
  std::optional<std::size_t> commit_time_;
  std::size_t expected_size_ = 0;
};

/// What the ids of a scope begin with: `shop_public_customers_`.
std::string id_prefix(std::string_view database, std::string_view schema, std::string_view scope);

}  // namespace headrace::sources::postgresql
