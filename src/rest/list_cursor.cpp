#include "rest/list_cursor.h"

#include "base/base64.h"
#include "base/fingerprint.h"

namespace headrace::rest {
namespace {

constexpr std::size_t check_size = 8;

/// Over list and position, so that a damaged text is told from a good one.
std::string check_bytes(std::uint64_t list, std::string_view position) {
  auto value = base::Fingerprint().add(list).add(position).value();
  std::string bytes(check_size, '\0');
  for (auto& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

}  // namespace

std::string write_cursor(std::uint64_t list, std::string_view position) {
  return base::base64url(check_bytes(list, position) + std::string(position));
}

std::optional<std::string> read_cursor(std::uint64_t list, std::string_view cursor) {
  const auto bytes = base::from_base64url(cursor);
  if (!bytes || bytes->size() < check_size) return std::nullopt;
  auto position = bytes->substr(check_size);
  if (bytes->compare(0, check_size, check_bytes(list, position)) != 0) return std::nullopt;
  return position;
}

}  // namespace headrace::rest
