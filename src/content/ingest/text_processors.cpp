// lowercase, uppercase, trim, gsub, split, join, html_strip.

#include <fmt/format.h>

#include "base/regex.h"
#include "content/ingest/processor_types.h"
#include "content/ingest/template.h"
#include "engine/query_words.h"
#include "extract/extract.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

using Change = std::function<Result<Value>(const std::string& text)>;

/// Changes a text, or each text of a list.
class TextProcessor final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration, Change change) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto target, configuration.text("target_field", field));
    TRY(const bool ignores_missing, configuration.flag("ignore_missing", false));
    return std::unique_ptr<const TextProcessor>(new TextProcessor(field, target, ignores_missing, std::move(change)));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    const auto* found = document.find(field);
    if (found == nullptr || found->is_null()) {
      if (ignores_missing_) return Fate::kept;
      if (found == nullptr) return fail(document.get(field).error());
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot process it.", field));
    }
    TRY(auto value, changed(*found, field, true));
    TRY(const auto target, target_.fill(document));
    TRY_VOID(document.set(target, std::move(value)));
    return Fate::kept;
  }

 private:
  TextProcessor(const std::string& field, const std::string& target, bool ignores_missing, Change change)
      : field_(field), target_(target), ignores_missing_(ignores_missing), change_(std::move(change)) {}

  [[nodiscard]] Result<Value> changed(const Value& value, const std::string& field, bool takes_list) const {
    if (value.is_string()) return change_(value.as_string());
    if (!value.is_array() || !takes_list)
      return fail(ErrorKind::illegal_argument, fmt::format("{} [{}] of type [{}] cannot be cast to [java.lang.String]",
                                                           takes_list ? "field" : "value of field", field, java_type(value)));
    json::Array list;
    for (const auto& element : value.as_array()) {
      TRY(auto one, changed(element, field, false));
      list.push_back(std::move(one));
    }
    return list;
  }

  Template field_, target_;
  bool ignores_missing_;
  Change change_;
};

/// What the original takes for space: everything up to U+0020.
std::string trimmed(const std::string& text) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  std::size_t first = 0;
  std::size_t last = text.size();
  while (first < last && is_space(text[first])) ++first;
  while (last > first && is_space(text[last - 1])) --last;
  return text.substr(first, last - first);
}

template <std::string (*change)(std::string_view)>
Result<ProcessorPtr> read_simple(Configuration& configuration) {
  return TextProcessor::read(configuration, [](const std::string& text) -> Result<Value> { return change(text); });
}

Result<ProcessorPtr> read_trim(Configuration& configuration) {
  return TextProcessor::read(configuration, [](const std::string& text) -> Result<Value> { return trimmed(text); });
}

Result<ProcessorPtr> read_html_strip(Configuration& configuration) {
  return TextProcessor::read(configuration, [](const std::string& text) -> Result<Value> { return extract::extract("a.html", text).text; });
}

/// Errors: parse, with what is wrong with the pattern.
Result<base::Regex> read_pattern(Configuration& configuration, std::string_view name) {
  TRY(const auto pattern, configuration.text(name));
  auto compiled = base::Regex::compile(pattern);
  if (compiled) return compiled;
  return fail(configuration.error(name, fmt::format("Invalid regex pattern. {} {}", compiled.error().reason, pattern)));
}

Result<ProcessorPtr> read_gsub(Configuration& configuration) {
  TRY(auto pattern, read_pattern(configuration, "pattern"));
  TRY(auto replacement, configuration.text("replacement"));
  return TextProcessor::read(
      configuration, [pattern = std::move(pattern), replacement = std::move(replacement)](const std::string& text) -> Result<Value> {
        TRY(auto replaced, pattern.replaced(text, replacement));
        return Value(std::move(replaced));
      });
}

Result<ProcessorPtr> read_split(Configuration& configuration) {
  TRY(auto pattern, read_pattern(configuration, "separator"));
  TRY(const bool keeps_empty, configuration.flag("preserve_trailing", false));
  return TextProcessor::read(configuration, [pattern = std::move(pattern), keeps_empty](const std::string& text) -> Result<Value> {
    TRY(auto pieces, pattern.split(text));
    while (!keeps_empty && !pieces.empty() && pieces.back().empty()) pieces.pop_back();
    json::Array list;
    for (auto& piece : pieces) list.emplace_back(std::move(piece));
    return Value(std::move(list));
  });
}

class Join final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto separator, configuration.text("separator"));
    TRY(const auto target, configuration.text("target_field", field));
    return std::unique_ptr<const Join>(new Join(field, separator, target));
  }
  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    TRY(const auto* found, document.get(field));
    if (found->is_null()) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot join.", field));
    if (!found->is_array())
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] of type [{}] cannot be cast to [java.util.List]", field,
                                                           found->is_string() ? "java.lang.String" : java_type(*found)));
    std::vector<std::string> texts;
    for (const auto& element : found->as_array()) texts.push_back(text_of(element));
    TRY(const auto target, target_.fill(document));
    TRY_VOID(document.set(target, fmt::format("{}", fmt::join(texts, separator_))));
    return Fate::kept;
  }

 private:
  Join(const std::string& field, std::string separator, const std::string& target)
      : field_(field), target_(target), separator_(std::move(separator)) {}
  Template field_, target_;
  std::string separator_;
};

}  // namespace

std::vector<ProcessorType> text_processors() {
  return {{"lowercase", read_simple<engine::lower_case>},
          {"uppercase", read_simple<engine::upper_case>},
          {"trim", read_trim},
          {"gsub", read_gsub},
          {"split", read_split},
          {"join", Join::read},
          {"html_strip", read_html_strip}};
}

}  // namespace headrace::content::ingest
