// attachment: text out of a file in base64 (docs/spec/document-api.md 8.3, 8.4).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "content/ingest/java_base64.h"
#include "content/ingest/java_words.h"
#include "content/ingest/processor.h"
#include "content/ingest/run.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::int64_t default_length = 100'000;
constexpr auto property_names = std::to_array<std::string_view>(
    {"content",      "title",         "author",   "keywords",   "date",        "content_type", "content_length",
     "language",     "modified",      "format",   "identifier", "contributor", "coverage",     "modifier",
     "creator_tool", "publisher",     "relation", "rights",     "source",      "type",         "description",
     "print_date",   "metadata_date", "latitude", "longitude",  "altitude",    "rating",       "comments"});

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
    TRY(const auto bytes, bytes_of(*from, *value));
    TRY_VOID(document.charge(bytes.size()));
    TRY(const auto length, length_for(document));
    TRY(const auto name, name_for(document));
    auto extracted = run.extractor().extract(bytes, name);
    if (!extracted)
      return fail(
          Error{ErrorKind::parse, fmt::format("Error parsing document in field [{}]", from->text())}.because(std::move(extracted).error()));
    TRY(const auto* to, options_.target.path(document, made_to));
    TRY_VOID(document.set(*to, described(*extracted, length)));
    if (options_.removes_binary) TRY_VOID(document.remove(*from));
    return Fate::kept;
  }

 private:
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

  [[nodiscard]] Value described(const ExtractedText& extracted, std::int64_t length) const {
    const auto is_wanted = [&](std::string_view name) {
      return options_.properties.empty() || std::ranges::find(options_.properties, name) != options_.properties.end();
    };
    const auto shown = length < 0 ? std::string_view(extracted.content) : java_prefix(extracted.content, static_cast<std::size_t>(length));
    Value made = json::Object();
    const auto content = java_trimmed(shown);
    for (const auto& [name, text] : extracted.properties) {
      if (is_wanted(name)) made.set(name, text);
    }
    if (is_wanted("content_type")) made.set("content_type", extracted.content_type);
    if (is_wanted("content") && !content.empty()) made.set("content", content);
    if (is_wanted("content_length")) made.set("content_length", java_length(shown));
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
  TRY(auto properties, options.optional_texts("properties"));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  TRY(const bool removes_binary, options.flag("remove_binary", false));
  for (const auto& name : properties.value_or(std::vector<std::string>())) {
    if (std::ranges::find(property_names, name) == property_names.end())
      return fail(options.problem("properties",
                                  fmt::format("illegal field option [{}]. valid values are [{}]", name, fmt::join(property_names, ", "))));
  }
  return std::make_unique<Attachment>(AttachmentOptions{std::move(field), std::move(target), length, std::move(length_field),
                                                        std::move(resource_name), properties.value_or(std::vector<std::string>()),
                                                        ignores_missing, removes_binary});
}

}  // namespace headrace::content::ingest
