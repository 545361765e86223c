#include "sources/dir/name_pattern.h"

#include <algorithm>

#include "base/strings.h"

namespace headrace::sources::dir {
namespace {

/// Bytes of the character that begins at `at`; 1 for a byte that is not part of UTF-8.
std::size_t length_at(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (base::is_utf8(text.substr(at, length))) return length;
  }
  return 1;
}

/// Bytes that are not UTF-8 become lone surrogates, which no character is.
std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = length_at(text, at);
    char32_t character = static_cast<unsigned char>(text[at]);
    if (length == 1 && character >= 0x80) character += 0xDC00;
    if (length > 1) character &= 0xFFU >> (length + 1);
    for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    characters += character;
    at += length;
  }
  return characters;
}

}  // namespace

NamePattern::NamePattern(std::string_view text) {
  const auto pattern = characters_of(text);
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto c = pattern[at];
    const auto end = c == U'[' ? end_of_set(pattern, at) : 0;
    if (c == U'*') {
      if (tokens_.empty() || tokens_.back().kind != Kind::any_run) tokens_.push_back({Kind::any_run});
    } else if (c == U'?') {
      tokens_.push_back({Kind::any_one});
    } else if (end != 0) {
      tokens_.push_back(set_of(std::u32string_view(pattern).substr(at + 1, end - at - 2)));
      at = end - 1;
    } else {
      tokens_.push_back({Kind::one_of, {{c, c}}});
    }
  }
}

std::size_t NamePattern::end_of_set(std::u32string_view pattern, std::size_t open) {
  auto at = open + 1;
  if (at < pattern.size() && pattern[at] == U'!') ++at;
  if (at < pattern.size() && pattern[at] == U']') ++at;  // a first ] is a member
  const auto close = pattern.find(U']', at);
  return close == std::u32string_view::npos ? 0 : close + 1;
}

NamePattern::Token NamePattern::set_of(std::u32string_view inside) {
  const bool negated = inside.starts_with(U'!');
  if (negated) inside.remove_prefix(1);
  Token token{negated ? Kind::none_of : Kind::one_of};
  while (!inside.empty()) {
    const bool range = inside.size() >= 3 && inside[1] == U'-';
    token.ranges.emplace_back(inside[0], inside[range ? 2 : 0]);
    inside.remove_prefix(range ? 3 : 1);
  }
  return token;
}

bool NamePattern::fits(const Token& token, char32_t character) {
  if (token.kind == Kind::any_one) return true;
  const bool inside =
      std::ranges::any_of(token.ranges, [&](const auto& range) { return range.first <= character && character <= range.second; });
  return inside == (token.kind == Kind::one_of);
}

bool NamePattern::matches(std::string_view text) const {
  const auto name = characters_of(text);
  std::size_t token = 0;
  std::size_t at = 0;
  // Where to go on when what follows the last * does not fit: the * takes one character more.
  std::size_t retry_token = 0;
  std::size_t retry_at = 0;
  while (at < name.size()) {
    if (token < tokens_.size() && tokens_[token].kind == Kind::any_run) {
      retry_token = ++token;
      retry_at = at;
    } else if (token < tokens_.size() && fits(tokens_[token], name[at])) {
      ++token;
      ++at;
    } else if (retry_token != 0) {
      token = retry_token;
      at = ++retry_at;
    } else {
      return false;
    }
  }
  while (token < tokens_.size() && tokens_[token].kind == Kind::any_run) ++token;
  return token == tokens_.size();
}

}  // namespace headrace::sources::dir
