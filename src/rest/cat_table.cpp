#include "rest/cat_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>

#include "base/strings.h"
#include "rest/answers.h"

namespace headrace::rest {
namespace {

constexpr std::string_view text_type = "text/plain; charset=UTF-8";
constexpr std::array<std::string_view, 6> units{"b", "kb", "mb", "gb", "tb", "pb"};

/// How far apart characters stand is what counts, not bytes.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_named(const CatColumn& column, std::string_view pattern) {
  const auto aliases = base::split_list(column.alias);
  return base::glob_matches(pattern, column.name) ||
         std::ranges::any_of(aliases, [&](const auto& alias) { return base::glob_matches(pattern, alias); });
}

/// Positions of the columns to show, in the order they were asked for, each once.
std::vector<std::size_t> shown_columns(const CatTable& table, const CatForm& form) {
  std::vector<std::size_t> shown;
  const auto add = [&](std::size_t position) {
    if (std::ranges::find(shown, position) == shown.end()) shown.push_back(position);
  };
  for (const auto& pattern : form.columns)
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (is_named(table.columns[i], pattern)) add(i);
  for (std::size_t i = 0; i < table.columns.size() && form.columns.empty(); ++i)
    if (table.columns[i].by_default) add(i);
  return shown;
}

std::weak_ordering compare(const CatCell& a, const CatCell& b) {
  if (a.number && b.number) return std::weak_order(*a.number, *b.number);
  return a.text <=> b.text;
}

struct SortBy {
  std::size_t column;
  bool descending;
};

Result<SortBy> read_sort_key(const CatTable& table, const std::string& key) {
  const auto colon = key.rfind(':');
  const auto name = key.substr(0, colon);
  const auto order = colon == std::string::npos ? std::string("asc") : key.substr(colon + 1);
  const auto column = std::ranges::find_if(table.columns, [&](const auto& one) { return is_named(one, name); });
  if (column == table.columns.end() || (order != "asc" && order != "desc"))
    return fail(ErrorKind::illegal_argument, fmt::format("Unable to sort by unknown sort key `{}`", key));
  return SortBy{static_cast<std::size_t>(column - table.columns.begin()), order == "desc"};
}

/// Rows that are equal by all keys stay in their order.
Result<void> sort_rows(CatTable& table, const std::vector<std::string>& sort) {
  std::vector<SortBy> keys;
  for (const auto& key : sort) {
    TRY(const auto read, read_sort_key(table, key));
    keys.push_back(read);
  }
  std::vector<std::size_t> order(table.rows.size());
  std::ranges::generate(order, [next = std::size_t{0}]() mutable { return next++; });
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    for (const auto& key : keys) {
      const auto ordering = compare(table.rows[a][key.column], table.rows[b][key.column]);
      if (ordering != 0) return key.descending ? ordering > 0 : ordering < 0;
    }
    return a < b;
  });
  std::vector<std::vector<CatCell>> rows;
  for (const auto position : order) rows.push_back(std::move(table.rows[position]));
  table.rows = std::move(rows);
  return {};
}

void write_cell(std::string_view text, std::size_t width, bool at_right, bool last, std::string& to) {
  const auto padding = std::string(width - std::min(width, width_of(text)), ' ');
  if (at_right) to += padding;
  to += text;
  if (!at_right && !last) to += padding;
  to += last ? '\n' : ' ';
}

std::string written(const CatTable& table, const std::vector<std::size_t>& shown, bool with_header) {
  std::vector<std::size_t> widths(table.columns.size());
  for (const auto position : shown) {
    if (with_header) widths[position] = width_of(table.columns[position].name);
    for (const auto& row : table.rows) widths[position] = std::max(widths[position], width_of(row[position].text));
  }
  std::string out;
  for (const auto position : shown) {
    const auto& column = table.columns[position];
    if (with_header) write_cell(column.name, widths[position], column.is_number, position == shown.back(), out);
  }
  for (const auto& row : table.rows)
    for (const auto position : shown)
      write_cell(row[position].text, widths[position], table.columns[position].is_number, position == shown.back(), out);
  return out;
}

std::string help_of(const CatTable& table) {
  CatTable help{{{"name", "", ""}, {"alias", "", ""}, {"description", "", ""}}, {}};
  for (const auto& column : table.columns)
    help.rows.push_back({{std::string(column.name)}, {fmt::format("| {}", column.alias)}, {fmt::format("| {}", column.description)}});
  return written(help, {0, 1, 2}, false);
}

json::Value as_json(const CatTable& table, const std::vector<std::size_t>& shown) {
  json::Array rows;
  for (const auto& row : table.rows) {
    json::Object object;
    for (const auto position : shown) object.push_back({std::string(table.columns[position].name), json::Value(row[position].text)});
    rows.emplace_back(std::move(object));
  }
  return json::Value(std::move(rows));
}

}  // namespace

Result<CatForm> CatForm::read(RequestContext& request) {
  CatForm form;
  TRY(form.with_header, request.flag("v"));
  TRY(form.help, request.flag("help"));
  form.columns = request.list("h");
  form.sort = request.list("s");
  form.as_json = request.wanted_format().has_value();
  return form;
}

Result<Answer> cat_answer(CatTable table, const CatForm& form) {
  if (form.help) return Answer{.body = help_of(table), .content_type = std::string(text_type)};
  TRY_VOID(sort_rows(table, form.sort));
  const auto shown = shown_columns(table, form);
  if (form.as_json) return json_answer(as_json(table, shown));
  return Answer{.body = written(table, shown, form.with_header), .content_type = std::string(text_type)};
}

Result<CatCell> cat_bytes(std::uint64_t bytes, const std::string& unit) {
  constexpr double step = 1024;
  const auto number = static_cast<double>(bytes);
  if (!unit.empty()) {
    const auto found = std::ranges::find(units, unit);
    if (found == units.end())
      return fail(ErrorKind::illegal_argument, fmt::format("Unable to parse bytes unit [{}]: use b, kb, mb, gb, tb or pb", unit));
    return CatCell{std::to_string(bytes >> (10 * (found - units.begin()))), number};
  }
  auto scaled = number;
  std::size_t power = 0;
  for (; scaled >= step && power + 1 < units.size(); ++power) scaled /= step;
  // One digit, cut and not rounded; none when it is zero.
  const auto tenths = static_cast<std::uint64_t>(std::floor(scaled * 10));
  const auto text = tenths % 10 == 0 || power == 0 ? fmt::format("{}{}", tenths / 10, units[power])
                                                   : fmt::format("{}.{}{}", tenths / 10, tenths % 10, units[power]);
  return CatCell{text, number};
}

}  // namespace headrace::rest
