// convert, date.

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "base/date_format.h"
#include "base/date_math.h"
#include "base/strings.h"
#include "content/ingest/processor_types.h"
#include "content/ingest/template.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

std::unexpected<Error> unable(const std::string& text, std::string_view type) {
  return fail(ErrorKind::illegal_argument, fmt::format("unable to convert [{}] to {}", text, type));
}

Result<Value> to_integer(const Value& value, std::int64_t least, std::int64_t most, std::string_view name) {
  const auto text = text_of(value);
  std::int64_t number = 0;
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  const auto digits = std::string_view(text).substr(is_hex ? 2 : (text.starts_with('+') ? 1 : 0));
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
  if (problem != std::errc() || end != digits.data() + digits.size() || number < least || number > most) return unable(text, name);
  return number;
}

Result<Value> to_real(const Value& value, std::string_view name) {
  const auto text = text_of(value);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return unable(text, name);
  return Value(number);
}

Result<Value> to_boolean(const Value& value) {
  const auto text = text_of(value);
  if (base::equals_ignoring_case(text, "true")) return true;
  if (base::equals_ignoring_case(text, "false")) return false;
  return fail(ErrorKind::illegal_argument, fmt::format("[{}] is not a boolean value, cannot convert to boolean", text));
}

/// The text as the first of boolean, integer, decimal that it is.
Value automatic(const Value& value) {
  if (!value.is_string()) return value;
  if (auto flag = to_boolean(value)) return std::move(*flag);
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (auto number = to_integer(value, least, most, "")) return std::move(*number);
  if (auto number = to_real(value, "")) return std::move(*number);
  return value;
}

Result<Value> to_ip(const Value& value) {
  const auto text = text_of(value);
  const bool is_like_one = !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:") == std::string::npos &&
                           (text.contains(':') || std::ranges::count(text, '.') == 3);
  if (is_like_one) return text;
  return fail(ErrorKind::illegal_argument, fmt::format("'{}' is not an IP string literal.", text));
}

Result<Value> convert_one(const Value& value, std::string_view type) {
  if (type == "integer") return to_integer(value, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(), type);
  if (type == "long") return to_integer(value, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), type);
  if (type == "float" || type == "double") return to_real(value, type);
  if (type == "boolean") return to_boolean(value);
  if (type == "string") return text_of(value);
  if (type == "ip") return to_ip(value);
  return automatic(value);
}

class Convert final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto type, configuration.text("type"));
    TRY(const auto target, configuration.text("target_field", field));
    TRY(const bool ignores_missing, configuration.flag("ignore_missing", false));
    constexpr std::array<std::string_view, 8> types{"integer", "long", "float", "double", "boolean", "string", "ip", "auto"};
    const auto known = base::to_lower(type);
    if (std::ranges::find(types, known) == types.end())
      return fail(configuration.error("type", fmt::format("type [{}] not supported, cannot convert field.", type)));
    return std::unique_ptr<const Convert>(new Convert(field, known, target, ignores_missing));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    const auto* found = document.find(field);
    if (found == nullptr || found->is_null()) {
      if (ignores_missing_) return Fate::kept;
      if (found == nullptr) return fail(document.get(field).error());
      return fail(ErrorKind::illegal_argument, fmt::format("Field [{}] is null, cannot be converted to type [{}]", field, type_));
    }
    TRY(auto value, converted(*found));
    TRY(const auto target, target_.fill(document));
    TRY_VOID(document.set(target, std::move(value)));
    return Fate::kept;
  }

 private:
  Convert(const std::string& field, std::string type, const std::string& target, bool ignores_missing)
      : field_(field), target_(target), type_(std::move(type)), ignores_missing_(ignores_missing) {}

  [[nodiscard]] Result<Value> converted(const Value& value) const {
    if (!value.is_array()) return convert_one(value, type_);
    json::Array list;
    for (const auto& element : value.as_array()) {
      TRY(auto one, convert_one(element, type_));
      list.push_back(std::move(one));
    }
    return list;
  }

  Template field_, target_;
  std::string type_;
  bool ignores_missing_;
};

class Date final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto formats, configuration.texts("formats"));
    TRY(const auto target, configuration.text("target_field", "@timestamp"));
    TRY(const auto zone, configuration.text("timezone", "UTC"));
    TRY(const auto output, configuration.text("output_format", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
    TRY_VOID(configuration.optional_text("locale"));
    const auto east = base::parse_zone(zone);
    if (!east) return fail(configuration.error("timezone", east.error().reason));
    TRY(auto printed, read_format(configuration, "output_format", output));
    auto made = std::unique_ptr<Date>(new Date(field, target, *east, std::move(printed)));
    for (const auto& format : formats) {
      TRY(auto read, read_format(configuration, "formats", format));
      made->formats_.push_back(std::move(read));
    }
    return std::unique_ptr<const Processor>(std::move(made));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    TRY(const auto* found, document.get(field));
    const auto text = text_of(*found);
    for (const auto& format : formats_) {
      const auto instant = format.parse(text, false, east_);
      if (!instant) continue;
      TRY(const auto target, target_.fill(document));
      TRY_VOID(document.set(target, output_.print(*instant, east_)));
      return Fate::kept;
    }
    return fail(ErrorKind::illegal_argument, fmt::format("unable to parse date [{}]", text));
  }

 private:
  Date(const std::string& field, const std::string& target, std::chrono::seconds east, base::DateFormat output)
      : field_(field), target_(target), east_(east), output_(std::move(output)) {}

  /// Mappings call the same formats by other names.
  static Result<base::DateFormat> read_format(const Configuration& configuration, std::string_view name, const std::string& text) {
    std::string format = text;
    if (text == "ISO8601") format = "date_optional_time";
    if (text == "UNIX") format = "epoch_second";
    if (text == "UNIX_MS") format = "epoch_millis";
    auto compiled = base::DateFormat::compile(format);
    if (compiled) return compiled;
    return fail(configuration.error(name, compiled.error().reason));
  }

  Template field_, target_;
  std::chrono::seconds east_;
  std::vector<base::DateFormat> formats_;
  base::DateFormat output_;
};

}  // namespace

std::vector<ProcessorType> value_processors() { return {{"convert", Convert::read}, {"date", Date::read}}; }

}  // namespace headrace::content::ingest
