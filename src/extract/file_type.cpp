#include "extract/file_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/strings.h"

namespace headrace::extract {
namespace {

constexpr FileType plain{Reader::text, "a.txt", "text/plain; charset=UTF-8"};
constexpr FileType html{Reader::text, "a.html", "text/html; charset=UTF-8"};
constexpr FileType xml{Reader::text, "a.xml", "application/xml"};
constexpr FileType archive{Reader::none, {}, "application/zip"};

/// A text that stands in files of a type, such as the name of one of their parts.
struct Mark {
  std::string_view text;
  FileType type;
};

constexpr auto package_parts = std::to_array<Mark>({
    {"word/", {Reader::service, {}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}},
    {"xl/", {Reader::service, {}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}},
    {"ppt/", {Reader::service, {}, "application/vnd.openxmlformats-officedocument.presentationml.presentation"}},
    {"visio/", {Reader::service, {}, "application/vnd.ms-visio.drawing"}},
});

/// The value of the part `mimetype`, which comes first and is not packed.
constexpr auto open_document_types = std::to_array<std::string_view>(
    {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
     "application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics", "application/epub+zip"});

/// Names of streams in a compound file, in UTF-16.
constexpr auto compound_parts = std::to_array<Mark>({
    {{"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t", 23}, {Reader::service, {}, "application/msword"}},
    {{"W\0o\0r\0k\0b\0o\0o\0k", 15}, {Reader::service, {}, "application/vnd.ms-excel"}},
    {{"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c", 27}, {Reader::service, {}, "application/vnd.ms-powerpoint"}},
    {{"V\0i\0s\0i\0o\0D\0o\0c", 15}, {Reader::service, {}, "application/vnd.visio"}},
    {{"_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0000\0_", 24}, {Reader::service, {}, "application/vnd.ms-outlook"}},
});

/// Of texts, by the extension of their name.
constexpr auto text_types = std::to_array<std::pair<std::string_view, FileType>>({
    {".csv", {Reader::text, "a.csv", "text/csv; charset=UTF-8"}},
    {".htm", html},
    {".html", html},
    {".json", {Reader::text, "a.json", "application/json"}},
    {".markdown", {Reader::text, "a.md", "text/x-web-markdown; charset=UTF-8"}},
    {".md", {Reader::text, "a.md", "text/x-web-markdown; charset=UTF-8"}},
    {".svg", {Reader::text, "a.svg", "image/svg+xml"}},
    {".xhtml", {Reader::text, "a.xhtml", "application/xhtml+xml; charset=UTF-8"}},
    {".xml", xml},
});

FileType type_of_archive(std::string_view content) {
  constexpr std::size_t name_place = 30;  // of the first entry, in its local header
  const auto first = content.substr(std::min(name_place, content.size()), 200);
  if (first.starts_with("mimetype")) {
    // The longest first: one type is the beginning of another (-template).
    for (const auto type : open_document_types) {
      if (first.substr(8).starts_with(type)) return {Reader::service, {}, type};
    }
  }
  // The list of entries stands at the end; local headers of the first ones at the beginning.
  constexpr std::size_t looked_at = 64 << 10;
  const auto last = content.substr(content.size() - std::min(looked_at, content.size()));
  const auto head = content.substr(0, looked_at);
  if (!last.contains("[Content_Types].xml") && !head.contains("[Content_Types].xml")) return archive;
  for (const auto& [text, type] : package_parts) {
    if (last.contains(text) || head.contains(text)) return type;
  }
  return archive;
}

/// The directory may stand anywhere in the file.
FileType type_of_compound(std::string_view content) {
  for (const auto& [text, type] : compound_parts) {
    if (content.contains(text)) return type;
  }
  return {Reader::service, {}, "application/x-tika-msoffice"};
}

std::string extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : base::to_lower(name.substr(dot));
}

}  // namespace

FileType type_of(std::string_view content, std::string_view name) {
  constexpr std::size_t looked_at = 256;
  if (content.starts_with("PK\x03\x04")) return type_of_archive(content);
  if (content.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return type_of_compound(content);
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  content.remove_prefix(std::min(content.find_first_not_of(" \t\r\n"), content.size()));
  if (content.starts_with("{\\rtf")) return {Reader::service, {}, "application/rtf"};
  // Readers of PDF look for its mark in the first kilobyte; a text that only speaks of it begins otherwise.
  if (content.starts_with("%PDF-")) return {Reader::pdf, {}, "application/pdf"};
  const auto extension = extension_of(name);
  if (const auto* known = std::ranges::find(text_types, extension, &decltype(text_types)::value_type::first); known != text_types.end())
    return known->second;
  const auto start = base::to_lower(content.substr(0, looked_at));
  if (start.starts_with("<?xml")) return xml;
  for (const auto* tag : {"<!doctype html", "<html", "<head", "<body"}) {
    if (start.contains(tag)) return html;
  }
  return plain;
}

}  // namespace headrace::extract
