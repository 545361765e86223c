#include "sources/mysql/row_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "sources/database/json_members.h"

namespace headrace::sources::mysql {
namespace {

std::string_view name_of(const MYSQL_FIELD& field) { return {field.name, field.name_length}; }

/// The place of the column in the result: the last one of that name (docs/spec/sources.md 2.7). The database ignores case in names.
std::optional<std::size_t> find(std::span<const MYSQL_FIELD> fields, std::string_view name) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (name_of(fields[i]) == name) found = i;
  }
  for (std::size_t i = 0; i < fields.size() && !found; ++i) {
    if (base::equals_ignoring_case(name_of(fields[i]), name)) found = i;
  }
  return found;
}

/// Names of members to their columns, the last one of each name. What the framework and this source write themselves is left out
/// (docs/spec/sources.md 6.5).
std::map<std::string, std::size_t> member_columns(std::span<const MYSQL_FIELD> fields, const DocumentFrame& frame) {
  std::map<std::string, std::size_t> columns;
  std::optional<std::size_t> id;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto name = name_of(fields[i]);
    if (name == "id") id = i;
    if (name == "id" || name == "_id" || name == "Table" || name == "_timestamp") continue;
    if (std::ranges::find(frame.hidden, name) == frame.hidden.end()) columns[std::string(name)] = i;
  }
  // A column that has the name already keeps it.
  if (id && !frame.keep_id_as.empty()) columns.emplace(frame.keep_id_as, *id);
  return columns;
}

}  // namespace

Result<IdWriter> IdWriter::make(std::span<const MYSQL_FIELD> fields, const std::string& scope, const std::vector<std::string>& key) {
  IdWriter writer;
  writer.scope_ = scope;
  for (const auto& name : key) {
    const auto column = find(fields, name);
    if (!column) return fail(ErrorKind::internal, fmt::format("the result has no column [{}], of which ids are made", name));
    writer.parts_.push_back({*column, kind_of(fields[*column])});
  }
  return writer;
}

std::string IdWriter::id(const Rows& rows) const {
  std::string text = scope_;
  bool is_first = true;
  for (const auto& [column, kind] : parts_) {
    if (rows.is_null(column)) continue;
    text += '_';
    is_first = false;
    append_key_text(kind, rows.at(column), text);
  }
  if (is_first) text += '_';
  return text;
}

RowWriter::RowWriter(std::span<const MYSQL_FIELD> fields, const DocumentFrame& frame) {
  constant_ = database::member_name("Table") + json::write(frame.table) + ',';
  timestamp_.begin = constant_.size();
  constant_ += database::member_name("_timestamp");
  timestamp_.value = constant_.size();
  json::write_string(frame.timestamp, constant_);
  timestamp_.end = constant_.size();
  for (const auto& [name, column] : member_columns(fields, frame))
    members_.push_back({column, ',' + database::member_name(name), writer_of(kind_of(fields[column]))});
  std::ranges::sort(members_, {}, &Member::column);  // as the rows lie in memory
}

void RowWriter::append_members(const Rows& rows, std::string& to) const {
  to += constant_;
  for (const auto& member : members_) {
    to += member.name;
    if (rows.is_null(member.column)) {
      to += "null";
    } else {
      member.write(rows.at(member.column), to);
    }
  }
}

}  // namespace headrace::sources::mysql
