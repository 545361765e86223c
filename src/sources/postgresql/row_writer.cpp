#include "sources/postgresql/row_writer.h"

#include <fmt/format.h>

#include <utility>

#include "json/utf8.h"
#include "sources/database/column_names.h"
#include "sources/database/json_members.h"

namespace headrace::sources::postgresql {
namespace {

constexpr Oid timestamp_with_zone_oid = 1184;
constexpr std::size_t room_to_spare = 128;
constexpr std::string_view timestamp_name = R"("_timestamp":)";

std::string json_of(std::string_view text) {
  std::string written;
  database::append_text(text, written);
  return written;
}

std::string table_member(const RowShape& shape) {
  if (!shape.is_rule) return json_of(shape.tables.front());
  json::Array list(shape.tables.begin(), shape.tables.end());
  return json::write(list);
}

}  // namespace

std::string id_prefix(std::string_view database, std::string_view schema, std::string_view scope) {
  return json::valid_utf8(fmt::format("{}_{}_{}_", database, schema, scope));
}

RowWriter::RowWriter(const RowShape& shape)
    : key_(shape.key),
      scope_(database::joined_tables(shape.tables)),
      id_begin_(id_prefix(shape.database, shape.schema, scope_)),
      members_end_(
          fmt::format(R"("database":{},"table":{},"schema":{},)", json_of(shape.database), table_member(shape), json_of(shape.schema))),
      timestamp_(json_of(shape.timestamp)) {
  if (shape.has_commit_time) commit_time_ = shape.columns.size();
  const auto prefix = database::column_prefix(shape.schema, shape.tables);
  for (std::size_t i = 0; i < shape.columns.size(); ++i) {
    auto member = database::member_name(prefix + database::lower_case(shape.columns[i]));
    for (auto& earlier : columns_) {  // docs/spec/sources.md 2.7: the last one of a name wins
      if (earlier.member == member) earlier.member.clear();
    }
    columns_.push_back({std::move(member), shape.types[i]});
  }
}

SourceDocument RowWriter::document(const std::vector<Field>& fields) {
  SourceDocument document{.id = id(fields), .scope = scope_, .fields = nullptr};
  auto& members = document.members;
  members.reserve(expected_size_ + room_to_spare);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& column = columns_[i];
    if (column.member.empty()) continue;
    members += column.member;
    fields[i].is_null ? void(members += "null") : column.type->append_json(fields[i].bytes, members);
    members += ',';
  }
  members += members_end_;
  json::RawMember timestamp{.begin = members.size()};
  members += timestamp_name;
  timestamp.value = members.size();
  if (commit_time_ && !fields[*commit_time_].is_null) {
    find_value_type(timestamp_with_zone_oid)->append_json(fields[*commit_time_].bytes, members);
  } else {
    members += timestamp_;
  }
  timestamp.end = members.size();
  document.timestamp = timestamp;
  expected_size_ = members.size();
  return document;
}

std::string RowWriter::id(const std::vector<Field>& fields) const {
  std::string id;
  id.reserve(id_begin_.size() + 40);
  id += id_begin_;
  bool is_first = true;
  for (const auto place : key_) {
    if (fields[place].is_null) continue;  // docs/spec/sources.md 2.5
    if (!std::exchange(is_first, false)) id += '_';
    columns_[place].type->append_text(fields[place].bytes, id);
  }
  return id;
}

std::vector<std::string> RowWriter::key_texts(const std::vector<Field>& fields) const {
  std::vector<std::string> texts;
  for (const auto place : key_) columns_[place].type->append_text(fields[place].bytes, texts.emplace_back());
  return texts;
}

}  // namespace headrace::sources::postgresql
