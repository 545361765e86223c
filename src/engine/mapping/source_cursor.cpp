#include "engine/mapping/source_cursor.h"

#include <cstring>

#include "json/value.h"

namespace headrace::engine::mapping {

std::string_view SourceCursor::string() {
  if (!expect('"')) return {};
  const auto first = at_;
  while (true) {
    const auto* quote = static_cast<const char*>(std::memchr(text_.data() + at_, '"', text_.size() - at_));
    if (quote == nullptr) {
      give_up();
      return {};
    }
    const auto end = static_cast<std::size_t>(quote - text_.data());
    auto before = end;
    while (before > first && text_[before - 1] == '\\') --before;
    at_ = end + 1;
    // An odd number of backslashes belongs to the quote.
    if ((end - before) % 2 == 0) return text_.substr(first, end - first);
  }
}

std::string_view SourceCursor::literal() {
  peek();
  const auto first = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '}' && text_[at_] != ']' && !is_blank(text_[at_])) ++at_;
  if (at_ == first) give_up();
  return text_.substr(first, at_ - first);
}

void SourceCursor::skip() {
  std::size_t depth = 0;
  do {
    switch (peek()) {
      case '{':
      case '[':
        ++depth;
        ++at_;
        break;
      case '}':
      case ']':
        if (depth == 0) {
          give_up();
          return;
        }
        --depth;
        ++at_;
        break;
      case '"':
        string();
        break;
      case ':':
      case ',':
        ++at_;
        if (depth == 0) give_up();
        break;
      case '\0':
        give_up();
        return;
      default:
        literal();
    }
  } while (depth > 0 && !is_broken_);
}

std::string unescaped(std::string_view written) {
  const auto parsed = json::parse(std::string("\"").append(written).append("\""));
  return parsed && parsed->is_string() ? parsed->as_string() : std::string(written);
}

}  // namespace headrace::engine::mapping
