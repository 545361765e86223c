// attachment: text out of a file in base64 (docs/spec/document-api.md 8.3, 8.4).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/ingest/java_base64.h"
#include "content/ingest/java_words.h"
#include "content/ingest/processor.h"
#include "content/ingest/run.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::int64_t default_length = 100'000;
/// Base64 of this size is decoded and read in no time, as long as it is text.
constexpr std::size_t little = std::size_t{64} << 10;

/// What may stand in the result (the original's words, in its order), and where it comes from.
struct Property {
  std::string_view name;
  std::string extract::FileText::* from;  ///< nullptr: not from the file, or never known here
};

constexpr auto properties = std::to_array<Property>({
    {"content", nullptr},
    {"title", &extract::FileText::title},
    {"author", &extract::FileText::author},
    {"keywords", &extract::FileText::keywords},
    {"date", &extract::FileText::date},
    {"content_type", nullptr},
    {"content_length", nullptr},
    {"language", &extract::FileText::language},
    {"modified", &extract::FileText::modified},
    {"format", &extract::FileText::format},
    {"identifier", nullptr},
    {"contributor", nullptr},
    {"coverage", nullptr},
    {"modifier", nullptr},
    {"creator_tool", &extract::FileText::creator_tool},
    {"publisher", nullptr},
    {"relation", nullptr},
    {"rights", nullptr},
    {"source", nullptr},
    {"type", nullptr},
    {"description", nullptr},
    {"print_date", nullptr},
    {"metadata_date", nullptr},
    {"latitude", nullptr},
    {"longitude", nullptr},
    {"altitude", nullptr},
    {"rating", nullptr},
    {"comments", nullptr},
});

/// Errors: parse for a word that is no property.
Result<void> check_properties(const std::vector<std::string>& wanted, const Options& options) {
  for (const auto& one : wanted) {
    const bool is_known = std::ranges::any_of(properties, [&](const auto& known) { return base::equals_ignoring_case(known.name, one); });
    if (is_known) continue;
    std::vector<std::string> names;
    for (const auto& known : properties) {
      names.emplace_back(known.name);
      std::ranges::transform(names.back(), names.back().begin(),
                             [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    }
    return fail(
        options.problem("properties", fmt::format("illegal field option [{}]. valid values are [{}]", one, fmt::join(names, ", "))));
  }
  return {};
}

struct AttachmentOptions {
  FieldName field;
  FieldName target;
  std::int64_t length;
  std::optional<FieldName> length_field;
  std::optional<FieldName> resource_name;
  std::vector<std::string> properties;  ///< empty: all
  bool ignores_missing;
  bool removes_binary;
};

class Attachment final : public Processor {
 public:
  explicit Attachment(AttachmentOptions options) : options_(std::move(options)) {}

  Result<Fate> run(Document& document, Run& run) const override {
    std::optional<FieldPath> made_from;
    std::optional<FieldPath> made_to;
    TRY(const auto* from, options_.field.path(document, made_from));
    const auto* value = document.find(*from);
    if (options_.ignores_missing && (value == nullptr || value->is_null())) return Fate::kept;
    TRY(value, document.get(*from));
    if (value->is_string() && value->as_string().size() > little && !run.may_wait()) return fail(run.put_off());
    TRY(const auto bytes, bytes_of(*from, *value));
    TRY_VOID(document.charge(bytes.size()));
    TRY(const auto length, length_for(document));
    TRY(const auto name, name_for(document));
    const auto type = extract::type_of(bytes, name);
    const bool takes_long = type.reader == extract::Reader::pdf || type.reader == extract::Reader::service;
    if (takes_long && !run.may_wait()) return fail(run.put_off());
    auto text = read(bytes, type, length, run);
    if (!text && text.error().kind == ErrorKind::unavailable) return fail(run.abandon(std::move(text).error()));
    if (!text) return fail(ErrorKind::parse, fmt::format("Error parsing document in field [{}]: {}", from->text(), text.error().reason));
    TRY(const auto* to, options_.target.path(document, made_to));
    TRY_VOID(document.set(*to, described(std::move(*text), length)));
    if (options_.removes_binary) TRY_VOID(document.remove(*from));
    return Fate::kept;
  }

 private:
  static Result<extract::FileText> read(std::string_view bytes, const extract::FileType& type, std::int64_t length, const Run& run) {
    if (has_text(type)) return run.files().read(bytes, type, length);
    extract::FileText nothing;
    nothing.media_type = type.media_type;
    return nothing;
  }

  /// Pictures, sound and films are no failures: there is nothing to take out.
  static bool has_text(const extract::FileType& type) {
    constexpr std::array<std::string_view, 3> kinds{"image/", "audio/", "video/"};
    const auto is_kind = [&](std::string_view kind) { return type.media_type.starts_with(kind); };
    return type.reader != extract::Reader::none || std::ranges::none_of(kinds, is_kind);
  }

  static Result<std::string> bytes_of(const FieldPath& path, const Value& value) {
    if (value.is_null()) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot parse.", path.text()));
    if (!value.is_string())
      return fail(ErrorKind::illegal_argument,
                  fmt::format("Content field [{}] of unknown type [{}], must be string or byte array", path.text(), java_type(value)));
    return decode_base64(value.as_string());
  }

  /// -1: all of them.
  [[nodiscard]] Result<std::int64_t> length_for(const Document& document) const {
    if (!options_.length_field) return options_.length;
    std::optional<FieldPath> made;
    TRY(const auto* path, options_.length_field->path(document, made));
    const auto* value = document.find(*path);
    if (value == nullptr || value->is_null()) return options_.length;
    if (java_type(*value) != "java.lang.Integer") return fail(bad_field_type(*path, *value, "java.lang.Integer"));
    return *value->integer();
  }

  [[nodiscard]] Result<std::string> name_for(const Document& document) const {
    if (!options_.resource_name) return std::string();
    std::optional<FieldPath> made;
    TRY(const auto* path, options_.resource_name->path(document, made));
    const auto* value = document.find(*path);
    if (value == nullptr || value->is_null()) return std::string();
    if (!value->is_string()) return fail(bad_field_type(*path, *value, "java.lang.String"));
    return value->as_string();
  }

  [[nodiscard]] Value described(extract::FileText file, std::int64_t length) const {
    const auto shown = length < 0 ? std::string_view(file.text) : java_prefix(file.text, static_cast<std::size_t>(length));
    const auto content = java_trimmed(shown);
    Value made = json::Object();
    const auto add = [&](std::string_view name, Value value) {
      const auto is_it = [&](const auto& one) { return base::equals_ignoring_case(one, name); };
      if (options_.properties.empty() || std::ranges::any_of(options_.properties, is_it)) made.set(name, std::move(value));
    };
    add("content_type", file.media_type);
    for (const auto& [name, from] : properties) {
      if (from != nullptr && !(file.*from).empty()) add(name, std::move(file.*from));
    }
    if (!content.empty()) add("content", content);
    add("content_length", java_length(shown));
    return made;
  }

  AttachmentOptions options_;
};

Result<std::optional<FieldName>> optional_field(Options& options, std::string_view name) {
  TRY(const auto written, options.optional_text(name));
  if (!written) return std::nullopt;
  TRY(auto field, options.field(name));
  return std::optional(std::move(field));
}

}  // namespace

MadeProcessor make_attachment(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field", "attachment"));
  TRY(const auto length, options.integer("indexed_chars", default_length));
  TRY(auto length_field, optional_field(options, "indexed_chars_field"));
  TRY(auto resource_name, optional_field(options, "resource_name"));
  TRY(auto wanted, options.optional_texts("properties"));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  TRY(const bool removes_binary, options.flag("remove_binary", false));
  if (wanted) TRY_VOID(check_properties(*wanted, options));
  return std::make_unique<Attachment>(AttachmentOptions{std::move(field), std::move(target), length, std::move(length_field),
                                                        std::move(resource_name), wanted.value_or(std::vector<std::string>()),
                                                        ignores_missing, removes_binary});
}

}  // namespace headrace::content::ingest
