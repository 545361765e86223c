#include "extract/file_type.h"

#include <gtest/gtest.h>

namespace headrace::extract {
namespace {

using namespace std::string_literals;

std::string zip_of(std::string_view first, std::string_view bytes = "") {
  return "PK\x03\x04" + std::string(26, '\0') + std::string(first) + std::string(bytes);
}

TEST(FileType, by_what_bytes_begin_with) {
  const std::vector<std::pair<std::string, std::string_view>> cases{
      {"%PDF-1.7 ...", "application/pdf"},
      {"\n%PDF-1.7", "application/pdf"},
      {"{\\rtf1 x}", "application/rtf"},
      {zip_of("mimetype", "application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"},
      {zip_of("[Content_Types].xml", "....word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {zip_of("_rels/.rels", std::string(200'000, 'x') + "[Content_Types].xml xl/workbook.xml"),
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {zip_of("word/readme.txt"), "application/zip"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0') + "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"s, "application/msword"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-tika-msoffice"},
      {"<?xml version='1.0'?><a/>", "application/xml"},
      {"  <!DOCTYPE HTML><p>", "text/html; charset=UTF-8"},
      {"\x89PNG\r\n\x1A\n....", "image/png"},
      {"RIFF....WEBPVP8 ", "image/webp"},
      {"\x1F\x8B.", "application/gzip"},
      {"\0\0\0\x20"
       "ftypisom"s,
       "video/mp4"},
      {"ID3 is a tag, and the WAVE is not", "text/plain; charset=UTF-8"},
      {"hello", "text/plain; charset=UTF-8"},
      {"", "text/plain; charset=UTF-8"}};
  for (const auto& [bytes, type] : cases) EXPECT_EQ(type_of(bytes).media_type, type) << bytes.substr(0, 60);
}

TEST(FileType, a_name_tells_texts_apart_and_nothing_else) {
  EXPECT_EQ(type_of("a,b", "x.CSV").media_type, "text/csv; charset=UTF-8");
  EXPECT_EQ(type_of("{}", "dir.d/x.json").media_type, "application/json");
  EXPECT_EQ(type_of("# a", "x.md").media_type, "text/x-web-markdown; charset=UTF-8");
  EXPECT_EQ(type_of("<p>a", "x.html").name, "a.html");
  EXPECT_EQ(type_of("%PDF-1.4", "x.txt").reader, Reader::pdf);
  EXPECT_EQ(type_of("hello", "x.pdf").media_type, "text/plain; charset=UTF-8");
}

}  // namespace
}  // namespace headrace::extract
