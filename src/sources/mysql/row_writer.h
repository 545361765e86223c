#pragma once
// Rows of a result as documents (docs/spec/sources.md 6.5). Made once per result, then no decision and no allocation per value.

#include <string>
#include <vector>

#include "sources/mysql/key_text.h"
#include "sources/mysql/session.h"

namespace headrace::sources::mysql {

/// What is the same for all documents of a scope.
struct DocumentFrame {
  std::string scope;                     ///< "orders": ids begin with it
  json::Value table;                     ///< for `Table`: a name, or the list of a rule
  std::string timestamp;                 ///< for `_timestamp`
  std::string keep_id_as;                ///< "": a column `id` is not kept
  std::vector<std::string> hidden = {};  ///< columns that are no members
};

/// Makes ids of rows.
class IdWriter {
 public:
  /// `key`: names of the columns in the order of the id. Errors: internal when a column is not in the result.
  static Result<IdWriter> make(std::span<const MYSQL_FIELD> fields, const std::string& scope, const std::vector<std::string>& key);
  [[nodiscard]] std::string id(const Rows& rows) const;

 private:
  struct Part {
    std::size_t column;
    ValueKind kind;
  };
  std::string scope_;
  std::vector<Part> parts_;
};

/// Makes members of rows.
class RowWriter {
 public:
  RowWriter(std::span<const MYSQL_FIELD> fields, const DocumentFrame& frame);
  /// To an empty text.
  void append_members(const Rows& rows, std::string& to) const;
  /// Where `_timestamp` stands in all of them.
  [[nodiscard]] const json::RawMember& timestamp() const { return timestamp_; }

 private:
  struct Member {
    std::size_t column;
    std::string name;  ///< `,"name":`
    WriteValue write;
  };
  std::string constant_;
  json::RawMember timestamp_;
  std::vector<Member> members_;
};

}  // namespace headrace::sources::mysql
