#pragma once
// Numbers and texts as bytes in values on disk (docs/formats.md). Numbers are LEB128, texts carry their length in front.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::engine::embedded {

/// `number` in 8 bytes that sort as numbers do.
std::string sortable(std::uint64_t number);
/// None for what is not 8 bytes.
std::optional<std::uint64_t> from_sortable(std::string_view bytes);

class Encoder {
 public:
  Encoder& number(std::uint64_t value);
  Encoder& text(std::string_view value);
  /// Bytes as they are; only at the end, since nothing says where they stop.
  Encoder& rest(std::string_view value);
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what Encoder wrote. After a read past the end all further values are empty and `is_intact` is false.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : left_(bytes) {}

  std::uint64_t number();
  std::string_view text();
  [[nodiscard]] std::string_view rest() const { return left_; }
  [[nodiscard]] bool is_intact() const { return is_intact_; }
  [[nodiscard]] bool is_at_end() const { return left_.empty(); }

 private:
  void fail();

  std::string_view left_;
  bool is_intact_ = true;
};

}  // namespace headrace::engine::embedded
