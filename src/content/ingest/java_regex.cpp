#include "content/ingest/java_regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace headrace::content::ingest {
namespace {

using Outcome = base::Regex::Outcome;

constexpr std::size_t longest_text = 50'000'000;

struct ClassName {
  std::string_view java;
  std::string_view posix;
};
constexpr auto class_names = std::to_array<ClassName>({{"Lower", "lower"},
                                                       {"Upper", "upper"},
                                                       {"ASCII", "ascii"},
                                                       {"Alpha", "alpha"},
                                                       {"Digit", "digit"},
                                                       {"Alnum", "alnum"},
                                                       {"Punct", "punct"},
                                                       {"Graph", "graph"},
                                                       {"Print", "print"},
                                                       {"Blank", "blank"},
                                                       {"Cntrl", "cntrl"},
                                                       {"XDigit", "xdigit"},
                                                       {"Space", "space"}});
constexpr auto properties = std::to_array<ClassName>({{"IsAlphabetic", "L"},
                                                      {"IsLetter", "L"},
                                                      {"IsDigit", "Nd"},
                                                      {"IsUppercase", "Lu"},
                                                      {"IsLowercase", "Ll"},
                                                      {"IsPunctuation", "P"},
                                                      {"IsWhite_Space", "Xps"},
                                                      {"javaLowerCase", "Ll"},
                                                      {"javaUpperCase", "Lu"},
                                                      {"javaWhitespace", "Xps"}});

Error problem(std::string reason) { return {ErrorKind::illegal_argument, std::move(reason)}; }

std::optional<std::uint32_t> hex(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 4 || fault != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

class Translation {
 public:
  explicit Translation(std::string_view pattern) : pattern_(pattern) {}

  Result<std::string> translate() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == '\\') {
        TRY_VOID(translate_escape());
        continue;
      }
      if (in_class_ && c == '[') return fail(problem(fmt::format("a class within a class is not known here near index {}", at_)));
      if (in_class_ && pattern_.substr(at_).starts_with("&&"))
        return fail(problem(fmt::format("the intersection of classes is not known here near index {}", at_)));
      if (c == '[') {
        begin_class();
        continue;
      }
      if (c == '(' && !in_class_) TRY_VOID(check_group());
      if (c == ']') in_class_ = false;
      to_ += c;
      ++at_;
    }
    return std::move(to_);
  }

 private:
  /// What PCRE2 has more: verbs, recursion, callouts, names as Python writes them; and a flag that means something else there.
  [[nodiscard]] Result<void> check_group() const {
    const auto rest = pattern_.substr(at_ + 1);
    if (rest.starts_with('*')) return fail(problem(fmt::format("Dangling meta character '*' near index {}", at_ + 1)));
    if (!rest.starts_with('?')) return {};
    const auto kind = rest.substr(1, 1);
    if (kind.empty() || !std::string_view(":=!><idmsuxU-").contains(kind.front()))
      return fail(problem(fmt::format("Unknown inline modifier near index {}", at_ + 2)));
    const auto flags = rest.substr(1, std::min(rest.find_first_of(":)", 1), rest.size()) - 1);
    const bool has_other_flag = !std::string_view(":=!><").contains(kind.front()) && flags.find_first_of("duU") != std::string_view::npos;
    if (has_other_flag) return fail(problem(fmt::format("the flags [{}] are not known here near index {}", flags, at_ + 2)));
    return {};
  }

  /// A `]` that comes first is a character.
  void begin_class() {
    in_class_ = true;
    for (const std::string_view token : {"[", "^", "]"}) {
      if (!pattern_.substr(at_).starts_with(token)) continue;
      to_ += token == "]" ? "\\]" : token;
      ++at_;
    }
  }

  Result<void> translate_escape() {
    const auto rest = pattern_.substr(at_);
    const char next = rest.size() > 1 ? rest[1] : '\0';
    if (next == 'Q') return copy_quotation();
    if (next == 'u') return translate_unit();
    if ((next == 'p' || next == 'P') && rest.substr(2).starts_with('{') && rest.contains('}')) {
      translate_property(rest);
      return {};
    }
    to_ += rest.substr(0, 2);
    at_ += std::min<std::size_t>(2, rest.size());
    return {};
  }

  Result<void> copy_quotation() {
    const auto end = pattern_.find("\\E", at_);
    const auto length = end == std::string_view::npos ? pattern_.size() - at_ : end + 2 - at_;
    to_ += pattern_.substr(at_, length);
    at_ += length;
    return {};
  }

  /// `\uXXXX`, two of them for what is above U+FFFF.
  Result<void> translate_unit() {
    const auto unit = hex(pattern_.substr(std::min(at_ + 2, pattern_.size()), 4));
    if (!unit) return fail(problem(fmt::format("Illegal Unicode escape sequence near index {}", at_)));
    auto code_point = *unit;
    at_ += 6;
    if (code_point >= 0xD800 && code_point < 0xDC00 && pattern_.substr(at_).starts_with("\\u")) {
      const auto low = hex(pattern_.substr(std::min(at_ + 2, pattern_.size()), 4)).value_or(0);
      if (low >= 0xDC00 && low < 0xE000) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (low - 0xDC00);
        at_ += 6;
      }
    }
    to_ += fmt::format("\\x{{{:X}}}", code_point);
    return {};
  }

  void translate_property(std::string_view rest) {
    const bool is_negated = rest[1] == 'P';
    const auto name = rest.substr(3, rest.find('}') - 3);
    at_ += name.size() + 4;
    if (const auto* row = std::ranges::find(class_names, name, &ClassName::java); row != class_names.end()) {
      const auto posix = fmt::format("[:{}{}:]", is_negated ? "^" : "", row->posix);
      to_ += in_class_ ? posix : fmt::format("[{}]", posix);
      return;
    }
    const auto* row = std::ranges::find(properties, name, &ClassName::java);
    const auto known = row != properties.end() ? row->posix : (name.starts_with("Is") ? name.substr(2) : name);
    to_ += fmt::format("\\{}{{{}}}", rest[1], known);
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool in_class_ = false;
  std::string to_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Error exhausted() { return problem("the regular expression takes too many steps for this text"); }

}  // namespace

Result<std::string> from_java_pattern(std::string_view pattern) { return Translation(pattern).translate(); }

Result<base::Regex> compile_java_regex(std::string_view pattern) {
  TRY(const auto translated, from_java_pattern(pattern));
  return base::Regex::compile(translated, base::Regex::Dialect::java);
}

Replacement Replacement::read(std::string_view text, const base::Regex& regex) {
  Replacement made;
  Piece piece;
  const auto wrong = [&](std::string why) {
    if (made.problem_.empty()) made.problem_ = std::move(why);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size())
        wrong("character to be escaped is missing");
      else
        piece.literal += text[i];
      continue;
    }
    if (text[i] != '$') {
      piece.literal += text[i];
      continue;
    }
    const auto rest = text.substr(i + 1);
    if (rest.starts_with('{')) {
      const auto length = std::min(rest.find('}'), rest.size());
      const auto name = std::string(rest.substr(1, length - 1));
      const bool is_named = length < rest.size() && std::ranges::all_of(name, is_name);
      piece.group = is_named ? regex.group_named(name) : std::nullopt;
      if (!piece.group) wrong(is_named ? fmt::format("No group with name {{{}}}", name) : "named capturing group is missing trailing '}'");
      i += std::min(length + 1, rest.size());
    } else if (!rest.empty() && is_digit(rest.front())) {
      std::size_t number = static_cast<std::size_t>(rest.front() - '0');
      ++i;
      if (number > regex.groups()) wrong(fmt::format("No group {}", number));
      // More digits belong to it as long as there is such a group.
      for (std::size_t next = 0; i + 1 < text.size() && is_digit(text[i + 1]); ++i, number = next) {
        next = number * 10 + static_cast<std::size_t>(text[i + 1] - '0');
        if (next > regex.groups()) break;
      }
      piece.group = number;
    } else {
      wrong("Illegal group reference");
    }
    made.pieces_.push_back(std::exchange(piece, {}));
  }
  if (!piece.literal.empty()) made.pieces_.push_back(std::move(piece));
  return made;
}

Result<std::string> Replacement::replace_all(const base::Regex& regex, std::string_view text, std::uint64_t& steps) const {
  std::string replaced;
  std::size_t copied = 0;
  base::Regex::Search search(regex, text, steps);
  auto outcome = search.next();
  if (outcome == Outcome::no_match) return std::string(text);
  for (; outcome == Outcome::match; outcome = search.next()) {
    if (!problem_.empty()) return fail(problem(problem_));
    replaced += text.substr(copied, search.begin() - copied);
    for (const auto& piece : pieces_) {
      replaced += piece.literal;
      if (piece.group) replaced += search.group(*piece.group).value_or("");
    }
    copied = search.end();
    if (replaced.size() > longest_text) return fail(problem(fmt::format("the replacements give more than {} bytes", longest_text)));
  }
  if (outcome == Outcome::exhausted) return fail(exhausted());
  replaced += text.substr(copied);
  return replaced;
}

Result<std::vector<std::string>> split(const base::Regex& regex, std::string_view text, bool keeps_trailing, std::uint64_t& steps) {
  std::vector<std::string> pieces;
  std::size_t copied = 0;
  base::Regex::Search search(regex, text, steps);
  auto outcome = search.next();
  for (; outcome == Outcome::match; outcome = search.next()) {
    if (search.end() == 0) continue;
    pieces.emplace_back(text.substr(copied, search.begin() - copied));
    copied = search.end();
  }
  if (outcome == Outcome::exhausted) return fail(exhausted());
  const bool is_whole = pieces.empty();
  pieces.emplace_back(text.substr(copied));
  while (!keeps_trailing && !is_whole && !pieces.empty() && pieces.back().empty()) pieces.pop_back();
  return pieces;
}

}  // namespace headrace::content::ingest
