#pragma once
// For tests only: values in network order.

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "sources/postgresql/value_type.h"

namespace headrace::sources::postgresql {

template <std::integral T>
std::string network(T number) {
  const auto swapped = std::endian::native == std::endian::little ? std::byteswap(number) : number;
  return {reinterpret_cast<const char*>(&swapped), sizeof swapped};
}
inline std::string network(double number) { return network(std::bit_cast<std::uint64_t>(number)); }
inline std::string network(float number) { return network(std::bit_cast<std::uint32_t>(number)); }

template <class... T>
std::string joined(T... numbers) {
  return (network(numbers) + ...);
}

inline std::string json_of(Oid oid, std::string_view bytes) {
  std::string text;
  find_value_type(oid)->append_json(bytes, text);
  return text;
}
inline std::string text_of(Oid oid, std::string_view bytes) {
  std::string text;
  find_value_type(oid)->append_text(bytes, text);
  return text;
}

}  // namespace headrace::sources::postgresql
