#include "crypto/sealing.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/base64.h"
#include "crypto/hash.h"
#include "crypto/random.h"

namespace headrace::crypto {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t id_size = 8;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr char version = 1;
constexpr std::size_t head_size = 1 + id_size + nonce_size;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* in(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// OpenSSL refuses these only when it is broken or memory is gone.
void must(int done) {
  if (done != 1) std::abort();
}

Cipher cipher(const SealingKey& key, std::string_view nonce, bool encrypts) {
  Cipher context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  must(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key.bytes()), in(nonce), encrypts ? 1 : 0));
  return context;
}

/// Version and key go into what is authenticated, so that they cannot be changed either.
std::string associated(std::string_view head, std::string_view place) { return std::string(head.substr(0, 1 + id_size)).append(place); }

std::string processed(EVP_CIPHER_CTX* context, std::string_view bytes, std::string_view with) {
  int length = 0;
  must(EVP_CipherUpdate(context, nullptr, &length, in(with), static_cast<int>(with.size())));
  std::string result(bytes.size(), '\0');
  must(EVP_CipherUpdate(context, out(result), &length, in(bytes), static_cast<int>(bytes.size())));
  return result;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::unexpected<Error> not_openable() {
  return fail(ErrorKind::internal, "a sealed value was changed, or moved to another place: it cannot be opened");
}

}  // namespace

SealingKey::SealingKey(std::string bytes)
    : bytes_(std::move(bytes)), id_(sha256_hex("headrace sealing key " + bytes_).substr(0, id_size)) {}

SealingKey SealingKey::make() { return SealingKey(random_bytes(key_size)); }

Result<SealingKey> SealingKey::parse(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size() && bytes.size() < key_size; i += 2) {
    if (digit(text[i]) < 0 || digit(text[i + 1]) < 0) break;
    bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  if (bytes.size() != key_size || text.size() != 2 * key_size)
    return fail(ErrorKind::illegal_argument, "a sealing key is 64 hexadecimal digits");
  return SealingKey(std::move(bytes));
}

std::string SealingKey::text() const {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes_) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 0xF];
  }
  return text;
}

std::string SealingKeys::seal(std::string_view plain, std::string_view place) const {
  const auto& key = keys_.front();
  const auto nonce = random_bytes(nonce_size);
  std::string sealed(1, version);
  sealed.append(key.id()).append(nonce);
  const auto context = cipher(key, nonce, true);
  sealed += processed(context.get(), plain, associated(sealed, place));
  int length = 0;
  std::string tag(tag_size, '\0');
  must(EVP_CipherFinal_ex(context.get(), out(tag), &length));
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag.data()));
  return base::base64url(sealed + tag);
}

Result<std::string> SealingKeys::open(std::string_view sealed, std::string_view place) const {
  const auto bytes = base::from_base64url(sealed);
  if (!bytes || bytes->size() < head_size + tag_size || bytes->front() != version) return not_openable();
  const std::string_view all = *bytes;
  const auto key = std::ranges::find(keys_, all.substr(1, id_size), &SealingKey::id);
  if (key == keys_.end())
    return fail(ErrorKind::internal,
                "a sealed value needs the sealing key with id [" + std::string(all.substr(1, id_size)) + "], which is not here");
  const auto context = cipher(*key, all.substr(1 + id_size, nonce_size), false);
  auto plain = processed(context.get(), all.substr(head_size, all.size() - head_size - tag_size), associated(all, place));
  std::string tag(all.substr(all.size() - tag_size));
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()));
  int length = 0;
  std::string rest(tag_size, '\0');
  if (EVP_CipherFinal_ex(context.get(), out(rest), &length) != 1) return not_openable();
  return plain;
}

bool SealingKeys::is_current(std::string_view sealed) const {
  const auto bytes = base::from_base64url(sealed);
  return bytes && bytes->size() > head_size && bytes->compare(1, id_size, keys_.front().id()) == 0;
}

}  // namespace headrace::crypto
