#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {

std::string sortable(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i) & 0xFF);
  return bytes;
}

std::optional<std::uint64_t> from_sortable(std::string_view bytes) {
  std::uint64_t number = 0;
  if (bytes.size() != sizeof number) return std::nullopt;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

Encoder& Encoder::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
  return *this;
}

Encoder& Encoder::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
  return *this;
}

Encoder& Encoder::rest(std::string_view value) {
  bytes_ += value;
  return *this;
}

std::uint64_t Decoder::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  fail();
  return 0;
}

std::string_view Decoder::text() {
  const auto size = number();
  if (size > left_.size()) {
    fail();
    return {};
  }
  const auto value = left_.substr(0, size);
  left_.remove_prefix(size);
  return value;
}

void Decoder::fail() {
  is_intact_ = false;
  left_ = {};
}

}  // namespace headrace::engine::embedded
