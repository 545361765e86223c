// date: a text or a number to a date in one form (docs/spec/document-api.md 8.8).
#include <fmt/format.h>

#include <algorithm>

#include "base/date_format.h"
#include "base/date_math.h"
#include "content/ingest/java_words.h"
#include "content/ingest/processor.h"

namespace headrace::content::ingest {
namespace {

using std::chrono::seconds;

class Date final : public Processor {
 public:
  Date(FieldName field, FieldName target, Template timezone, std::vector<base::DateFormat> formats, base::DateFormat output)
      : field_(std::move(field)),
        target_(std::move(target)),
        timezone_(std::move(timezone)),
        formats_(std::move(formats)),
        output_(std::move(output)) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    std::optional<FieldPath> made_from;
    std::optional<FieldPath> made_to;
    TRY(const auto* from, field_.path(document, made_from));
    TRY(const auto* value, document.get(*from));
    TRY(const auto zone_text, timezone_.render(document));
    TRY(const auto zone, zone_text.empty() ? Result<seconds>(seconds(0)) : base::parse_zone(zone_text));
    const auto text = value->is_number() ? value->as_number().spelling : java_text(*value);
    for (const auto& format : formats_) {
      const auto instant = format.parse(text, false, zone);
      if (!instant) continue;
      TRY(const auto* to, target_.path(document, made_to));
      TRY_VOID(document.set(*to, output_.print(*instant, zone)));
      return Fate::kept;
    }
    return fail(Error{ErrorKind::illegal_argument, fmt::format("unable to parse date [{}]", text)}.because(
        {ErrorKind::illegal_argument, fmt::format("failed to parse date field [{}] with format [{}]", text, formats_.back().text())}));
  }

 private:
  FieldName field_;
  FieldName target_;
  Template timezone_;
  std::vector<base::DateFormat> formats_;
  base::DateFormat output_;
};

/// Mappings call the same formats by other names.
Result<base::DateFormat> read_format(const Options& options, std::string_view name, const std::string& text) {
  std::string format = text;
  if (text == "ISO8601") format = "date_optional_time";
  if (text == "UNIX") format = "epoch_second";
  if (text == "UNIX_MS") format = "epoch_millis";
  auto compiled = base::DateFormat::compile(format);
  if (compiled) return compiled;
  return fail(options.problem(name, compiled.error().reason));
}

}  // namespace

MadeProcessor make_date(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field", "@timestamp"));
  TRY(auto timezone, options.text_template("timezone", "UTC"));
  TRY_VOID(options.optional_text("locale"));
  TRY(const auto written, options.texts("formats"));
  TRY(const auto output, options.text("output_format", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
  std::vector<base::DateFormat> formats;
  for (const auto& text : written) {
    TRY(auto format, read_format(options, "formats", text));
    formats.push_back(std::move(format));
  }
  if (formats.empty()) return fail(options.missing("formats"));
  TRY(auto printed, read_format(options, "output_format", output));
  return std::make_unique<Date>(std::move(field), std::move(target), std::move(timezone), std::move(formats), std::move(printed));
}

}  // namespace headrace::content::ingest
