// attachment: text out of a file that stands in the document as base64 (docs/spec/document-api.md 8.3, 8.4).

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/base64.h"
#include "base/strings.h"
#include "content/ingest/processor_types.h"
#include "content/ingest/template.h"
#include "extract/file_reader.h"
#include "json/utf8.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::int64_t usual_characters = 100'000;

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

/// As the original counts: in units of UTF-16.
std::size_t length_of(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

/// Errors: parse for a word that is no property.
Result<void> check_properties(const std::vector<std::string>& wanted, const Configuration& configuration) {
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
        configuration.error("properties", fmt::format("illegal field option [{}]. valid values are [{}]", one, fmt::join(names, ", "))));
  }
  return {};
}

class Attachment final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    auto made = std::make_unique<Attachment>();
    TRY(made->field_, configuration.text("field"));
    TRY(made->target_, configuration.text("target_field", "attachment"));
    TRY(made->properties_, configuration.optional_texts("properties"));
    if (made->properties_) TRY_VOID(check_properties(*made->properties_, configuration));
    TRY(const auto characters, configuration.optional_integer("indexed_chars"));
    made->characters_ = characters.value_or(usual_characters);
    TRY(made->characters_field_, configuration.optional_text("indexed_chars_field"));
    TRY(made->name_field_, configuration.optional_text("resource_name"));
    TRY(made->ignores_missing_, configuration.flag("ignore_missing", false));
    TRY(made->removes_binary_, configuration.flag("remove_binary", false));
    return std::unique_ptr<const Processor>(std::move(made));
  }

  Result<Fate> run(Document& document, Run& run) const override {
    const auto* found = document.find(field_);
    if (found == nullptr || found->is_null()) {
      if (ignores_missing_) return Fate::kept;
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is null, cannot parse.", field_));
    }
    if (!found->is_string())
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] of unknown type, must be string or byte array", field_));
    if (!run.may_wait && found->as_string().size() > little) return put_off(run);
    const auto content = decoded(found->as_string());
    if (!content) return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is no base64", field_));
    const auto type = extract::type_of(*content, name_of(document));
    const bool takes_long = type.reader == extract::Reader::pdf || type.reader == extract::Reader::service;
    if (!run.may_wait && takes_long) return put_off(run);
    TRY(auto text, read(*content, type, most_characters(document), run));
    TRY_VOID(document.set(target_, described(std::move(text))));
    if (removes_binary_) TRY_VOID(document.remove(field_));
    return Fate::kept;
  }

 private:
  static std::unexpected<Error> put_off(Run& run) {
    run.must_wait = run.is_abandoned = true;
    return fail(ErrorKind::internal, "the text of a file has to be waited for");
  }

  Result<extract::FileText> read(std::string_view content, const extract::FileType& type, std::int64_t most, Run& run) const {
    const extract::TextReader texts;
    const auto& files = run.files == nullptr ? static_cast<const extract::FileReader&>(texts) : *run.files;
    auto text = files.read(content, type, most);
    if (text) {
      text->text = first_characters(text->text, most);
      return text;
    }
    run.is_abandoned = text.error().kind == ErrorKind::unavailable;
    if (run.is_abandoned) return text;
    return fail(ErrorKind::parse, fmt::format("Error parsing document in field [{}]: {}", field_, text.error().reason));
  }

  [[nodiscard]] std::int64_t most_characters(const Document& document) const {
    const auto* own = characters_field_ ? document.find(*characters_field_) : nullptr;
    return own == nullptr ? characters_ : own->integer().value_or(characters_);
  }

  [[nodiscard]] std::string name_of(const Document& document) const {
    const auto* name = name_field_ ? document.find(*name_field_) : nullptr;
    return name != nullptr && name->is_string() ? name->as_string() : std::string();
  }

  [[nodiscard]] Value described(extract::FileText text) const {
    Value attachment = json::Object{};
    const auto add = [&](std::string_view name, Value value) {
      const bool is_wanted =
          !properties_ || std::ranges::any_of(*properties_, [&](const auto& one) { return base::equals_ignoring_case(one, name); });
      if (is_wanted) attachment.set(name, std::move(value));
    };
    const auto length = length_of(text.text);
    add("content_type", text.media_type);
    for (const auto& [name, from] : properties) {
      if (from != nullptr && !(text.*from).empty()) add(name, std::move(text.*from));
    }
    if (!text.text.empty()) add("content", std::move(text.text));
    add("content_length", length);
    return attachment;
  }

  std::string field_, target_;
  std::optional<std::vector<std::string>> properties_;
  std::int64_t characters_ = usual_characters;
  std::optional<std::string> characters_field_, name_field_;
  bool ignores_missing_ = false, removes_binary_ = false;
};

}  // namespace

std::vector<ProcessorType> attachment_processors() { return {{"attachment", Attachment::read}}; }

}  // namespace headrace::content::ingest
