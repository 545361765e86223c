#include "sources/database/column_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <wctype.h>

#include <algorithm>
#include <clocale>

#include "json/utf8.h"

namespace headrace::sources::database {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

std::string joined_tables(std::vector<std::string> tables) {
  std::ranges::sort(tables);
  return fmt::format("{}", fmt::join(tables, "_"));
}

std::string column_prefix(std::string_view schema, const std::vector<std::string>& tables) {
  const auto name = trimmed(schema);
  return lower_case(fmt::format("{}{}{}_", name, name.empty() ? "" : "_", joined_tables(tables)));
}

std::string lower_case(std::string_view text) {
  static const locale_t letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string lower;
  const auto valid = json::valid_utf8(text);
  for (std::string_view rest = valid; !rest.empty();) {
    const char32_t letter = json::take_character(rest);
    const auto small = letter >= 'A' && letter <= 'Z' ? letter + 0x20 : letter;
    const bool is_foreign = letter >= 0x80 && letters != nullptr;
    json::append_utf8(is_foreign ? static_cast<std::uint32_t>(towlower_l(static_cast<wint_t>(letter), letters)) : small, lower);
  }
  return lower;
}

}  // namespace headrace::sources::database
