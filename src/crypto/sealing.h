#pragma once
// Sealing: AES-256-GCM with one of several keys. What is sealed can be read, and changed, by nobody without the key
// (docs/formats.md, "Sealed values").

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::crypto {

class SealingKey {
 public:
  static SealingKey make();
  /// 64 hexadecimal digits. Errors: illegal_argument, without the text.
  static Result<SealingKey> parse(std::string_view text);

  [[nodiscard]] std::string text() const;
  /// 8 bytes that tell keys apart and give nothing of the key away.
  [[nodiscard]] std::string_view id() const { return id_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  explicit SealingKey(std::string bytes);
  std::string bytes_, id_;
};

/// The first key seals, all of them open.
class SealingKeys {
 public:
  explicit SealingKeys(std::vector<SealingKey> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] const std::vector<SealingKey>& all() const { return keys_; }
  /// `place` is bound in: what is sealed for one place does not open at another. Base64url text.
  [[nodiscard]] std::string seal(std::string_view plain, std::string_view place) const;
  /// Errors: internal, for a key that is not here, and for what was not sealed for this place or was changed since.
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view place) const;
  /// True when `sealed` is sealed with the first key.
  [[nodiscard]] bool is_current(std::string_view sealed) const;

 private:
  std::vector<SealingKey> keys_;
};

}  // namespace headrace::crypto
