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

const Algorithm& sha256() {
  static const Algorithm algorithm = fetch("SHA2-256");
  return algorithm;
}

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex_of(const Digest& digest, unsigned length) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{2} * length);
  for (std::size_t i = 0; i < length; ++i) {
    hex += digits[digest.at(i) >> 4];
    hex += digits[digest.at(i) & 0xF];
  }
  return hex;
}

/// Fails only where OpenSSL itself is broken or memory is gone: an id that is not the hash would lose documents.
void require(int outcome) {
  if (outcome != 1) std::abort();
}

std::string hex_digest(const Algorithm& algorithm, std::string_view bytes) {
  Digest digest{};
  unsigned length = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm.get(), nullptr));
  return hex_of(digest, length);
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  static const Algorithm algorithm = fetch("MD5");
  return hex_digest(algorithm, bytes);
}

std::string sha256_hex(std::string_view bytes) { return hex_digest(sha256(), bytes); }

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { require(EVP_DigestInit_ex2(state_->context.get(), sha256().get(), nullptr)); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) { require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size())); }

std::string Sha256::hex() {
  Digest digest{};
  unsigned length = 0;
  require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length));
  return hex_of(digest, length);
}

}  // namespace headrace::crypto
