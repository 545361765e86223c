#include "security/users.h"

#include "crypto/password.h"
#include "crypto/random.h"

namespace headrace::security {
namespace {

using engine::security_index;
using engine::StateView;

constexpr std::size_t shortest_password = 6;

std::string document_of(std::string_view username) { return "user-" + std::string(username); }

}  // namespace

Awaitable<Result<bool>> Users::has_password() {
  CO_TRY(const auto hash, co_await password_hash(std::string(superuser_name)));
  co_return hash.has_value();
}

Awaitable<Result<void>> Users::set_password(std::string password) {
  if (password.size() < shortest_password) co_return fail(ErrorKind::illegal_argument, "passwords must be at least [6] characters long");
  const auto id = document_of(superuser_name);
  auto source = json::write(json::object({{"type", "user"}, {"username", superuser_name}, {"password", crypto::hash_password(password)}}));
  co_return co_await store_.transact({.documents = {{std::string(security_index), id}}, .keywords = {}},
                                     [id, source = std::move(source)](StateView& state) -> Result<void> {
                                       state.put(security_index, id, source);
                                       return {};
                                     });
}

Awaitable<Result<std::optional<std::string>>> Users::password_hash(std::string username) {
  CO_TRY(const auto document, co_await store_.get(std::string(security_index), document_of(username)));
  if (!document) co_return std::nullopt;
  CO_TRY(const auto user, json::parse(*document->source));
  co_return std::string(user.text("password"));
}

std::string make_password() {
  // Without what looks alike; 20 of 54 are 115 bits. Bytes above the last whole multiple are thrown away, so that all are as likely.
  static constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  std::string password;
  while (password.size() < 20) {
    const auto byte = static_cast<unsigned char>(crypto::random_bytes(1).front());
    if (byte < 256 / letters.size() * letters.size()) password += letters[byte % letters.size()];
  }
  return password;
}

}  // namespace headrace::security
