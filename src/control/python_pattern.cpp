#include "control/python_pattern.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::control {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Translation {
 public:
  explicit Translation(std::string_view pattern) : rest_(pattern), whole_(pattern) {}

  Result<std::string> run() {
    if (rest_.starts_with("(*")) return refuse("nothing to repeat");
    while (!rest_.empty()) TRY_VOID(next());
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> refuse(std::string_view why) const {
    return fail(ErrorKind::illegal_argument, fmt::format("{} at position {}", why, whole_.size() - rest_.size()));
  }

  void take(std::size_t count) {
    made_ += rest_.substr(0, count);
    rest_.remove_prefix(std::min(count, rest_.size()));
  }
  void replace(std::size_t count, std::string_view by) {
    made_ += by;
    rest_.remove_prefix(std::min(count, rest_.size()));
  }

  Result<void> next() {
    switch (rest_[0]) {
      case '\\':
        return escape(false);
      case '[':
        return character_class();
      case '(':
        return rest_.starts_with("(?") ? group() : plain_group();
      case '{':
        if (rest_.starts_with("{,") && rest_.size() > 2 && (is_digit(rest_[2]) || rest_[2] == '}')) {
          replace(2, "{0,");
        } else {
          take(1);
        }
        return {};
      default:
        take(1);
        return {};
    }
  }

  Result<void> plain_group() {
    if (rest_.starts_with("(*")) return refuse("nothing to repeat");
    take(1);
    return {};
  }

  Result<void> escape(bool is_in_class) {
    if (rest_.size() < 2) return refuse("bad escape (end of pattern)");
    const char c = rest_[1];
    if (c == 'u' || c == 'U') return code_point(c == 'u' ? 4 : 8);
    if (c == 'v') {
      replace(2, "\\x0b");
    } else if (c == 'x') {
      if (rest_.size() < 4 || !is_hex(rest_[2]) || !is_hex(rest_[3])) return refuse("incomplete escape \\x");
      take(4);
    } else if (c == 'Z' && !is_in_class) {
      replace(2, "\\z");
    } else if (!is_letter(c) || std::string_view("dDsSwWafnrt").contains(c) || c == 'b' || (!is_in_class && (c == 'A' || c == 'B'))) {
      take(2);
    } else {
      return refuse(fmt::format("bad escape \\{}", c));
    }
    return {};
  }

  Result<void> code_point(std::size_t digits) {
    const auto hex = rest_.substr(2, digits);
    if (hex.size() < digits || !std::ranges::all_of(hex, is_hex)) return refuse("incomplete escape");
    replace(2 + digits, fmt::format("\\x{{{}}}", hex));
    return {};
  }

  /// `[` inside is only a character: there are no named classes.
  Result<void> character_class() {
    take(rest_.starts_with("[^") ? 2 : 1);
    if (rest_.starts_with(']')) replace(1, "\\]");
    while (!rest_.empty() && rest_[0] != ']') {
      if (rest_[0] == '\\') {
        TRY_VOID(escape(true));
      } else if (rest_[0] == '[') {
        replace(1, "\\[");
      } else {
        take(1);
      }
    }
    if (rest_.empty()) return refuse("unterminated character set");
    take(1);
    return {};
  }

  Result<void> group() {
    const auto after = rest_.substr(2);
    if (after.starts_with('#')) return comment();
    for (const auto* known : {":", "=", "!", ">", "<=", "<!", "P<", "P="}) {
      if (!after.starts_with(known)) continue;
      take(2 + std::string_view(known).size());
      return {};
    }
    if (after.starts_with('(')) {
      if (after.size() < 2 || !is_digit(after[1])) return refuse("unknown extension ?(");
      take(after.find(')') == std::string_view::npos ? rest_.size() : after.find(')') + 3);
      return {};
    }
    return flags();
  }

  Result<void> comment() {
    const auto end = rest_.find(')');
    if (end == std::string_view::npos) return refuse("missing ), unterminated comment");
    rest_.remove_prefix(end + 1);
    return {};
  }

  /// `(?i)` at the very start, `(?i:…)` and `(?-i:…)` anywhere.
  Result<void> flags() {
    const auto end = rest_.find_first_not_of("imsxu-", 2);
    if (end == std::string_view::npos || end == 2 || (rest_[end] != ')' && rest_[end] != ':')) return refuse("unknown extension");
    if (rest_[end] == ')' && (rest_.size() != whole_.size() || rest_.substr(0, end).contains('-'))) {
      return refuse("global flags not at the start of the expression");
    }
    std::string kept(rest_.substr(0, end + 1));
    std::erase(kept, 'u');  // always so
    if (kept != "(?)") made_ += kept;
    rest_.remove_prefix(end + 1);
    return {};
  }

  std::string_view rest_;
  std::string_view whole_;
  std::string made_;
};

}  // namespace

Result<std::string> translated_pattern(std::string_view pattern) { return Translation(pattern).run(); }

Result<base::Regex> compile_python_pattern(std::string_view pattern) {
  TRY(const auto translated, translated_pattern(pattern));
  return base::Regex::compile(translated);
}

}  // namespace headrace::control
