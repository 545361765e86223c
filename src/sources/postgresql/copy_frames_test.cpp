#include "sources/postgresql/copy_frames.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "sources/postgresql/test_bytes.h"

namespace headrace::sources::postgresql {
namespace {

const std::string header = std::string("PGCOPY\n\xff\r\n\0", 11) + joined(std::int32_t{0}, std::int32_t{0});
const std::string end = network(std::int16_t{-1});

std::string row(const std::vector<std::optional<std::string>>& fields) {
  auto bytes = network(static_cast<std::int16_t>(fields.size()));
  for (const auto& field : fields) {
    bytes += network(field ? static_cast<std::int32_t>(field->size()) : std::int32_t{-1});
    bytes += field.value_or("");
  }
  return bytes;
}

/// What is read when the stream comes in pieces of `size` bytes: fields with `,`, rows with `;`, then whether it has ended.
std::string read_in_pieces(std::string_view stream, std::size_t size) {
  CopyFrames frames;
  std::vector<Field> fields;
  std::string read;
  for (std::size_t at = 0; at < stream.size(); at += size) {
    const std::string piece(stream.substr(at, size));
    frames.feed(piece);
    while (true) {
      const auto has_row = frames.next(fields);
      if (!has_row) return "malformed";
      if (!*has_row) break;
      for (const auto& field : fields) read += fmt::format("{},", field.is_null ? "null" : field.bytes);
      read += ';';
    }
  }
  return read + (frames.has_ended() ? "end" : "");
}

TEST(CopyFrames, rows_are_the_same_however_the_stream_is_cut) {
  const auto stream = header + row({"a", std::nullopt, ""}) + row({"long enough", "b", "c"}) + row({}) + end;
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    EXPECT_EQ(read_in_pieces(stream, size), "a,null,,;long enough,b,c,;;end") << size;
  }
}

TEST(CopyFrames, an_extension_of_the_header_is_passed_over) {
  const auto stream = std::string("PGCOPY\n\xff\r\n\0", 11) + joined(std::int32_t{0}, std::int32_t{3}) + "ext" + row({"a"}) + end;
  EXPECT_EQ(read_in_pieces(stream, 5), "a,;end");
}

TEST(CopyFrames, a_stream_that_breaks_off_has_not_ended) {
  const auto stream = header + row({"a"}) + row({"b"});
  EXPECT_EQ(read_in_pieces(stream, stream.size()), "a,;b,;");
  EXPECT_EQ(read_in_pieces(std::string_view(stream).substr(0, stream.size() - 1), 7), "a,;");
}

TEST(CopyFrames, other_bytes_are_refused) {
  EXPECT_EQ(read_in_pieces("this is no stream of rows at all", 100), "malformed");
  EXPECT_EQ(read_in_pieces(header + network(std::int16_t{-2}), 100), "malformed");
  EXPECT_EQ(read_in_pieces(header + network(std::int16_t{1}) + network(std::int32_t{-2}), 100), "malformed");
}

}  // namespace
}  // namespace headrace::sources::postgresql
