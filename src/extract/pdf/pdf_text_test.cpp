// More cases, through a server, stand in tests/extract/test_pdf.py.
#include "extract/pdf/pdf_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace headrace::extract::pdf {
namespace {

std::string stream(std::string_view content, std::string_view members = "") {
  return fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", members, content.size(), content);
}

/// Objects from 3 on are `objects`. Without a table of references, which readers make anew.
std::string file(std::vector<std::string> objects, std::string_view pages = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>") {
  std::string written = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
  written += fmt::format("2 0 obj\n{}\nendobj\n", pages);
  for (std::size_t i = 0; i < objects.size(); ++i) written += fmt::format("{} 0 obj\n{}\nendobj\n", i + 3, objects[i]);
  return written + "trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
}

const std::string page =
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
    "/BaseFont /Helvetica >> >> /XObject << /X 5 0 R >> >> >>";

std::string text_of(const std::string& bytes, const PdfLimits& limits = {}) {
  const auto text = read_pdf(bytes, limits);
  return text ? text->text : "error: " + text.error().reason;
}

TEST(PdfText, a_page) {
  EXPECT_EQ(text_of(file({page, stream("BT /F1 12 Tf 72 720 Td (Hello) Tj 0 -14 Td (world) Tj ET")})), "Hello\nworld");
}

TEST(PdfText, a_page_without_anything_is_empty) { EXPECT_EQ(text_of(file({"<< /Type /Page >>"})), ""); }

TEST(PdfText, a_font_that_is_not_there_knows_ascii) {
  EXPECT_EQ(text_of(file({page, stream("BT /F9 12 Tf (any font) Tj")})), "any font");
  EXPECT_EQ(text_of(file({page, stream("BT (no font) Tj")})), "no font");
}

TEST(PdfText, bounds_end_the_reading) {
  const auto content = stream("BT /F1 12 Tf (0123456789) Tj /X Do ET");
  const auto form = stream("(again) Tj /X Do /X Do", "/Subtype /Form");
  const auto bytes = file({page, content, form});
  const auto refused = [](std::string_view why) { return fmt::format("error: the file cannot be read as PDF: {}", why); };
  EXPECT_EQ(text_of(bytes, {.characters = 4}), "0123");
  EXPECT_EQ(text_of(bytes, {.text_bytes = 4}), refused("its text is too long"));
  EXPECT_EQ(text_of(bytes, {.steps = 1015}), refused("its pages hold too many instructions"));
  EXPECT_EQ(text_of(bytes, {.stream_bytes = 10}), refused("a stream in it is too large when it is unpacked"));
  EXPECT_EQ(text_of(bytes, {.all_stream_bytes = 40}), refused("a stream in it is too large when it is unpacked"));
  EXPECT_EQ(text_of(bytes, {.pages = 0}), refused("it has more than 0 pages"));
}

TEST(PdfText, pages_that_no_tree_leads_to_are_found) {
  EXPECT_EQ(text_of(file({page, stream("BT /F1 12 Tf (lost) Tj ET")}, "<< /Type /Pages /Kids [99 0 R] >>")), "lost");
}

TEST(PdfText, a_file_that_ends_too_early_is_read_as_far_as_it_goes) {
  const auto whole = file({page, stream("BT /F1 12 Tf (here) Tj ET")});
  EXPECT_EQ(text_of(whole.substr(0, whole.find("trailer"))), "here");
}

TEST(PdfText, what_is_no_pdf_is_told) {
  for (const auto* bytes : {"", "%PDF-1.4", "hello", "%PDF-1.4\n1 0 obj << /Type /Catalog", "/Catalog 0 obj"})
    EXPECT_TRUE(text_of(bytes).starts_with("error: the file cannot be read as PDF: ")) << bytes;
}

}  // namespace
}  // namespace headrace::extract::pdf
