#include "extract/extract.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "extract/charset.h"
#include "extract/markup.h"
#include "json/utf8.h"

namespace headrace::extract {
namespace {

enum class Reader { plain, html, xml };

struct Format {
  std::string_view extension;
  Reader reader;
};

/// The textual part of docs/spec/connector-service.md 18.2, and what else is text by its name. The original's pipeline takes JSON and CSV
/// for plain text, so their text is what is written.
constexpr auto formats = std::to_array<Format>({
    {".aspx", Reader::html},
    {".csv", Reader::plain},
    {".htm", Reader::html},
    {".html", Reader::html},
    {".json", Reader::plain},
    {".log", Reader::plain},
    {".markdown", Reader::plain},
    {".md", Reader::plain},
    {".py", Reader::plain},
    {".rb", Reader::plain},
    {".rst", Reader::plain},
    {".sh", Reader::plain},
    {".svg", Reader::xml},
    {".tsv", Reader::plain},
    {".txt", Reader::plain},
    {".xhtml", Reader::html},
    {".xml", Reader::xml},
});

/// docs/spec/connector-service.md 18.2
constexpr std::array<std::string_view, 31> known_extensions{".txt",   ".py",  ".rst",  ".html", ".markdown", ".json", ".xml",  ".csv",
                                                            ".md",    ".ppt", ".rtf",  ".docx", ".odt",      ".xls",  ".xlsx", ".rb",
                                                            ".paper", ".sh",  ".pptx", ".pdf",  ".doc",      ".aspx", ".xlsb", ".xlsm",
                                                            ".tsv",   ".svg", ".msg",  ".potx", ".vsd",      ".vsdx", ".vsdm"};

const Format* format_of(std::string_view extension) {
  const auto* found = std::ranges::find(formats, extension, &Format::extension);
  return found == formats.end() ? nullptr : found;
}

std::string trimmed(std::string text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  text.erase(std::min(text.find_last_not_of(blanks) + 1, text.size()));
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

std::string read(Reader reader, std::string text) {
  switch (reader) {
    case Reader::html:
      return text_of_markup(text, Markup::html);
    case Reader::xml:
      return text_of_markup(text, Markup::xml);
    case Reader::plain:
      break;
  }
  return text;
}

}  // namespace

std::string extension_of(std::string_view name) {
  if (const auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  const auto first = std::min(name.find_first_not_of('.'), name.size());
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot < first || dot + 1 == name.size()) return {};
  return base::to_lower(name.substr(dot));
}

bool may_have_text(std::string_view extension) { return std::ranges::find(known_extensions, extension) != known_extensions.end(); }

bool is_supported(std::string_view name) { return format_of(extension_of(name)) != nullptr; }

Extraction extract(std::string_view name, std::string_view content) {
  const auto extension = extension_of(name);
  if (extension.empty()) return {{}, "no text is taken from files without an extension"};
  const auto* format = format_of(extension);
  if (format == nullptr) return {{}, fmt::format("no text is taken from {} files yet", json::valid_utf8(extension))};
  auto text = decode_text(content);
  if (!text) return {{}, fmt::format("the {} file holds zero bytes near its beginning, so it is no text", extension)};
  return {trimmed(read(format->reader, std::move(*text))), {}};
}

}  // namespace headrace::extract
