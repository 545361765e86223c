// Processors that change a text, or each text of a list: lowercase, uppercase, trim, gsub, html_strip
// (docs/spec/document-api.md 8.3, 8.5, 8.8).
#include <fmt/format.h>

#include <functional>

#include "content/ingest/html_strip.h"
#include "content/ingest/java_regex.h"
#include "content/ingest/java_words.h"
#include "content/ingest/run.h"
#include "content/ingest/value_processor.h"
#include "engine/query_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

using Change = std::function<Result<std::string>(const std::string& text, Run& run)>;

class TextProcessor final : public ValueProcessor {
 public:
  TextProcessor(FieldName field, FieldName target, bool ignores_missing, Change change)
      : ValueProcessor(std::move(field), std::move(target), ignores_missing), change_(std::move(change)) {}

 private:
  [[nodiscard]] Result<Value> changed(const FieldPath& path, const Value& value, Run& run) const override {
    if (value.is_string()) return change_(value.as_string(), run);
    if (!value.is_array()) return fail(bad_field_type(path, value, "java.lang.String"));
    json::Array list;
    for (const auto& element : value.as_array()) {
      if (!element.is_string())
        return fail(ErrorKind::illegal_argument,
                    fmt::format("value [{}] of type [{}] in list field [{}] cannot be cast to [java.lang.String]", java_text(element),
                                java_type(element), path.text()));
      TRY(auto text, change_(element.as_string(), run));
      list.emplace_back(std::move(text));
    }
    return Value(std::move(list));
  }

  [[nodiscard]] std::string fault_of_null(const FieldPath& path) const override {
    return fmt::format("field [{}] is null, cannot process it.", path.text());
  }

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
