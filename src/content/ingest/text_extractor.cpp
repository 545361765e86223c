#include "content/ingest/text_extractor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "extract/charset.h"
#include "extract/extract.h"
#include "extract/markup.h"

namespace headrace::content::ingest {
namespace {

constexpr auto none = std::string_view::npos;
/// How far into a text its format is looked for.
constexpr std::size_t window = 2048;

struct Signature {
  std::string_view begin;
  std::size_t offset;
  std::string_view content_type;
  bool has_text;  ///< there would be text, but it cannot be read here
};
using namespace std::string_view_literals;
constexpr auto signatures = std::to_array<Signature>({
    {"%PDF-"sv, 0, "application/pdf", true},
    {"{\\rtf"sv, 0, "application/rtf", true},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, 0, "application/x-tika-msoffice", true},
    {"mimetypeapplication/"sv, 30, "application/vnd.oasis.opendocument", true},
    {"[Content_Types].xml"sv, 30, "application/x-tika-ooxml", true},
    {"PK\x03\x04"sv, 0, "application/zip", true},
    {"PK\x05\x06"sv, 0, "application/zip", false},
    {"\x1F\x8B"sv, 0, "application/gzip", false},
    {"7z\xBC\xAF\x27\x1C"sv, 0, "application/x-7z-compressed", false},
    {"Rar!\x1A\x07"sv, 0, "application/x-rar-compressed", false},
    {"\x89PNG\r\n\x1A\n"sv, 0, "image/png", false},
    {"\xFF\xD8\xFF"sv, 0, "image/jpeg", false},
    {"GIF8"sv, 0, "image/gif", false},
    {"II*\0"sv, 0, "image/tiff", false},
    {"MM\0*"sv, 0, "image/tiff", false},
    {"WEBP"sv, 8, "image/webp", false},
    {"WAVE"sv, 8, "audio/vnd.wave", false},
    {"ID3"sv, 0, "audio/mpeg", false},
    {"OggS"sv, 0, "application/ogg", false},
    {"fLaC"sv, 0, "audio/x-flac", false},
    {"ftyp"sv, 4, "video/mp4", false},
    {"\x1A\x45\xDF\xA3"sv, 0, "video/webm", false},
});

struct Format {
  std::string_view extension;  ///< as extract() knows it
  std::string_view content_type;
};
constexpr Format plain{".txt", "text/plain"};
constexpr Format html{".html", "text/html"};
constexpr Format xhtml{".xhtml", "application/xhtml+xml"};
constexpr Format xml{".xml", "application/xml"};
constexpr auto by_name = std::to_array<Format>({html,
                                                xhtml,
                                                xml,
                                                plain,
                                                {".htm", "text/html"},
                                                {".md", "text/x-web-markdown"},
                                                {".csv", "text/csv"},
                                                {".json", "application/json"},
                                                {".svg", "image/svg+xml"}});

/// Tags with which only HTML begins.
constexpr auto html_begins = std::to_array<std::string_view>({"<!doctype html", "<html", "<head", "<body", "<title", "<h1", "<h2", "<h3",
                                                              "<p>", "<div", "<table", "<meta ", "<script", "<ul", "<br"});

const Signature* signature_of(std::string_view bytes) {
  const auto* found = std::ranges::find_if(
      signatures, [&](const Signature& row) { return bytes.size() > row.offset && bytes.substr(row.offset).starts_with(row.begin); });
  return found == signatures.end() ? nullptr : found;
}

/// By the name if it says something, else by what the text begins with.
Format format_of(std::string_view text, std::string_view name) {
  const auto lower_name = base::to_lower(name);
  const auto* named = std::ranges::find_if(by_name, [&](const Format& row) { return lower_name.ends_with(row.extension); });
  if (named != by_name.end()) return *named;
  auto front = base::to_lower(text.substr(0, window));
  front.erase(0, std::min(front.find_first_not_of(" \t\r\n"), front.size()));
  const bool is_xml = front.starts_with("<?xml");
  if (is_xml) return front.contains("<html") ? xhtml : xml;
  while (front.starts_with("<!--")) {
    const auto end = front.find("-->");
    front.erase(0, end == none ? front.size() : end + 3);
    front.erase(0, std::min(front.find_first_not_of(" \t\r\n"), front.size()));
  }
  return std::ranges::any_of(html_begins, [&](std::string_view tag) { return front.starts_with(tag); }) ? html : plain;
}

/// The text of the first <title>.
std::string title_of(std::string_view text) {
  constexpr std::size_t far = 65'536;
  const auto front = text.substr(0, far);
  const auto lower = base::to_lower(front);
  const auto open = lower.find("<title");
  const auto begin = open == none ? none : lower.find('>', open);
  const auto end = begin == none ? none : lower.find("</title", begin);
  if (end == none) return {};
  return extract::text_of_markup(fmt::format("<p>{}</p>", front.substr(begin + 1, end - begin - 1)), extract::Markup::html);
}

class TextFormats final : public TextExtractor {
 public:
  [[nodiscard]] Result<ExtractedText> extract(std::string_view bytes, std::string_view name) const override {
    if (const auto* signature = signature_of(bytes)) {
      if (!signature->has_text) return ExtractedText{{}, std::string(signature->content_type)};
      return fail(ErrorKind::parse, fmt::format("no text is taken from attachments of type [{}]", signature->content_type));
    }
    const auto text = extract::decode_text(bytes);
    if (!text) return ExtractedText{{}, "application/octet-stream"};
    const auto format = format_of(*text, name);
    const auto made = extract::extract(fmt::format("attachment{}", format.extension), bytes);
    if (!made.note.empty()) return fail(ErrorKind::parse, made.note);
    ExtractedText extracted{made.text, fmt::format("{}; charset=UTF-8", format.content_type)};
    if (format.extension == html.extension || format.extension == xhtml.extension) {
      if (auto title = title_of(*text); !title.empty()) extracted.properties.emplace_back("title", std::move(title));
    }
    return extracted;
  }
};

}  // namespace

const TextExtractor& text_formats() {
  static const TextFormats formats;
  return formats;
}

}  // namespace headrace::content::ingest
