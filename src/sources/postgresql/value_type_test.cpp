#include "sources/postgresql/value_type.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "json/value.h"
#include "sources/postgresql/test_bytes.h"

namespace headrace::sources::postgresql {
namespace {

constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, oid = 26, json_type = 114, point = 600, segment = 601, path = 602,
              box = 603, polygon = 604, line = 628, cidr = 650, float4 = 700, float8 = 701, circle = 718, inet = 869, text_array = 1009,
              int4_array = 1007, bit = 1560, uuid = 2950, jsonb = 3802;

using namespace std::string_literals;

TEST(ValueType, numbers_and_truth_values_are_what_they_are) {
  EXPECT_EQ(json_of(boolean, "\x01"), "true");
  EXPECT_EQ(json_of(boolean, "\0"s), "false");
  EXPECT_EQ(json_of(int2, network(std::int16_t{-32768})), "-32768");
  EXPECT_EQ(json_of(int4, network(std::int32_t{42})), "42");
  EXPECT_EQ(json_of(int8, network(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(json_of(oid, network(std::uint32_t{4'294'967'295})), "4294967295");
}

// docs/spec/sources.md 5.8: the double nearest to the float of four bytes.
TEST(ValueType, a_real_shows_all_digits_of_its_double) {
  EXPECT_EQ(json_of(float4, network(1.1F)), "1.100000023841858");
  EXPECT_EQ(json_of(float8, network(1.1)), "1.1");
  EXPECT_EQ(json_of(float8, network(1e16)), "1e+16");
  EXPECT_EQ(json_of(float8, network(3.0)), "3.0");
  EXPECT_EQ(json_of(float8, network(std::nan(""))), "null");
  EXPECT_EQ(json_of(float4, network(-std::numeric_limits<float>::infinity())), "null");
}

TEST(ValueType, ids_have_the_text_forms_of_the_original) {
  EXPECT_EQ(text_of(boolean, "\x01"), "True");
  EXPECT_EQ(text_of(boolean, "\0"s), "False");
  EXPECT_EQ(text_of(int4, network(std::int32_t{-7})), "-7");
  EXPECT_EQ(text_of(float8, network(1e-5)), "1e-05");
  EXPECT_EQ(text_of(float8, network(-std::nan(""))), "nan");
  EXPECT_EQ(text_of(float8, network(-std::numeric_limits<double>::infinity())), "-inf");
  EXPECT_EQ(text_of(text_oid, "x \"y"), "x \"y");
  EXPECT_EQ(text_of(bytea, "a\0'\n\xff"s), R"(b"a\x00'\n\xff")");
  EXPECT_EQ(text_of(bytea, "'\"\\"), R"(b'\'"\\')");
}

TEST(ValueType, a_text_is_a_string_without_what_is_no_utf_8) {
  EXPECT_EQ(json_of(text_oid, "q\"\\\n\x01"), R"("q\"\\\n\u0001")");
  EXPECT_EQ(json_of(text_oid, "größe"), R"("größe")");
  EXPECT_EQ(json_of(bytea, "H\xffi"), R"("Hi")");
  EXPECT_EQ(json_of(text_oid, ""), R"("")");
}

TEST(ValueType, json_goes_in_as_json_and_in_one_line) {
  EXPECT_EQ(json_of(json_type, "{\"a\":\n [1, 2.50]}"), R"({"a":[1,2.50]})");
  EXPECT_EQ(json_of(json_type, R"({"a":1,"a":2})"), R"("{\"a\":1,\"a\":2}")");  // no document has a member twice
  EXPECT_EQ(json_of(jsonb, "\x01{\"a\": [1, null]}"), R"({"a": [1, null]})");
  EXPECT_EQ(json_of(jsonb, "\x02{}"), R"("\u0002{}")");
}

TEST(ValueType, json_that_is_nested_too_deeply_becomes_a_text) {
  const auto deep = std::string(2000, '[') + std::string(2000, ']');
  EXPECT_EQ(json_of(jsonb, '\x01' + deep), '"' + deep + '"');
  std::string wide = "[[]";
  for (int i = 0; i < 2000; ++i) wide += ",[]";
  wide += ']';
  EXPECT_EQ(json_of(jsonb, '\x01' + wide), wide);
}

TEST(ValueType, arrays_of_any_dimension) {
  const auto no_flags = std::int32_t{0}, from_one = std::int32_t{1}, size = std::int32_t{4};
  EXPECT_EQ(json_of(int4_array, joined(std::int32_t{0}, no_flags, int4)), "[]");
  EXPECT_EQ(json_of(int4_array, joined(std::int32_t{1}, no_flags, int4, std::int32_t{3}, from_one, size, std::int32_t{1}, std::int32_t{-1},
                                       size, std::int32_t{3})),
            "[1,null,3]");
  const auto square = joined(std::int32_t{2}, no_flags, int4, std::int32_t{2}, from_one, std::int32_t{2}, from_one, size, std::int32_t{1},
                             size, std::int32_t{2}, size, std::int32_t{3}, size, std::int32_t{4});
  EXPECT_EQ(json_of(int4_array, square), "[[1,2],[3,4]]");
  EXPECT_EQ(text_of(int4_array, square), "[[1, 2], [3, 4]]");
  EXPECT_EQ(text_of(text_array, joined(std::int32_t{1}, no_flags, text_oid, std::int32_t{1}, from_one, std::int32_t{3}) + "a'b"),
            R"(["a'b"])");
}

TEST(ValueType, an_array_that_lies_about_its_size_becomes_a_text_and_ends) {
  const auto lie = joined(std::int32_t{1}, std::int32_t{0}, int4, std::int32_t{2'000'000'000}, std::int32_t{1});
  EXPECT_EQ(json_of(int4_array, lie).front(), '"');
  EXPECT_EQ(json_of(int4_array, joined(std::int32_t{7}, std::int32_t{0}, int4)).front(), '"');
}

TEST(ValueType, addresses_show_their_mask_when_they_have_one) {
  const std::string four("\xc0\xa8\x01\x01", 4);
  EXPECT_EQ(json_of(inet, "\x02\x20\x00\x04"s + four), R"("192.168.1.1")");
  EXPECT_EQ(json_of(inet, "\x02\x18\x00\x04"s + four), R"("192.168.1.1/24")");
  EXPECT_EQ(json_of(cidr, "\x02\x20\x01\x04"s + four), R"("192.168.1.1/32")");
  EXPECT_EQ(json_of(cidr, "\x03\x20\x01\x10\x20\x01\x0d\xb8"s + std::string(12, '\0')), R"("2001:db8::/32")");
  EXPECT_EQ(json_of(inet, "\x02\x20\x00\x05"s + four + "x"), json_of(text_oid, "\x02\x20\x00\x05"s + four + "x"));
}

TEST(ValueType, bits_stand_in_groups_of_four) {
  EXPECT_EQ(json_of(bit, network(std::int32_t{8}) + "\xaa"), R"("1010 1010")");
  EXPECT_EQ(json_of(bit, network(std::int32_t{5}) + "\xd8"), R"("1101 1")");
  EXPECT_EQ(json_of(bit, network(std::int32_t{0})), R"("")");
}

TEST(ValueType, uuids_have_hyphens) {
  EXPECT_EQ(json_of(uuid, "\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"s),
            R"("6ba7b810-9dad-11d1-80b4-00c04fd430c8")");
}

// docs/spec/sources.md 5.8
TEST(ValueType, geometry_is_text) {
  EXPECT_EQ(json_of(point, joined(1.5, 2.5)), "\"(1.5, 2.5)\"");
  EXPECT_EQ(json_of(line, joined(1.0, -1.0, 0.0)), "\"(1.0, -1.0, 0.0)\"");
  EXPECT_EQ(json_of(segment, joined(0.0, 0.0, 1.0, 1.0)), "\"[(0.0, 0.0), (1.0, 1.0)]\"");
  EXPECT_EQ(json_of(box, joined(2.0, 2.0, 0.0, 0.0)), "\"[(2.0, 2.0), (0.0, 0.0)]\"");
  EXPECT_EQ(json_of(path, joined(std::int8_t{0}, std::int32_t{2}, 0.0, 0.0, 1.0, 1.0)), "\"open [(0.0, 0.0), (1.0, 1.0)]\"");
  EXPECT_EQ(json_of(path, joined(std::int8_t{1}, std::int32_t{1}, 0.0, 0.0)), "\"closed [(0.0, 0.0)]\"");
  EXPECT_EQ(json_of(polygon, joined(std::int32_t{2}, 0.0, 0.0, 1.0, 0.0)), "\"[(0.0, 0.0), (1.0, 0.0)]\"");
  EXPECT_EQ(json_of(circle, joined(0.0, 0.0, 5.0)), "\"((0.0, 0.0), 5.0)\"");
}

// Whatever the server sends, the batch that the value stands in stays JSON.
TEST(ValueType, every_type_makes_json_of_any_bytes) {
  for (Oid type = 0; type < 4000; ++type) {
    if (find_value_type(type) == nullptr) continue;
    for (const auto& bytes : {""s, "\0"s, "\x01"s, "\xff\xff"s, "abc"s, "\0\0\0\x01"s, "\xff\xff\xff\xff\xff\xff\xff\xff"s,
                              "\0\0\0\x01\0\0\0\0\0\0\0\x17\0\0\0\x01\0\0\0\x01\xff\xff\xff\xfe"s, std::string(16, '\x7f'), "{\"a\":"s}) {
      const auto written = json_of(type, bytes);
      if (type == jsonb && bytes.starts_with('\x01')) continue;  // the one that the server vouches for
      EXPECT_TRUE(json::parse(written)) << type << ": " << written;
    }
  }
  EXPECT_EQ(find_value_type(790), nullptr);  // money comes as text
}

}  // namespace
}  // namespace headrace::sources::postgresql
