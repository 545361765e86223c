#include "security/configuration_sealing.h"

#include <algorithm>
#include <vector>

#include "base/log.h"
#include "json/value.h"

namespace headrace::security {
namespace {

/// Begins the text that stands where a sealed value stood.
constexpr std::string_view marker = "\"headrace-sealed:";

/// A part of a text.
struct Span {
  std::size_t begin, end;
};

/// Behind the text that begins with the quote at `begin`.
std::size_t end_of_text(std::string_view json, std::size_t begin) {
  for (auto at = begin + 1; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at + 1;
    }
  }
  return json.size();
}

/// Behind the value that begins at `begin`, in text that was read without an error.
std::size_t end_of_value(std::string_view json, std::size_t begin) {
  if (json[begin] == '"') return end_of_text(json, begin);
  if (json[begin] != '{' && json[begin] != '[') return std::min(json.find_first_of(",]} \t\r\n/", begin), json.size());
  std::size_t depth = 0;
  for (auto at = begin; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_text(json, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return json.size();
}

void add_sensitive(const json::Value* configuration, std::string_view source, std::vector<Span>& spans) {
  if (configuration == nullptr || !configuration->is_object()) return;
  for (const auto& [name, field, offset] : configuration->as_object()) {
    const auto* sensitive = field.is_object() ? field.find("sensitive") : nullptr;
    if (sensitive == nullptr || !sensitive->is_bool() || !sensitive->as_bool()) continue;
    const auto* value = field.find("value");
    const bool is_nothing = value == nullptr || value->is_null() || (value->is_string() && value->as_string().empty());
    if (is_nothing || source.substr(value->offset()).starts_with(marker)) continue;
    spans.push_back({value->offset(), end_of_value(source, value->offset())});
  }
}

/// A quick look that is never wrong when it says no. A name may be spelled with escapes.
bool may_be_sensitive(std::string_view source) {
  if (source.contains("\\u00")) return true;
  constexpr std::string_view name = "\"sensitive\"";
  constexpr std::string_view spaces = " \t\r\n";
  for (auto at = source.find(name); at != std::string_view::npos; at = source.find(name, at + 1)) {
    const auto colon = source.find_first_not_of(spaces, at + name.size());
    if (colon == std::string_view::npos || source[colon] != ':') continue;
    const auto value = source.find_first_not_of(spaces, colon + 1);
    if (value != std::string_view::npos && source[value] == 't') return true;
  }
  return false;
}

std::vector<Span> sensitive_values(std::string_view source) {
  std::vector<Span> spans;
  const auto document = json::parse(source);
  if (!document || !document->is_object()) return spans;
  add_sensitive(document->find("configuration"), source, spans);
  if (const auto* connector = document->find("connector"); connector != nullptr && connector->is_object())
    add_sensitive(connector->find("configuration"), source, spans);
  std::ranges::sort(spans, {}, &Span::begin);
  return spans;
}

}  // namespace

std::string ConfigurationSealing::seal(std::string_view source, std::string_view place) {
  if (!may_be_sensitive(source)) return std::string(source);
  const auto spans = sensitive_values(source);
  if (spans.empty()) return std::string(source);
  const auto found = key_file_->load();
  if (!found) complain("a sensitive configuration value is kept unsealed: the sealing key cannot be used", found.error());
  const auto keys = found.value_or(nullptr);
  if (keys == nullptr) return std::string(source);
  std::string sealed;
  std::size_t done = 0;
  for (const auto& [begin, end] : spans) {
    sealed += source.substr(done, begin - done);
    sealed.append(marker).append(keys->seal(source.substr(begin, end - begin), place)) += '"';
    done = end;
  }
  return sealed.append(source.substr(done));
}

void ConfigurationSealing::complain(std::string_view what, const Error& error) {
  if (has_complained_.exchange(true)) return;
  base::log_error("security", std::string(what), {{"error.message", error.reason}, {"file.path", key_file_->path().string()}});
}

bool ConfigurationSealing::may_be_sealed(std::string_view bytes) const { return bytes.contains(marker); }

std::string ConfigurationSealing::open(std::string_view bytes, std::string_view place) {
  std::string opened;
  const auto keys = key_file_->load();
  for (;;) {
    const auto begin = bytes.find(marker);
    const auto end = begin == std::string_view::npos ? begin : bytes.find('"', begin + marker.size());
    if (end == std::string_view::npos) return opened.append(bytes);
    opened += bytes.substr(0, begin);
    const auto sealed = bytes.substr(begin + marker.size(), end - begin - marker.size());
    auto value =
        keys && *keys ? (*keys)->open(sealed, place) : Result<std::string>(fail(ErrorKind::internal, "the sealing key is missing"));
    if (!value) complain("a sensitive configuration value cannot be read; it is left as it is", value.error());
    opened += value ? *value : std::string(bytes.substr(begin, end + 1 - begin));
    bytes.remove_prefix(end + 1);
  }
}

}  // namespace headrace::security
