#include "sources/postgresql/position.h"

#include <charconv>

#include "base/fingerprint.h"
#include "json/value.h"

namespace headrace::sources::postgresql {

std::string write_position(const Position& position) {
  json::Value written{json::Object()};
  if (position.after) written.set("after", json::Array(position.after->begin(), position.after->end()));
  written.set("xmin", std::to_string(position.xmin));  // as text: it may be larger than what a double holds
  written.set("columns", position.columns);
  return json::write(written);
}

std::optional<Position> read_position(std::string_view text) {
  const auto written = json::parse(text);
  if (!written) return std::nullopt;
  Position position{.after = std::nullopt, .columns = std::string(written->text("columns"))};
  const auto xmin = written->text("xmin");
  const auto read = std::from_chars(xmin.data(), xmin.data() + xmin.size(), position.xmin);
  if (xmin.empty() || read.ec != std::errc() || read.ptr != xmin.data() + xmin.size()) return std::nullopt;
  const auto* after = written->find("after");
  if (after == nullptr) return position;
  if (!after->is_array()) return std::nullopt;
  position.after.emplace();
  for (const auto& key : after->as_array()) {
    if (!key.is_string()) return std::nullopt;
    position.after->push_back(key.as_string());
  }
  return position;
}

std::string fingerprint(const std::vector<PlannedColumn>& columns, const std::vector<std::size_t>& key) {
  base::Fingerprint all;
  for (const auto& column : columns) all.add(column.name).add(column.type->oid);
  for (const auto place : key) all.add(place);
  return all.hex();
}

}  // namespace headrace::sources::postgresql
