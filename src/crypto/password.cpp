#include "crypto/password.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/base64.h"
#include "base/strings.h"
#include "crypto/random.h"

namespace headrace::crypto {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;
/// A stored text can ask for no more than this.
constexpr std::uint64_t most_memory = std::uint64_t{256} << 20;

struct Cost {
  unsigned log_n = 15;
  unsigned r = 8;
  unsigned p = 1;
};

std::optional<std::string> scrypt(std::string_view password, std::string_view salt, const Cost& cost) {
  if (cost.log_n < 1 || cost.log_n > 20) return std::nullopt;
  std::string hash(hash_size, '\0');
  const int done = EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                                  std::uint64_t{1} << cost.log_n, cost.r, cost.p, most_memory,
                                  reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  if (done != 1) return std::nullopt;
  return hash;
}

bool read_number(const std::string& text, unsigned& number) {
  const auto end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
}

}  // namespace

std::string hash_password(std::string_view password) {
  const Cost cost;
  const auto salt = random_bytes(salt_size);
  const auto hash = scrypt(password, salt, cost);
  if (!hash) std::abort();  // memory is gone, or OpenSSL is broken
  return fmt::format("scrypt${}${}${}${}${}", cost.log_n, cost.r, cost.p, base::base64url(salt), base::base64url(*hash));
}

bool is_password(std::string_view password, std::string_view hash) {
  const auto parts = base::split_list(hash, '$');
  Cost cost;
  if (parts.size() != 6 || parts[0] != "scrypt" || !read_number(parts[1], cost.log_n) || !read_number(parts[2], cost.r) ||
      !read_number(parts[3], cost.p))
    return false;
  const auto salt = base::from_base64url(parts[4]);
  const auto wanted = base::from_base64url(parts[5]);
  if (!salt || !wanted) return false;
  const auto made = scrypt(password, *salt, cost);
  return made && equal_in_constant_time(*made, *wanted);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace headrace::crypto
