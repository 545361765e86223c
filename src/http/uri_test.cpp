#include "http/uri.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

std::string path_error(std::string_view text) {
  const auto decoded = percent_decode(text, false);
  EXPECT_FALSE(decoded) << text;
  if (decoded) return {};
  EXPECT_EQ(decoded.error().kind, ErrorKind::illegal_argument);
  return decoded.error().reason;
}

TEST(Uri, a_plus_is_a_space_only_in_the_query) {
  EXPECT_EQ(percent_decode("a+b%2B", false).value(), "a+b+");
  EXPECT_EQ(percent_decode("a+b%2B", true).value(), "a b+");
}

TEST(Uri, escapes_are_utf_8_in_any_case) {
  EXPECT_EQ(percent_decode("%C3%a4%2f", false).value(), "ä/");
  EXPECT_EQ(percent_decode("ä", false).value(), "ä");
  EXPECT_EQ(percent_decode("", false).value(), "");
}

TEST(Uri, a_double_percent_is_a_percent) { EXPECT_EQ(percent_decode("100%%2", false).value(), "100%2"); }

TEST(Uri, bytes_that_are_not_utf_8_are_replaced) {
  EXPECT_EQ(percent_decode("a%FFb", false).value(),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(percent_decode("%C3", false).value(), "\xEF\xBF\xBD");
  EXPECT_EQ(percent_decode("%C3%A4%80", false).value(), "ä\xEF\xBF\xBD");
}

// docs/spec/rest-conventions.md 3.3
TEST(Uri, bad_escapes_have_the_texts_of_the_original) {
  EXPECT_EQ(path_error("abc%"), "unterminated escape sequence at end of string: abc%");
  EXPECT_EQ(path_error("abc%4"), "partial escape sequence at end of string: abc%4");
  EXPECT_EQ(path_error("a%zzb"), "invalid escape sequence `%zz' at index 1 of: a%zzb");
  EXPECT_EQ(path_error("%4g"), "invalid escape sequence `%4g' at index 0 of: %4g");
}

TEST(Uri, encoding_leaves_only_unreserved_characters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a/b c+ä%"), "a%2Fb%20c%2B%C3%A4%25");
  EXPECT_EQ(percent_decode(percent_encode(std::string("\0\x7f?&;#=", 7)), false).value(), std::string("\0\x7f?&;#=", 7));
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Uri, a_query_is_read_in_order) {
  EXPECT_EQ(parse_query("").value(), Pairs{});
  EXPECT_EQ(parse_query("a=1&b=2;c=3").value(), (Pairs{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(parse_query("pretty").value(), (Pairs{{"pretty", ""}}));
  EXPECT_EQ(parse_query("pretty=").value(), (Pairs{{"pretty", ""}}));
  EXPECT_EQ(parse_query("a=1&a=2").value(), (Pairs{{"a", "1"}, {"a", "2"}}));
  EXPECT_EQ(parse_query("a=b=c").value(), (Pairs{{"a", "b=c"}}));
  EXPECT_EQ(parse_query("&&a=1;;").value(), (Pairs{{"a", "1"}}));
  EXPECT_EQ(parse_query("a=1#b=2").value(), (Pairs{{"a", "1"}}));
  EXPECT_EQ(parse_query("q=a+b%26c&n%3D=v").value(), (Pairs{{"q", "a b&c"}, {"n=", "v"}}));
}

TEST(Uri, a_bad_escape_in_a_query_is_a_bad_parameter) {
  for (const auto* query : {"a=%zz", "%zz=a", "x=1&a=%"}) {
    const auto parameters = parse_query(query);
    ASSERT_FALSE(parameters) << query;
    EXPECT_EQ(parameters.error().kind, ErrorKind::bad_parameter);
    ASSERT_EQ(parameters.error().caused_by.size(), 1U);
    EXPECT_EQ(parameters.error().caused_by.front().kind, ErrorKind::illegal_argument);
  }
  EXPECT_EQ(parse_query("a=%zz").error().caused_by.front().reason, "invalid escape sequence `%zz' at index 0 of: %zz");
}

}  // namespace
}  // namespace headrace::http
