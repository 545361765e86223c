#pragma once
// Hashes for ids and for telling contents apart, as lower-case hex. None of them guards a secret.

#include <memory>
#include <string>
#include <string_view>

namespace headrace::crypto {

/// 32 characters. Ids that the original makes of longer texts (docs/spec/sources.md 2.1).
std::string md5_hex(std::string_view bytes);

/// 64 characters.
std::string sha256_hex(std::string_view bytes);

/// The same of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  /// Of all that was added; nothing may be added afterwards.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace headrace::crypto
