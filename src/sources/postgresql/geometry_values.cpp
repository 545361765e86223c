#include "sources/postgresql/geometry_values.h"

#include "sources/postgresql/byte_reader.h"
#include "sources/postgresql/scalar_values.h"

namespace headrace::sources::postgresql {
namespace {

void append_numbers(ByteReader& reader, int count, std::string& to) {
  to += '(';
  for (int i = 0; i < count; ++i) {
    if (i > 0) to += ", ";
    append_double_text(reader.take_double(), to);
  }
  to += ')';
}

void append_points(ByteReader& reader, std::int32_t count, std::string& to) {
  to += '[';
  for (std::int32_t i = 0; i < count && reader.is_good(); ++i) {
    if (i > 0) to += ", ";
    append_numbers(reader, 2, to);
  }
  to += ']';
}

}  // namespace

bool append_point(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  append_numbers(reader, 2, to);
  return reader.is_at_end();
}

bool append_line(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  append_numbers(reader, 3, to);
  return reader.is_at_end();
}

bool append_line_segment(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  append_points(reader, 2, to);
  return reader.is_at_end();
}

bool append_path(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  to += reader.take<std::int8_t>() != 0 ? "closed " : "open ";
  append_points(reader, reader.take<std::int32_t>(), to);
  return reader.is_at_end();
}

bool append_polygon(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  append_points(reader, reader.take<std::int32_t>(), to);
  return reader.is_at_end();
}

bool append_circle(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  to += '(';
  append_numbers(reader, 2, to);
  to += ", ";
  append_double_text(reader.take_double(), to);
  to += ')';
  return reader.is_at_end();
}

}  // namespace headrace::sources::postgresql
