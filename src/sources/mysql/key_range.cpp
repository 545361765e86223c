#include "sources/mysql/key_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace headrace::sources::mysql {
namespace {

enum class Literal { none, number, quoted, hex };

struct TypeLiteral {
  std::string_view type;  ///< as information_schema.COLUMNS has it
  Literal literal;
  bool is_ordered;  ///< as can_go_on() wants it
};

constexpr auto type_literals = std::to_array<TypeLiteral>({
    {"tinyint", Literal::number, true},  {"smallint", Literal::number, true},   {"mediumint", Literal::number, true},
    {"int", Literal::number, true},      {"bigint", Literal::number, true},     {"decimal", Literal::number, true},
    {"year", Literal::number, true},     {"char", Literal::quoted, true},       {"varchar", Literal::quoted, true},
    {"tinytext", Literal::quoted, true}, {"text", Literal::quoted, true},       {"mediumtext", Literal::quoted, true},
    {"longtext", Literal::quoted, true}, {"date", Literal::quoted, true},       {"datetime", Literal::quoted, true},
    {"time", Literal::quoted, true},     {"uuid", Literal::quoted, true},       {"binary", Literal::hex, true},
    {"varbinary", Literal::hex, true},   {"tinyblob", Literal::hex, true},      {"blob", Literal::hex, true},
    {"mediumblob", Literal::hex, true},  {"longblob", Literal::hex, true},      {"float", Literal::number, false},
    {"double", Literal::number, false},  {"timestamp", Literal::quoted, false},
});

TypeLiteral of_type(std::string_view type) {
  const auto* found = std::ranges::find(type_literals, type, &TypeLiteral::type);
  return found == type_literals.end() ? TypeLiteral{type, Literal::none, false} : *found;
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

bool is_hex(std::string_view text) { return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

bool is_number(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos && text.find_first_not_of("0123456789.-+e") == std::string_view::npos;
}

/// `raw`: bytes in hex.
std::optional<std::string> literal_of(const Session& session, Literal kind, std::string_view raw) {
  switch (kind) {
    case Literal::number:
      return is_number(raw) ? std::optional(std::string(raw)) : std::nullopt;
    case Literal::quoted:
      return session.quoted(raw);
    case Literal::hex:
      return is_hex(raw) ? std::optional(fmt::format("X'{}'", raw)) : std::nullopt;
    case Literal::none:
      break;
  }
  return std::nullopt;
}

/// `a >= 1 AND (a > 1 OR (a = 1 AND b > 2))`: the part before the parenthesis bounds the range of the index for every optimizer.
/// `beyond` is `>` or `<`, `last` what the last column is compared with.
std::string range(const std::vector<std::string>& columns, const std::vector<std::string>& literals, char beyond, std::string_view last) {
  const auto count = std::min(columns.size(), literals.size());
  auto text = fmt::format("{} {} {}", identifier(columns[count - 1]), last, literals[count - 1]);
  for (auto i = count - 1; i-- > 0;) {
    const auto column = identifier(columns[i]);
    text = fmt::format("{0} {1}= {2} AND ({0} {1} {2} OR ({0} = {2} AND {3}))", column, beyond, literals[i], text);
  }
  return text;
}

}  // namespace

bool can_go_on(const Table& table) {
  return !table.index.empty() && std::ranges::all_of(table.index_columns, [&table](const std::string& name) {
    const auto* column = table.find(name);
    return column != nullptr && of_type(column->type).is_ordered;
  });
}

std::string position_text(const Table& table, std::span<const std::string_view> values) {
  json::Array after;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto* column = table.find(table.index_columns[i]);
    const bool is_binary = column != nullptr && of_type(column->type).literal == Literal::hex;
    after.emplace_back(is_binary ? hex(values[i]) : std::string(values[i]));
  }
  return json::write(json::object({{"after", std::move(after)}}));
}

std::optional<std::vector<std::string>> position_literals(const Session& session, const Table& table, std::string_view position) {
  const auto read = json::parse(position);
  const auto* after = read ? read->find("after") : nullptr;
  if (after == nullptr || !after->is_array() || after->as_array().size() != table.index_columns.size() || !can_go_on(table))
    return std::nullopt;
  std::vector<std::string> literals;
  for (std::size_t i = 0; i < table.index_columns.size(); ++i) {
    const auto& value = after->as_array()[i];
    const auto* column = table.find(table.index_columns[i]);
    if (!value.is_string() || column == nullptr) return std::nullopt;
    auto one = literal_of(session, of_type(column->type).literal, value.as_string());
    if (!one) return std::nullopt;
    literals.push_back(std::move(*one));
  }
  return literals;
}

std::optional<std::string> literal(const Session& session, const Column& column, std::string_view raw) {
  const auto kind = of_type(column.type).literal;
  return literal_of(session, kind, kind == Literal::hex ? hex(raw) : std::string(raw));
}

std::string above(const std::vector<std::string>& columns, const std::vector<std::string>& literals) {
  return range(columns, literals, '>', ">");
}

std::string up_to(const std::vector<std::string>& columns, const std::vector<std::string>& literals) {
  return range(columns, literals, '<', "<=");
}

}  // namespace headrace::sources::mysql
