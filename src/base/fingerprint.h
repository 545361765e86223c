#pragma once
// A short number in place of contents, to tell one state from another.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::base {

/// 64 bits of what was added, in its order; the same on every machine and in every version. It guards no secret: whoever wants two contents
/// with one fingerprint can find them.
class Fingerprint {
 public:
  Fingerprint& add(std::uint64_t number);
  /// A text with its length: "ab" and "c" are not "a" and "bc".
  Fingerprint& add(std::string_view text);

  [[nodiscard]] std::uint64_t value() const { return state_; }
  /// 16 lower-case digits.
  [[nodiscard]] std::string hex() const;

 private:
  std::uint64_t state_ = 0;
};

}  // namespace headrace::base
