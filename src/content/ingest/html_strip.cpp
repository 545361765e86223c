#include "content/ingest/html_strip.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "extract/flat_text.h"

namespace headrace::content::ingest {
namespace {

constexpr auto none = std::string_view::npos;
constexpr auto inline_elements =
    std::to_array<std::string_view>({"a",    "abbr",   "acronym", "b",     "basefont", "bdo",      "big", "cite", "code", "dfn",    "em",
                                     "font", "i",      "img",     "input", "kbd",      "label",    "q",   "s",    "samp", "select", "small",
                                     "span", "strike", "strong",  "sub",   "sup",      "textarea", "tt",  "u",    "var"});

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool ends_name(char c) { return !is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != ':'; }

class Strip {
 public:
  /// Blanks count here, also those at the begin, where a page would lose them: something stands in front of them.
  explicit Strip(std::string_view text) : text_(text) {
    flat_.keep_blanks(true);
    flat_.add_literally(front);
  }

  std::string strip() {
    while (at_ < text_.size()) {
      const auto open = std::min(text_.find('<', at_), text_.size());
      flat_.add(text_.substr(at_, open - at_));
      at_ = open;
      if (at_ < text_.size()) read_tag();
    }
    return extract::FlatText::decoded(std::move(flat_).take()).substr(front.size());
  }

 private:
  static constexpr std::string_view front = "^";

  void read_tag() {
    const auto rest = text_.substr(at_);
    if (rest.starts_with("<!--")) {
      flat_.end_piece();
      return skip_past("-->", 4);
    }
    const bool is_end = rest.starts_with("</");
    const auto begin = at_ + (is_end ? 2 : 1);
    const bool is_declaration = begin < text_.size() && (text_[begin] == '!' || text_[begin] == '?');
    if (begin >= text_.size() || (!is_letter(text_[begin]) && !is_declaration)) {
      flat_.add_literally("<");
      ++at_;
      return;
    }
    const auto close = end_of_tag(begin);
    if (close == none) {
      flat_.add_literally(text_.substr(at_));
      at_ = text_.size();
      return;
    }
    const auto name_end =
        std::find_if(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.begin() + static_cast<std::ptrdiff_t>(close), ends_name);
    const auto name = base::to_lower(std::string_view(text_.begin() + static_cast<std::ptrdiff_t>(begin), name_end));
    at_ = close + 1;
    flat_.end_piece();
    if (is_declaration || std::ranges::find(inline_elements, name) == inline_elements.end()) flat_.add_literally("\n");
    if (!is_end && (name == "script" || name == "style")) skip_contents(name);
  }

  /// The `>` that ends a tag; those in quotes do not.
  [[nodiscard]] std::size_t end_of_tag(std::size_t from) {
    if (no_tag_ends_) return none;
    char quote = '\0';
    for (auto i = from; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      }
    }
    no_tag_ends_ = true;
    return none;
  }

  void skip_past(std::string_view end, std::size_t from) {
    const auto found = text_.find(end, at_ + from);
    at_ = found == none ? text_.size() : found + end.size();
  }

  void skip_contents(const std::string& name) {
    const auto end = "</" + name;
    auto at = text_.find("</", at_);
    while (at != none && !base::equals_ignoring_case(text_.substr(at, end.size()), end)) at = text_.find("</", at + 2);
    at_ = at == none ? text_.size() : at;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool no_tag_ends_ = false;
  extract::FlatText flat_;
};

}  // namespace

std::string strip_html(std::string_view text) { return Strip(text).strip(); }

}  // namespace headrace::content::ingest
