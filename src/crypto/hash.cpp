#include "crypto/hash.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace headrace::crypto {
namespace {

using Algorithm = std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)>;

/// From a library context of its own: a machine that is set to FIPS would refuse MD5, which makes ids here and guards nothing.
Algorithm fetch(const char* name) {
  static OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
  return {EVP_MD_fetch(context, name, nullptr), EVP_MD_free};
}

std::string hex_digest(const Algorithm& algorithm, std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  // Fails only where OpenSSL itself is broken or memory is gone: an id that is not the hash would lose documents.
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm.get(), nullptr) != 1) std::abort();
  std::string hex;
  hex.reserve(std::size_t{2} * length);
  for (std::size_t i = 0; i < length; ++i) {
    hex += digits[digest.at(i) >> 4];
    hex += digits[digest.at(i) & 0xF];
  }
  return hex;
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  static const Algorithm algorithm = fetch("MD5");
  return hex_digest(algorithm, bytes);
}

std::string sha256_hex(std::string_view bytes) {
  static const Algorithm algorithm = fetch("SHA2-256");
  return hex_digest(algorithm, bytes);
}

}  // namespace headrace::crypto
