#include "extract/markup.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/strings.h"
#include "extract/flat_text.h"

namespace headrace::extract {
namespace {

constexpr auto none = std::string_view::npos;

/// Elements that stand on lines of their own.
constexpr auto blocks = std::to_array<std::string_view>(
    {"address", "article", "aside", "blockquote", "body",     "br",         "caption", "center", "dd",   "details",  "dialog",
     "dir",     "div",     "dl",    "dt",         "fieldset", "figcaption", "figure",  "footer", "form", "frameset", "h1",
     "h2",      "h3",      "h4",    "h5",         "h6",       "head",       "header",  "hgroup", "hr",   "html",     "legend",
     "li",      "main",    "menu",  "nav",        "ol",       "optgroup",   "option",  "p",      "pre",  "section",  "select",
     "summary", "table",   "tbody", "textarea",   "tfoot",    "thead",      "title",   "tr",     "ul"});
static_assert(std::ranges::is_sorted(blocks));
constexpr auto cells = std::to_array<std::string_view>({"td", "th"});
/// What is between their tags is for machines.
constexpr auto dropped = std::to_array<std::string_view>({"iframe", "noembed", "noframes", "script", "style"});
/// What is between their tags is text, also where it looks like a tag.
constexpr auto literal = std::to_array<std::string_view>({"textarea", "title", "xmp"});

bool is_one_of(std::string_view name, std::span<const std::string_view> names) { return std::ranges::binary_search(names, name); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>'; }

/// Reads tags as HTML's tokenizer does (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), without building anything.
class Stripper {
 public:
  Stripper(std::string_view source, Markup markup) : source_(source), markup_(markup) {}

  std::string strip() {
    while (at_ < source_.size()) {
      const auto open = std::min(source_.find('<', at_), source_.size());
      flat_.add(source_.substr(at_, open - at_));
      at_ = open;
      if (at_ < source_.size()) read_markup();
    }
    return std::move(flat_).take();
  }

 private:
  [[nodiscard]] char peek(std::size_t offset) const { return at_ + offset < source_.size() ? source_[at_ + offset] : '\0'; }

  /// At a `<`.
  void read_markup() {
    const char next = peek(1);
    if (is_letter(next)) {
      read_tag(1);
    } else if (next == '/' && is_letter(peek(2))) {
      read_tag(2);
    } else if (next == '!') {
      read_declaration();
    } else if (next == '/') {
      skip_past(">", 2);
    } else if (next == '?') {
      skip_past(markup_ == Markup::xml ? "?>" : ">", 2);
    } else if (next == '%') {
      read_server_code();
    } else {
      flat_.add_literally("<");
      ++at_;
    }
  }

  /// To the end when `end` does not come: that is how an open comment is read.
  void skip_past(std::string_view end, std::size_t from) {
    const auto found = source_.find(end, at_ + from);
    at_ = found == none ? source_.size() : found + end.size();
    flat_.end_piece();
  }

  void read_declaration() {
    const auto rest = source_.substr(at_);
    if (rest.starts_with("<!--")) {
      // From the opening dashes on, so that <!--> and <!---> are whole comments.
      skip_past(rest.starts_with("<!-->") ? ">" : "-->", rest.starts_with("<!--->") ? 3 : 4);
    } else if (rest.starts_with("<![CDATA[")) {
      at_ += 9;
      const auto end = std::min(source_.find("]]>", at_), source_.size());
      flat_.add_literally(source_.substr(at_, end - at_));
      at_ = std::min(end + 3, source_.size());
    } else {
      skip_past(">", 2);
    }
  }

  /// `<% … %>` of .aspx; without an end it is text.
  void read_server_code() {
    if (!server_code_ends_) return add_less_than();
    server_code_ends_ = source_.find("%>", at_ + 2) != none;
    if (!server_code_ends_) return add_less_than();
    skip_past("%>", 2);
  }

  void add_less_than() {
    flat_.add_literally("<");
    ++at_;
  }

  /// `<name …>` or `</name …>`, the name at `offset`.
  void read_tag(std::size_t offset) {
    const bool starts = offset == 1;
    at_ += offset;
    const auto begin = at_;
    while (at_ < source_.size() && !ends_name(source_[at_])) ++at_;
    const auto name = base::to_lower(source_.substr(begin, std::min<std::size_t>(at_ - begin, longest_name)));
    const bool self_closing = skip_attributes();
    separate(name);
    if (name == "pre" && markup_ == Markup::html) flat_.keep_blanks(starts);
    if (!starts || self_closing) return;
    if (is_one_of(name, dropped)) {
      at_ = end_tag_of(name);
    } else if (markup_ == Markup::html && is_one_of(name, literal)) {
      const auto end = end_tag_of(name);
      flat_.add_between_tags(source_.substr(at_, end - at_));
      at_ = end;
    }
  }

  void separate(std::string_view name) {
    if (markup_ == Markup::xml || is_one_of(name, blocks)) {
      flat_.end_line();
    } else if (is_one_of(name, cells)) {
      flat_.add(" ");
    }
    flat_.end_piece();
  }

  /// Past the `>`. True for `<name … />`.
  bool skip_attributes() {
    bool value_follows = false;
    bool slash = false;
    while (at_ < source_.size()) {
      const char c = source_[at_++];
      if (c == '>') return slash;
      slash = c == '/' && !value_follows;
      if (is_blank(c)) continue;
      if (!value_follows) {
        value_follows = c == '=';
        continue;
      }
      skip_value(c);
      value_follows = false;
    }
    return false;
  }

  /// A value whose first character was `first`.
  void skip_value(char first) {
    if (first == '"' || first == '\'') {
      const auto end = source_.find(first, at_);
      at_ = end == none ? source_.size() : end + 1;
      return;
    }
    while (at_ < source_.size() && source_[at_] != '>' && !is_blank(source_[at_])) ++at_;
  }

  /// Where `</name` stands, or the end.
  [[nodiscard]] std::size_t end_tag_of(std::string_view name) const {
    for (auto found = source_.find("</", at_); found != none; found = source_.find("</", found + 2)) {
      const auto end = found + 2 + name.size();
      const bool whole = end >= source_.size() || ends_name(source_[end]);
      if (whole && base::equals_ignoring_case(source_.substr(found + 2, name.size()), name)) return found;
    }
    return source_.size();
  }

  static constexpr std::size_t longest_name = 16;  ///< longer than any that means something here

  std::string_view source_;
  Markup markup_;
  std::size_t at_ = 0;
  bool server_code_ends_ = true;  ///< false once a search for `%>` has failed: it would fail again
  FlatText flat_;
};

}  // namespace

std::string text_of_markup(std::string_view source, Markup markup) { return FlatText::decoded(Stripper(source, markup).strip()); }

}  // namespace headrace::extract
