#pragma once
// The binary forms of PostgreSQL are numbers in network order, one behind the other.

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace headrace::sources::postgresql {

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  /// The next number; 0, and is_good() no more, when the bytes end before it does.
  template <std::integral T>
  T take() {
    if (rest_.size() < sizeof(T)) {
      is_good_ = false;
      rest_ = {};
      return 0;
    }
    T number;
    std::memcpy(&number, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return std::endian::native == std::endian::little ? std::byteswap(number) : number;
  }
  double take_double() { return std::bit_cast<double>(take<std::uint64_t>()); }
  /// The next `count` bytes; what there is, and is_good() no more, when there are fewer.
  std::string_view take_bytes(std::size_t count) {
    if (rest_.size() < count) is_good_ = false;
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] bool is_good() const { return is_good_; }
  [[nodiscard]] bool is_at_end() const { return is_good_ && rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace headrace::sources::postgresql
