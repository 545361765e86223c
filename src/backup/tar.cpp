#include "backup/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace headrace::backup {
namespace {

constexpr std::size_t block = 512;
constexpr std::uint64_t first_large = std::uint64_t{1} << 33;  // 11 octal digits end here

/// A field of the header.
struct Field {
  std::size_t at, size;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, user_field{108, 8}, group_field{116, 8}, size_field{124, 12}, time_field{136, 12},
    sum_field{148, 8}, type_field{156, 1}, magic_field{257, 8}, prefix_field{345, 155};

void put(std::string& header, Field field, std::string_view text) { header.replace(field.at, std::min(field.size, text.size()), text); }

std::string octal(std::uint64_t number, int digits) { return fmt::format("{:0{}o}", number, digits); }

std::string size_text(std::uint64_t size) {
  if (size < first_large) return octal(size, 11);
  std::string bytes(size_field.size, '\0');
  bytes.front() = '\x80';
  for (auto at = bytes.size() - 1; size > 0; --at, size >>= 8) bytes[at] = static_cast<char>(size & 0xFF);
  return bytes;
}

std::string_view field_of(std::string_view header, Field field) {
  const auto text = header.substr(field.at, field.size);
  return text.substr(0, text.find('\0'));
}

Result<std::uint64_t> number_of(std::string_view header, Field field) {
  const auto raw = header.substr(field.at, field.size);
  std::uint64_t number = 0;
  if (raw.front() == '\x80') {
    for (const char byte : raw.substr(field.size - sizeof number)) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
  }
  const auto text = field_of(header, field);
  for (const char digit : text.substr(0, text.find(' '))) {
    if (digit < '0' || digit > '7') return fail(ErrorKind::parse, "an archive with a number that is none");
    number = number << 3 | static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

/// The sum of all bytes, those of the sum itself taken as blanks.
std::uint64_t sum_of(std::string_view header) {
  const auto sum = [](std::string_view bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0},
                           [](auto so_far, char byte) { return so_far + static_cast<unsigned char>(byte); });
  };
  return sum(header) - sum(header.substr(sum_field.at, sum_field.size)) + sum_field.size * ' ';
}

std::uint64_t padding_of(std::uint64_t size) { return (block - size % block) % block; }

}  // namespace

std::string tar_header(std::string_view path, std::uint64_t size, std::int64_t seconds_since_1970) {
  std::string header(block, '\0');
  put(header, name_field, path);
  put(header, mode_field, "0000600");
  put(header, user_field, "0000000");
  put(header, group_field, "0000000");
  put(header, size_field, size_text(size));
  put(header, time_field, octal(static_cast<std::uint64_t>(std::max<std::int64_t>(seconds_since_1970, 0)), 11));
  put(header, type_field, "0");
  put(header, magic_field,
      std::string_view("ustar\0"
                       "00",
                       8));
  put(header, sum_field, octal(sum_of(header), 6) + std::string("\0 ", 2));
  return header;
}

std::string tar_padding(std::uint64_t size) { return std::string(padding_of(size), '\0'); }

std::string tar_end() { return std::string(2 * block, '\0'); }

Result<void> TarReader::feed(std::string_view piece) {
  while (!piece.empty() && !has_ended_) {
    if (left_ > 0) {
      const auto part = piece.substr(0, std::min<std::uint64_t>(left_, piece.size()));
      TRY_VOID(sink_.add_bytes(part));
      left_ -= part.size();
      piece.remove_prefix(part.size());
    } else if (padding_ > 0) {
      const auto size = std::min<std::uint64_t>(padding_, piece.size());
      padding_ -= size;
      piece.remove_prefix(size);
    } else {
      const auto part = piece.substr(0, block - header_.size());
      header_ += part;
      piece.remove_prefix(part.size());
      if (header_.size() == block) TRY_VOID(read_header());
    }
    if (is_in_file_ && left_ == 0) {
      is_in_file_ = false;
      TRY_VOID(sink_.end_file());
    }
  }
  return {};
}

Result<void> TarReader::read_header() {
  const auto header = std::exchange(header_, {});
  if (header.find_first_not_of('\0') == std::string::npos) {
    has_ended_ = true;
    return {};
  }
  TRY(const auto sum, number_of(header, sum_field));
  if (sum != sum_of(header)) return fail(ErrorKind::parse, "what came is no archive, or was damaged on its way");
  const char type = header[type_field.at];
  if ((type != '0' && type != '\0') || header[prefix_field.at] != '\0')
    return fail(ErrorKind::parse, "an archive with more than plain files");
  TRY(left_, number_of(header, size_field));
  padding_ = padding_of(left_);
  is_in_file_ = true;
  return sink_.begin_file(field_of(header, name_field), left_);
}

}  // namespace headrace::backup
