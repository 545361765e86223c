// split and join: texts to lists and back (docs/spec/document-api.md 8.8).
#include <fmt/format.h>

#include "content/ingest/java_regex.h"
#include "content/ingest/java_words.h"
#include "content/ingest/run.h"
#include "content/ingest/value_processor.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

class Split final : public ValueProcessor {
 public:
  Split(FieldName field, FieldName target, base::Regex separator, bool ignores_missing, bool keeps_trailing)
      : ValueProcessor(std::move(field), std::move(target), ignores_missing),
        separator_(std::move(separator)),
        keeps_trailing_(keeps_trailing) {}

 private:
  [[nodiscard]] Result<Value> changed(const FieldPath& path, const Value& value, Run& run) const override {
    if (!value.is_string()) return fail(bad_field_type(path, value, "java.lang.String"));
    TRY(auto pieces, split(separator_, value.as_string(), keeps_trailing_, run.regex_steps()));
    return Value(json::Array(std::make_move_iterator(pieces.begin()), std::make_move_iterator(pieces.end())));
  }
  [[nodiscard]] std::string fault_of_null(const FieldPath& path) const override {
    return fmt::format("field [{}] is null, cannot split.", path.text());
  }

  base::Regex separator_;
  bool keeps_trailing_;
};

class Join final : public Processor {
 public:
  Join(FieldName field, FieldName target, std::string separator)
      : field_(std::move(field)), target_(std::move(target)), separator_(std::move(separator)) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    std::optional<FieldPath> made_from;
    std::optional<FieldPath> made_to;
    TRY(const auto* from, field_.path(document, made_from));
    TRY(const auto* value, document.get(*from));
    if (value->is_null()) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot join.", from->text()));
    if (!value->is_array()) return fail(bad_field_type(*from, *value, "java.util.List"));
    std::string joined;
    for (bool is_first = true; const auto& element : value->as_array()) {
      if (!is_first) joined += separator_;
      is_first = false;
      java_text(element, joined);
      if (joined.size() > longest_text)
        return fail(ErrorKind::illegal_argument, fmt::format("joining gives more than {} bytes", longest_text));
    }
    TRY(const auto* to, target_.path(document, made_to));
    TRY_VOID(document.set(*to, std::move(joined)));
    return Fate::kept;
  }

 private:
  static constexpr std::size_t longest_text = 50'000'000;
  FieldName field_;
  FieldName target_;
  std::string separator_;
};

}  // namespace

MadeProcessor make_split(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field", field.text()));
  TRY(const auto separator, options.text("separator"));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  TRY(const bool keeps_trailing, options.flag("preserve_trailing", false));
  auto regex = compile_java_regex(separator);
  if (!regex) return fail(options.problem("separator", fmt::format("Invalid regex pattern. {}", regex.error().reason)));
  return std::make_unique<Split>(std::move(field), std::move(target), std::move(*regex), ignores_missing, keeps_trailing);
}

MadeProcessor make_join(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field", field.text()));
  TRY(auto separator, options.text("separator"));
  return std::make_unique<Join>(std::move(field), std::move(target), std::move(separator));
}

}  // namespace headrace::content::ingest
