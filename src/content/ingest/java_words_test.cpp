#include "content/ingest/java_words.h"

#include <gtest/gtest.h>

#include "content/ingest/java_base64.h"

namespace headrace::content::ingest {
namespace {

std::string text_of(std::string_view json) { return java_text(*json::parse(json)); }
std::string_view type_of(std::string_view json) { return java_type(*json::parse(json)); }

TEST(JavaWords, types_are_those_that_java_reads_json_into) {
  EXPECT_EQ(type_of("1"), "java.lang.Integer");
  EXPECT_EQ(type_of("2147483648"), "java.lang.Long");
  EXPECT_EQ(type_of("9223372036854775808"), "java.math.BigInteger");
  EXPECT_EQ(type_of("1.5"), "java.lang.Double");
  EXPECT_EQ(type_of("true"), "java.lang.Boolean");
  EXPECT_EQ(type_of("\"\""), "java.lang.String");
  EXPECT_EQ(type_of("[]"), "java.util.ArrayList");
  EXPECT_EQ(type_of("{}"), "java.util.HashMap");
}

TEST(JavaWords, values_are_written_as_java_writes_them) {
  EXPECT_EQ(text_of("[1,\"a\",null,{\"b\":true}]"), "[1, a, null, {b=true}]");
  EXPECT_EQ(text_of("1.50"), "1.5");
  EXPECT_EQ(text_of("1e10"), "1.0E10");
  EXPECT_EQ(text_of("123456789.5"), "1.234567895E8");
  EXPECT_EQ(text_of("0.0001"), "1.0E-4");
  EXPECT_EQ(text_of("-0"), "0");
  EXPECT_EQ(text_of("5.0"), "5.0");
  EXPECT_EQ(text_of("1e999"), "Infinity");
}

TEST(JavaWords, lengths_count_utf16_units) {
  EXPECT_EQ(java_length("a\u00e9\U0001F600"), 4U);
  EXPECT_EQ(java_prefix("a\u00e9\U0001F600", 3), "a\u00e9") << "no half of a character";
  EXPECT_EQ(java_prefix("abc", 2), "ab");
  EXPECT_EQ(java_prefix("abc", 9), "abc");
}

TEST(JavaWords, trimming_takes_all_up_to_the_space) {
  EXPECT_EQ(java_trimmed(std::string_view("\0 \t a b\n\x1f", 9)), "a b");
  EXPECT_EQ(java_trimmed("\u00a0x"), "\u00a0x");
  EXPECT_EQ(java_trimmed(" \n"), "");
}

std::string decoded(std::string_view text) {
  const auto bytes = decode_base64(text);
  return bytes ? *bytes : bytes.error().reason;
}

TEST(JavaBase64, padding_may_be_missing) {
  EXPECT_EQ(decoded("YWJj"), "abc");
  EXPECT_EQ(decoded("YWI="), "ab");
  EXPECT_EQ(decoded("YWI"), "ab");
  EXPECT_EQ(decoded("YQ"), "a");
  EXPECT_EQ(decoded("YR=="), "a") << "bits that are left over do not count";
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("YW\r\nJj\n"), "abc") << "and lines may end";
}

TEST(JavaBase64, what_is_wrong_is_said_as_java_says_it) {
  EXPECT_EQ(decoded("YW Jj"), "Illegal base64 character 20");
  EXPECT_EQ(decoded("not-base64"), "Illegal base64 character 2d");
  EXPECT_EQ(decoded("YWJjZ"), "Last unit does not have enough valid bits");
  EXPECT_EQ(decoded("YQ="), "Input byte array has wrong 4-byte ending unit");
  EXPECT_EQ(decoded("YWJj="), "Input byte array has wrong 4-byte ending unit");
  EXPECT_EQ(decoded("YQ==YQ=="), "Input byte array has incorrect ending byte at 4");
}

}  // namespace
}  // namespace headrace::content::ingest
