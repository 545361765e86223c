#include "sources/postgresql/value_type.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <span>

#include "json/text_form.h"
#include "json/utf8.h"
#include "json/value.h"
#include "sources/database/json_members.h"
#include "sources/postgresql/byte_reader.h"
#include "sources/postgresql/geometry_values.h"
#include "sources/postgresql/numeric_value.h"
#include "sources/postgresql/scalar_values.h"
#include "sources/postgresql/time_values.h"

namespace headrace::sources::postgresql {
namespace {

using Render = bool (*)(std::string_view bytes, std::string& to);

void append_string(std::string_view bytes, std::string& to) { database::append_text(bytes, to); }
void append_plain(std::string_view bytes, std::string& to) { to += json::valid_utf8(bytes); }

/// Bytes that are not what their type says become a text, so that no value can spoil a batch.
template <Render render>
void as_text(std::string_view bytes, std::string& to) {
  const auto begin = to.size();
  if (render(bytes, to)) return;
  to.resize(begin);
  append_plain(bytes, to);
}

/// What `render` gives needs no escapes.
template <Render render>
void as_string(std::string_view bytes, std::string& to) {
  const auto begin = to.size();
  to += '"';
  if (render(bytes, to)) {
    to += '"';
    return;
  }
  to.resize(begin);
  append_string(bytes, to);
}

template <Render render>
void as_number(std::string_view bytes, std::string& to) {
  const auto begin = to.size();
  if (render(bytes, to)) return;
  to.resize(begin);
  append_string(bytes, to);
}

template <class T>
bool append_integer(std::string_view bytes, std::string& to) {
  if (bytes.size() != sizeof(T)) return false;
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, ByteReader(bytes).take<T>()).ptr;
  to.append(digits, static_cast<std::size_t>(end - digits));
  return true;
}

bool append_boolean(std::string_view bytes, std::string& to) {
  if (bytes.size() != 1) return false;
  to += bytes[0] != 0 ? "true" : "false";
  return true;
}
bool append_boolean_text(std::string_view bytes, std::string& to) {
  if (bytes.size() != 1) return false;
  to += bytes[0] != 0 ? "True" : "False";
  return true;
}

bool read_real(std::string_view bytes, double& number) {
  ByteReader reader(bytes);
  if (bytes.size() == sizeof(float)) {
    number = std::bit_cast<float>(reader.take<std::uint32_t>());
  } else {
    number = reader.take_double();
  }
  return reader.is_at_end();
}
bool append_real(std::string_view bytes, std::string& to) {
  double number = 0;
  if (!read_real(bytes, number)) return false;
  database::append_double(number, to);
  return true;
}
bool append_real_text(std::string_view bytes, std::string& to) {
  double number = 0;
  if (!read_real(bytes, number)) return false;
  append_double_text(number, to);
  return true;
}

template <bool (*append)(std::string_view, char, std::string&), char separator>
bool separated(std::string_view bytes, std::string& to) {
  return append(bytes, separator, to);
}

void append_jsonb(std::string_view bytes, std::string& to) {
  if (!bytes.starts_with('\x01')) return append_string(bytes, to);  // the only version there is
  append_canonical_json(bytes.substr(1), to);
}

/// The text form of what is a list or a map in the document.
template <ValueType::Append append_json>
void through_json(std::string_view bytes, std::string& to) {
  std::string written;
  append_json(bytes, written);
  const auto parsed = json::parse(written);
  to += parsed ? json::text_form(*parsed) : written;
}

/// `[` elements `]` of one dimension, and of those below it.
void append_dimension(ByteReader& reader, std::span<const std::int32_t> sizes, const ValueType& element, std::string& to) {
  to += '[';
  for (std::int32_t i = 0; i < sizes.front() && reader.is_good(); ++i) {
    if (i > 0) to += ',';
    if (sizes.size() > 1) {
      append_dimension(reader, sizes.subspan(1), element, to);
      continue;
    }
    const auto size = reader.take<std::int32_t>();
    size < 0 ? void(to += "null") : element.append_json(reader.take_bytes(static_cast<std::size_t>(size)), to);
  }
  to += ']';
}

bool append_elements(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  std::array<std::int32_t, 6> sizes{};  // the server knows no more dimensions
  const auto dimensions = reader.take<std::int32_t>();
  reader.take<std::int32_t>();  // whether there are nulls
  const auto* element = find_value_type(reader.take<Oid>());
  if (!reader.is_good() || dimensions < 0 || static_cast<std::size_t>(dimensions) > sizes.size()) return false;
  for (std::int32_t i = 0; i < dimensions; ++i) {
    sizes[static_cast<std::size_t>(i)] = reader.take<std::int32_t>();
    reader.take<std::int32_t>();  // the number of the first element
  }
  if (dimensions == 0) {
    to += "[]";
  } else {
    append_dimension(reader, std::span(sizes).first(static_cast<std::size_t>(dimensions)), element == nullptr ? text_type() : *element, to);
  }
  return reader.is_at_end();
}
void append_array(std::string_view bytes, std::string& to) { as_number<append_elements>(bytes, to); }

constexpr ValueType text_row(Oid oid) { return {oid, append_string, append_plain, true}; }
constexpr ValueType array_row(Oid oid) { return {oid, append_array, through_json<append_array>, false}; }
template <Render render>
constexpr ValueType string_row(Oid oid, bool reads_back) {
  return {oid, as_string<render>, as_text<render>, reads_back};
}

constexpr Render timestamp_json = separated<append_timestamp, 'T'>, timestamp_text = separated<append_timestamp, ' '>;
constexpr Render zoned_json = separated<append_timestamp_with_zone, 'T'>, zoned_text = separated<append_timestamp_with_zone, ' '>;

/// Numbers of pg_type.dat; sorted.
constexpr std::array rows{
    ValueType{16, as_number<append_boolean>, as_text<append_boolean_text>, true},
    ValueType{17, append_string, append_bytes_text, false},  // bytea
    text_row(19),                                            // name
    ValueType{20, as_number<append_integer<std::int64_t>>, as_text<append_integer<std::int64_t>>, true},
    ValueType{21, as_number<append_integer<std::int16_t>>, as_text<append_integer<std::int16_t>>, true},
    ValueType{23, as_number<append_integer<std::int32_t>>, as_text<append_integer<std::int32_t>>, true},
    text_row(text_oid),
    ValueType{26, as_number<append_integer<Oid>>, as_text<append_integer<Oid>>, true},
    ValueType{114, append_json_text, through_json<append_json_text>, false},
    array_row(199),  // json[]
    string_row<append_point>(600, false),
    string_row<append_line_segment>(601, false),
    string_row<append_path>(602, false),
    string_row<append_line_segment>(603, false),  // box
    string_row<append_polygon>(604, false),
    string_row<append_line>(628, false),
    array_row(629),
    string_row<append_address>(650, true),  // cidr
    array_row(651),
    ValueType{700, as_number<append_real>, as_text<append_real_text>, true},
    ValueType{701, as_number<append_real>, as_text<append_real_text>, true},
    text_row(705),  // unknown
    string_row<append_circle>(718, false),
    array_row(719),
    string_row<append_address>(869, true),  // inet
    array_row(1000),                        // bool[]
    array_row(1001),                        // bytea[]
    array_row(1003),                        // name[]
    array_row(1005),                        // int2[]
    array_row(1007),                        // int4[]
    array_row(text_array_oid),
    array_row(1014),  // bpchar[]
    array_row(1015),  // varchar[]
    array_row(1016),  // int8[]
    array_row(1017),  // point[]
    array_row(1018),  // lseg[]
    array_row(1019),  // path[]
    array_row(1020),  // box[]
    array_row(1021),  // float4[]
    array_row(1022),  // float8[]
    array_row(1027),  // polygon[]
    array_row(1028),  // oid[]
    array_row(1041),  // inet[]
    text_row(1042),   // bpchar
    text_row(1043),   // varchar
    string_row<append_date>(1082, true),
    string_row<append_time>(1083, true),
    ValueType{1114, as_string<timestamp_json>, as_text<timestamp_text>, true},
    array_row(1115),
    array_row(1182),  // date[]
    array_row(1183),  // time[]
    ValueType{1184, as_string<zoned_json>, as_text<zoned_text>, true},
    array_row(1185),
    string_row<append_interval>(1186, true),
    array_row(1187),
    array_row(1231),  // numeric[]
    string_row<append_time_with_zone>(1266, true),
    array_row(1270),
    string_row<append_bits>(1560, false),
    array_row(1561),
    string_row<append_bits>(1562, false),  // varbit
    array_row(1563),
    ValueType{1700, as_number<append_numeric_json>, as_text<append_numeric_text>, true},
    string_row<append_uuid>(2950, true),
    array_row(2951),
    ValueType{3802, append_jsonb, through_json<append_jsonb>, false},
    array_row(3807),
};

static_assert(std::ranges::is_sorted(rows, {}, &ValueType::oid));

}  // namespace

const ValueType* find_value_type(Oid oid) {
  const auto* const found = std::ranges::lower_bound(rows, oid, {}, &ValueType::oid);
  return found != rows.end() && found->oid == oid ? found : nullptr;
}

const ValueType& text_type() { return *find_value_type(text_oid); }

}  // namespace headrace::sources::postgresql
