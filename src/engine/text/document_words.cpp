#include "engine/text/document_words.h"

#include "base/fingerprint.h"
#include "engine/query_words.h"
#include "json/utf8.h"
#include "json/value.h"

namespace headrace::engine::text {
namespace {

using json::Value;

constexpr std::size_t longest_word = 256;

/// A text that dynamic mapping may take for a date.
bool may_be_date(std::string_view text) { return text.size() > 4 && text[4] == '-'; }

/// Collects the words of one document.
class Collector {
 public:
  explicit Collector(const DocumentBounds& bounds) : bounds_(bounds), bytes_left_(bounds.most_bytes) {}

  void add(const Value& value, const std::string& path) {
    if (value.is_array()) {
      for (const auto& element : value.as_array()) add(element, path);
    } else if (value.is_object()) {
      add_members(value.as_object(), path + ".");
    } else if (value.is_string()) {
      add_text(value.as_string(), path, may_be_date(value.as_string()));
    } else if (value.is_number()) {
      add_text(value.as_number().spelling, path, true);
    } else if (value.is_bool()) {
      add_text(value.as_bool() ? "true" : "false", path, true);
    }
  }

  void add_members(const json::Object& object, const std::string& prefix) {
    for (const auto& member : object) add(member.value, prefix + member.name);
  }

  DocumentWords take() { return std::move(words_); }

 private:
  void add_text(std::string_view text, const std::string& path, bool has_value) {
    auto* words = field(path);
    if (words == nullptr) return;
    if (has_value && !has_mark(*words)) append(value_mark, *words);
    if (text.size() > bytes_left_) {
      words_.is_whole = false;
      text = text.substr(0, bytes_left_);
    }
    bytes_left_ -= text.size();
    for (const auto& word : words_of(text)) append(indexed_word(word), *words);
  }

  /// The words of the field; nullptr when the document has too many already.
  std::string* field(const std::string& path) {
    if (const auto found = words_.fields.find(path); found != words_.fields.end()) return &found->second;
    if (words_.fields.size() == bounds_.most_fields || path.size() > bytes_left_) {
      words_.is_whole = false;
      return nullptr;
    }
    bytes_left_ -= path.size();
    return &words_.fields[path];
  }

  /// It goes in front, or behind the words of the values before it: looked for at both ends alone, it may stand there more than once.
  static bool has_mark(std::string_view words) { return words.starts_with(value_mark) || words.ends_with(value_mark); }

  static void append(std::string_view word, std::string& words) {
    if (!words.empty()) words += ' ';
    words += word;
  }

  const DocumentBounds& bounds_;
  std::size_t bytes_left_;
  DocumentWords words_;
};

}  // namespace

DocumentWords words_of_document(std::string_view source, const DocumentBounds& bounds) {
  Collector collector(bounds);
  const auto document = json::parse(source);
  if (!document || !document->is_object()) return {.fields = {}, .is_whole = false};
  collector.add_members(document->as_object(), "");
  return collector.take();
}

std::string_view indexed_word(std::string_view word) { return word.substr(0, longest_word); }

std::uint64_t words_fingerprint() {
  static const auto value = [] {
    constexpr std::uint32_t end_of_letters = 0x20000;
    std::string text = "a.b 1.5 1,5 a'b 1.b a,b x. .y ";
    for (std::uint32_t code = 1; code < end_of_letters; ++code) {
      text += 'x';
      json::append_utf8(code, text);
      text += "y ";
    }
    base::Fingerprint fingerprint;
    for (const auto& word : words_of(text)) fingerprint.add(word);
    return fingerprint.value();
  }();
  return value;
}

}  // namespace headrace::engine::text
