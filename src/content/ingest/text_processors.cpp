// Processors that change a text, or each text of a list: lowercase, uppercase, trim, gsub, html_strip
// (docs/spec/document-api.md 8.3, 8.5, 8.8).
#include <fmt/format.h>

#include <functional>

#include "content/ingest/html_strip.h"
#include "content/ingest/java_regex.h"
#include "content/ingest/java_words.h"
#include "content/ingest/processor.h"
#include "content/ingest/run.h"
#include "engine/query_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

using Change = std::function<Result<std::string>(const std::string& text, Run& run)>;

class TextProcessor final : public Processor {
 public:
  TextProcessor(FieldName field, FieldName target, bool ignores_missing, Change change)
      : field_(std::move(field)), target_(std::move(target)), ignores_missing_(ignores_missing), change_(std::move(change)) {}

  Result<Fate> run(Document& document, Run& run) const override {
    std::optional<FieldPath> made_from;
    std::optional<FieldPath> made_to;
    TRY(const auto* from, field_.path(document, made_from));
    const auto* value = document.find(*from);
    if (ignores_missing_ && (value == nullptr || value->is_null())) return Fate::kept;
    TRY(value, document.get(*from));
    if (value->is_null()) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot process it.", from->text()));
    TRY(auto changed, changed_value(*from, *value, run));
    TRY(const auto* to, target_.path(document, made_to));
    TRY_VOID(document.set(*to, std::move(changed)));
    return Fate::kept;
  }

 private:
  [[nodiscard]] Result<Value> changed_value(const FieldPath& path, const Value& value, Run& run) const {
    if (value.is_string()) return change_(value.as_string(), run);
    if (!value.is_array()) return fail(bad_field_type(path, value, "java.lang.String"));
    json::Array list;
    for (const auto& element : value.as_array()) {
      if (!element.is_string())
        return fail(ErrorKind::illegal_argument,
                    fmt::format("value [{}] of type [{}] in list field [{}] cannot be cast to [java.lang.String]", java_text(element),
                                java_type(element), path.text()));
      TRY(auto changed, change_(element.as_string(), run));
      list.emplace_back(std::move(changed));
    }
    return Value(std::move(list));
  }

  FieldName field_;
  FieldName target_;
  bool ignores_missing_;
  Change change_;
};

MadeProcessor make(Options& options, Change change) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field", field.text()));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  return std::make_unique<TextProcessor>(std::move(field), std::move(target), ignores_missing, std::move(change));
}

template <std::string (*change)(std::string_view)>
MadeProcessor make_simple(Options& options) {
  return make(options, [](const std::string& text, Run&) { return change(text); });
}

}  // namespace

MadeProcessor make_lowercase(Options& options) { return make_simple<engine::lower_case>(options); }
MadeProcessor make_uppercase(Options& options) { return make_simple<engine::upper_case>(options); }
MadeProcessor make_html_strip(Options& options) { return make_simple<strip_html>(options); }

MadeProcessor make_trim(Options& options) {
  return make(options, [](const std::string& text, Run&) { return std::string(java_trimmed(text)); });
}

MadeProcessor make_gsub(Options& options) {
  TRY(const auto pattern, options.text("pattern"));
  TRY(const auto replacement_text, options.text("replacement"));
  auto regex = compile_java_regex(pattern);
  if (!regex) return fail(options.problem("pattern", fmt::format("Invalid regex pattern. {}", regex.error().reason)));
  auto replacement = Replacement::read(replacement_text, *regex);
  return make(options, [regex = std::move(*regex), replacement = std::move(replacement)](const std::string& text, Run& run) {
    return replacement.replace_all(regex, text, run.regex_steps());
  });
}

}  // namespace headrace::content::ingest
