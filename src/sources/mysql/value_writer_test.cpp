#include "sources/mysql/value_writer.h"

#include <gtest/gtest.h>

#include <charconv>
#include <random>

#include "sources/database/json_members.h"
#include "sources/mysql/key_text.h"

namespace headrace::sources::mysql {
namespace {

MYSQL_FIELD field(enum_field_types type, unsigned charset = 63) {
  MYSQL_FIELD field = {};
  field.type = type;
  field.charsetnr = charset;
  return field;
}

std::string written(ValueKind kind, std::string_view raw) {
  std::string text;
  writer_of(kind)(raw, text);
  return text;
}

std::string key_text(ValueKind kind, std::string_view raw) {
  std::string text;
  append_key_text(kind, raw, text);
  return text;
}

TEST(ValueWriter, the_metadata_of_a_column_tells_its_kind) {
  for (const auto type : {MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR})
    EXPECT_EQ(kind_of(field(type)), ValueKind::integer) << type;
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_NEWDECIMAL)), ValueKind::decimal);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_FLOAT)), ValueKind::real);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_DATETIME)), ValueKind::date_time);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_TIMESTAMP)), ValueKind::date_time);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_BIT)), ValueKind::bytes);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_GEOMETRY)), ValueKind::bytes);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_JSON)), ValueKind::text) << "MySQL gives it the character set of bytes";
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_TIME)), ValueKind::text);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_DATE)), ValueKind::text);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_BLOB)), ValueKind::bytes);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_BLOB, 45)), ValueKind::text);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_STRING)), ValueKind::bytes);
  EXPECT_EQ(kind_of(field(MYSQL_TYPE_VAR_STRING, 45)), ValueKind::text);
  EXPECT_EQ(kind_of(field(static_cast<enum_field_types>(200))), ValueKind::text);
}

TEST(ValueWriter, integers_are_plain_digits) {
  EXPECT_EQ(written(ValueKind::integer, "0"), "0");
  EXPECT_EQ(written(ValueKind::integer, "-42"), "-42");
  EXPECT_EQ(written(ValueKind::integer, "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(written(ValueKind::integer, "00042"), "42") << "ZEROFILL";
  EXPECT_EQ(written(ValueKind::integer, "0000"), "0") << "a year";
}

TEST(ValueWriter, decimals_and_reals_are_the_shortest_digits_of_their_double) {
  EXPECT_EQ(written(ValueKind::decimal, "9.90"), "9.9");
  EXPECT_EQ(written(ValueKind::decimal, "10"), "10.0");
  EXPECT_EQ(written(ValueKind::decimal, "-0.5"), "-0.5");
  EXPECT_EQ(written(ValueKind::decimal, "0.00"), "0.0");
  EXPECT_EQ(written(ValueKind::decimal, "00010.50"), "10.5");
  EXPECT_EQ(written(ValueKind::decimal, "12345678901234567890.1234567890"), "1.2345678901234567e+19");
  EXPECT_EQ(written(ValueKind::decimal, "0.00001"), "1e-05");
  EXPECT_EQ(written(ValueKind::decimal, "0.0001"), "0.0001");
  EXPECT_EQ(written(ValueKind::real, "1e20"), "1e+20");
  EXPECT_EQ(written(ValueKind::real, "1.7976931348623157e308"), "1.7976931348623157e+308");
  EXPECT_EQ(written(ValueKind::real, "0.1"), "0.1");
}

TEST(ValueWriter, the_short_way_for_numbers_gives_what_the_long_way_gives) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto scale = random() % 12;
    auto digits = std::to_string(random() % 1'000'000'000'000'000 >> random() % 50);
    while (digits.size() <= scale) digits.insert(0, "0");
    const auto raw = scale == 0 ? digits : digits.substr(0, digits.size() - scale) + '.' + digits.substr(digits.size() - scale);
    double number = 0;
    std::from_chars(raw.data(), raw.data() + raw.size(), number);
    std::string expected;
    database::append_double(number, expected);
    ASSERT_EQ(written(ValueKind::decimal, raw), expected) << raw;
  }
}

TEST(ValueWriter, dates_with_time_become_iso_with_six_digits_or_none) {
  EXPECT_EQ(written(ValueKind::date_time, "2024-05-01 10:00:00"), R"("2024-05-01T10:00:00")");
  EXPECT_EQ(written(ValueKind::date_time, "2024-05-01 10:00:00.5"), R"("2024-05-01T10:00:00.500000")");
  EXPECT_EQ(written(ValueKind::date_time, "2024-05-01 10:00:00.000000"), R"("2024-05-01T10:00:00")");
  EXPECT_EQ(written(ValueKind::date_time, "2024-02-29 23:59:59.000001"), R"("2024-02-29T23:59:59.000001")");
}

TEST(ValueWriter, what_is_no_date_stays_as_the_database_writes_it) {
  for (const auto* raw : {"0000-00-00 00:00:00", "2024-00-10 00:00:00", "2023-02-29 00:00:00", "0000-01-01 00:00:00",
                          "2024-02-31 10:00:00.5", "nonsense", ""})
    EXPECT_EQ(written(ValueKind::date_time, raw), '"' + std::string(raw) + '"');
}

TEST(ValueWriter, whatever_comes_becomes_json) {
  EXPECT_EQ(written(ValueKind::integer, "1,\"x\":2"), R"("1,\"x\":2")");
  EXPECT_EQ(written(ValueKind::integer, ""), R"("")");
  EXPECT_EQ(written(ValueKind::integer, "-"), R"("-")");
  EXPECT_EQ(written(ValueKind::real, "0x10"), R"("0x10")");
  EXPECT_EQ(written(ValueKind::decimal, "1.2.3"), R"("1.2.3")");
  EXPECT_EQ(written(ValueKind::real, "nan"), "null");
  EXPECT_EQ(written(ValueKind::bytes, std::string_view("H\xffi\0", 4)), "\"Hi\\u0000\"");
  EXPECT_EQ(written(ValueKind::text, "a\"b\\\n"), R"("a\"b\\\n")");
}

TEST(KeyText, values_have_the_text_form_of_the_specification) {
  EXPECT_EQ(key_text(ValueKind::integer, "007"), "7");
  EXPECT_EQ(key_text(ValueKind::integer, "-7"), "-7");
  EXPECT_EQ(key_text(ValueKind::decimal, "10.50"), "10.50");
  EXPECT_EQ(key_text(ValueKind::decimal, "0.50"), "0.50");
  EXPECT_EQ(key_text(ValueKind::real, "1"), "1.0");
  EXPECT_EQ(key_text(ValueKind::real, "1e16"), "1e+16");
  EXPECT_EQ(key_text(ValueKind::date_time, "2024-05-01 10:00:00.500"), "2024-05-01 10:00:00.500000");
  EXPECT_EQ(key_text(ValueKind::date_time, "0000-00-00 00:00:00"), "0000-00-00 00:00:00");
  EXPECT_EQ(key_text(ValueKind::text, "x y_z"), "x y_z");
}

TEST(KeyText, bytes_are_shown_as_python_shows_them) {
  EXPECT_EQ(key_text(ValueKind::bytes, std::string_view("\0a\xff\t", 4)), R"(b'\x00a\xff\t')");
  EXPECT_EQ(key_text(ValueKind::bytes, "it's"), R"(b"it's")");
  EXPECT_EQ(key_text(ValueKind::bytes, "it's \"\\\""), R"(b'it\'s "\\"')");
  EXPECT_EQ(key_text(ValueKind::bytes, ""), "b''");
}

}  // namespace
}  // namespace headrace::sources::mysql
