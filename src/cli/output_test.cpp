#include "cli/output.h"

#include <gtest/gtest.h>

namespace headrace::cli {
namespace {

json::Array rows() {
  return json::parse(
             R"([{"id":"j1","connector":{"id":"c"},"n":1.10,"error":null},{"id":"j2","connector":{"id":"größer"},"error":"a,\"b\"\nc"}])")
      ->as_array();
}

const std::vector<Column>& columns() {
  static const std::vector<Column> all = {column("ID", "id"), column("CONNECTOR", "connector.id"), column("N", "n"),
                                          column("ERROR", "error")};
  return all;
}

Context context_of(OutputFormat format, bool quiet) {
  Context context;
  context.output = format;
  context.quiet = quiet;
  return context;
}

std::string formatted(OutputFormat format, bool quiet = false) { return format_rows(context_of(format, quiet), rows(), columns()); }

TEST(FormatRows, a_table_is_aligned_by_characters_and_one_line_a_row) {
  EXPECT_EQ(formatted(OutputFormat::table),
            "ID  CONNECTOR  N     ERROR\n"
            "j1  c          1.10  \n"
            "j2  größer           a,\"b\" c\n");
}

TEST(FormatRows, csv_quotes_what_needs_it) {
  EXPECT_EQ(formatted(OutputFormat::csv), "ID,CONNECTOR,N,ERROR\r\nj1,c,1.10,\r\nj2,größer,,\"a,\"\"b\"\"\nc\"\r\n");
}

TEST(FormatRows, json_lines_keep_the_whole_row_as_it_came) {
  EXPECT_EQ(formatted(OutputFormat::jsonl),
            "{\"id\":\"j1\",\"connector\":{\"id\":\"c\"},\"n\":1.10,\"error\":null}\n"
            "{\"id\":\"j2\",\"connector\":{\"id\":\"größer\"},\"error\":\"a,\\\"b\\\"\\nc\"}\n");
}

TEST(FormatRows, quiet_prints_ids_alone_whatever_the_format) {
  EXPECT_EQ(formatted(OutputFormat::json, true), "j1\nj2\n");
  EXPECT_EQ(format_rows(context_of(OutputFormat::table, true), {}, columns()), "");
}

TEST(FormatObject, a_table_shows_nested_members_dotted) {
  const auto text = format_object({}, rows()[1]);
  EXPECT_NE(text.find("connector.id"), std::string::npos);
  EXPECT_NE(text.find("a,\"b\" c\n"), std::string::npos);
}

TEST(SizeText, is_in_the_unit_that_fits) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(1023), "1023 B");
  EXPECT_EQ(size_text(1536), "1.5 KiB");
  EXPECT_EQ(size_text(std::uint64_t{5} << 40), "5.0 TiB");
}

TEST(DurationBetween, grows_coarser_and_is_empty_when_a_stamp_is_missing) {
  const auto after = [](std::string_view until) { return duration_between("2026-01-01T00:00:00.000Z", until); };
  EXPECT_EQ(after("2026-01-01T00:00:00.042Z"), "0.042s");
  EXPECT_EQ(after("2026-01-01T00:00:12.345Z"), "12.3s");
  EXPECT_EQ(after("2026-01-01T00:02:03.000Z"), "2m 03s");
  EXPECT_EQ(after("2026-01-01T01:02:03.000Z"), "1h 02m 03s");
  EXPECT_EQ(after(""), "");
  EXPECT_EQ(after("2025-12-31T00:00:00.000Z"), "");
}

}  // namespace
}  // namespace headrace::cli
