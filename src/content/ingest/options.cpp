#include "content/ingest/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "base/strings.h"
#include "content/ingest/java_words.h"

namespace headrace::content::ingest {

using json::Value;

Options::Options(std::string_view type, const Value& config) : type_(type), config_(config) {
  if (const auto tag = config.text("tag"); !tag.empty()) tag_ = tag;
}

const Value* Options::value(std::string_view name) {
  const auto* found = config_.find(name);
  if (found == nullptr) return nullptr;
  read_.emplace(name);
  return found->is_null() ? nullptr : found;
}

Error Options::problem(std::string_view property, std::string_view reason) const {
  Error error{ErrorKind::parse, property.empty() ? std::string(reason) : fmt::format("[{}] {}", property, reason)};
  if (!property.empty()) error.metadata.emplace_back("property_name", property);
  error.metadata.emplace_back("processor_type", type_);
  if (tag_) error.metadata.emplace_back("processor_tag", *tag_);
  return error;
}

Error Options::ill_typed(std::string_view name, std::string_view wanted, const Value& value) const {
  return problem(name, fmt::format("property isn't a {}, but of type [{}]", wanted, java_type(value)));
}

Result<std::optional<std::string>> Options::optional_text(std::string_view name) {
  const auto* found = value(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string()) return fail(ill_typed(name, "string", *found));
  return found->as_string();
}

Result<std::string> Options::text(std::string_view name) {
  TRY(auto found, optional_text(name));
  if (!found) return fail(missing(name));
  return std::move(*found);
}

Result<std::string> Options::text(std::string_view name, std::string_view otherwise) {
  TRY(auto found, optional_text(name));
  return found ? std::move(*found) : std::string(otherwise);
}

Result<bool> Options::flag(std::string_view name, bool otherwise) {
  const auto* found = value(name);
  if (found == nullptr) return otherwise;
  if (!found->is_bool()) return fail(ill_typed(name, "boolean", *found));
  return found->as_bool();
}

Result<std::int64_t> Options::integer(std::string_view name, std::int64_t otherwise) {
  const auto* found = value(name);
  if (found == nullptr) return otherwise;
  auto number = found->is_string() ? base::parse_integer(found->as_string()) : std::nullopt;
  if (const auto written = found->integer()) number = *written;
  const bool fits = number && *number >= std::numeric_limits<std::int32_t>::min() && *number <= std::numeric_limits<std::int32_t>::max();
  if (!fits) return fail(problem(name, fmt::format("property cannot be converted to an int [{}]", java_text(*found))));
  return *number;
}

Result<std::vector<std::string>> Options::texts_of(std::string_view name, const Value& value) const {
  std::vector<std::string> texts;
  if (value.is_string()) return std::vector{value.as_string()};
  if (!value.is_array()) return fail(ill_typed(name, "list", value));
  for (const auto& element : value.as_array()) {
    if (!element.is_string()) return fail(ill_typed(name, "list of strings", element));
    texts.push_back(element.as_string());
  }
  return texts;
}

Result<std::optional<std::vector<std::string>>> Options::optional_texts(std::string_view name) {
  const auto* found = value(name);
  if (found == nullptr) return std::nullopt;
  TRY(auto texts, texts_of(name, *found));
  return std::optional(std::move(texts));
}

Result<std::vector<std::string>> Options::texts(std::string_view name) {
  const auto* found = value(name);
  if (found == nullptr) return fail(missing(name));
  return texts_of(name, *found);
}

namespace {

template <class T>
Result<T> named(const Options& options, std::string_view name, Result<T> made) {
  if (!made) return fail(options.problem(name, made.error().reason));
  return made;
}

}  // namespace

Result<FieldName> Options::field(std::string_view name) {
  TRY(const auto written, text(name));
  return named(*this, name, FieldName::compile(written));
}

Result<FieldName> Options::field(std::string_view name, std::string_view otherwise) {
  TRY(const auto written, text(name, otherwise));
  return named(*this, name, FieldName::compile(written));
}

Result<Template> Options::text_template(std::string_view name, std::optional<std::string_view> otherwise) {
  TRY(const auto written, otherwise ? text(name, *otherwise) : text(name));
  return named(*this, name, Template::compile(written));
}

Result<Escape> Options::media_type() {
  TRY(const auto written, text("media_type", "application/json"));
  if (written == "application/json") return Escape::json;
  if (written == "text/plain") return Escape::none;
  if (written == "application/x-www-form-urlencoded") return Escape::url;
  return fail(problem("media_type",
                      fmt::format("property does not contain a supported media type [{}]; it is one of [application/json, text/plain, "
                                  "application/x-www-form-urlencoded]",
                                  written)));
}

Result<void> Options::check_unknown() const {
  std::vector<std::string_view> unknown;
  for (const auto& member : config_.as_object()) {
    if (!read_.contains(member.name)) unknown.emplace_back(member.name);
  }
  if (unknown.empty()) return {};
  return fail(problem({}, fmt::format("processor [{}] doesn't support one or more provided configuration parameters [{}]", type_,
                                      fmt::join(unknown, ", "))));
}

void Options::accept_all() {
  for (const auto& member : config_.as_object()) read_.insert(member.name);
}

}  // namespace headrace::content::ingest
