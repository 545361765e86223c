// attachment: text out of a file that stands in the document as base64 (docs/spec/document-api.md 8.3, 8.4).

#include <fmt/format.h>

#include "base/base64.h"
#include "base/strings.h"
#include "content/ingest/processor_types.h"
#include "content/ingest/template.h"
#include "extract/extract.h"
#include "json/utf8.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::int64_t usual_characters = 100'000;

struct FileType {
  std::string_view name;  ///< one that extract() knows the type by
  std::string_view media_type;
};

/// By what the content begins with: an attachment has no name.
FileType type_of(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  content.remove_prefix(std::min(content.find_first_not_of(" \t\r\n"), content.size()));
  const auto start = base::to_lower(content.substr(0, 256));
  if (start.starts_with("%pdf")) return {"a.pdf", "application/pdf"};
  if (start.starts_with("pk\x03\x04")) return {"a.zip", "application/zip"};
  if (start.starts_with("\xd0\xcf\x11\xe0")) return {"a.doc", "application/x-tika-msoffice"};
  if (start.starts_with("{\\rtf")) return {"a.rtf", "application/rtf"};
  if (start.starts_with("<?xml")) return {"a.xml", "application/xml"};
  for (const auto* tag : {"<!doctype html", "<html", "<head", "<body"}) {
    if (start.contains(tag)) return {"a.html", "text/html; charset=UTF-8"};
  }
  return {"a.txt", "text/plain; charset=UTF-8"};
}

/// Line ends and padding may be missing or there: files are encoded by many programs.
std::optional<std::string> decoded(std::string text) {
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  while (text.size() % 4 != 0 && text.size() % 4 != 1) text += '=';
  return base::from_base64(text);
}

std::string first_characters(std::string_view text, std::int64_t most) {
  if (most < 0 || static_cast<std::int64_t>(text.size()) <= most) return std::string(text);
  auto rest = text;
  for (std::int64_t i = 0; i < most && !rest.empty(); ++i) json::take_character(rest);
  return std::string(text.substr(0, text.size() - rest.size()));
}

class Attachment final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    auto made = std::make_unique<Attachment>();
    TRY(made->field_, configuration.text("field"));
    TRY(made->target_, configuration.text("target_field", "attachment"));
    TRY(made->properties_, configuration.optional_texts("properties"));
    TRY(const auto characters, configuration.optional_integer("indexed_chars"));
    made->characters_ = characters.value_or(usual_characters);
    TRY(made->characters_field_, configuration.optional_text("indexed_chars_field"));
    TRY_VOID(configuration.optional_text("resource_name"));
    TRY(made->ignores_missing_, configuration.flag("ignore_missing", false));
    TRY(made->removes_binary_, configuration.flag("remove_binary", false));
    return std::unique_ptr<const Processor>(std::move(made));
  }

  Result<Fate> run(Document& document, Run&) const override {
    const auto* found = document.find(field_);
    if (found == nullptr || found->is_null()) {
      if (ignores_missing_) return Fate::kept;
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot parse.", field_));
    }
    if (!found->is_string())
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] of unknown type, must be string or byte array", field_));
    const auto content = decoded(found->as_string());
    if (!content) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is no base64", field_));
    const auto type = type_of(*content);
    auto extraction = extract::extract(type.name, *content);
    if (!extraction.note.empty())
      return fail(ErrorKind::parse, fmt::format("Error parsing document in field [{}]: {}", field_, extraction.note));
    TRY_VOID(document.set(target_, described(first_characters(extraction.text, most_characters(document)), type)));
    if (removes_binary_) TRY_VOID(document.remove(field_));
    return Fate::kept;
  }

 private:
  [[nodiscard]] std::int64_t most_characters(const Document& document) const {
    const auto* own = characters_field_ ? document.find(*characters_field_) : nullptr;
    return own == nullptr ? characters_ : own->integer().value_or(characters_);
  }

  [[nodiscard]] Value described(std::string text, const FileType& type) const {
    Value attachment = json::Object{};
    const auto add = [&](std::string_view name, Value value) {
      const bool is_wanted =
          !properties_ || std::ranges::any_of(*properties_, [&](const auto& one) { return base::equals_ignoring_case(one, name); });
      if (is_wanted) attachment.set(name, std::move(value));
    };
    const auto length = text.size();
    add("content_type", type.media_type);
    if (!text.empty()) add("content", std::move(text));
    add("content_length", length);
    return attachment;
  }

  std::string field_, target_;
  std::optional<std::vector<std::string>> properties_;
  std::int64_t characters_ = usual_characters;
  std::optional<std::string> characters_field_;
  bool ignores_missing_ = false, removes_binary_ = false;
};

}  // namespace

std::vector<ProcessorType> attachment_processors() { return {{"attachment", Attachment::read}}; }

}  // namespace headrace::content::ingest
