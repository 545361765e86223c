#include "security/authenticator.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "security/credentials.h"
#include "security/failed_logins.h"

namespace headrace::security {
namespace {

namespace asio = boost::asio;

using Known = std::shared_ptr<const Identity>;

/// The hash of no password: checking it takes as long for a user that is not there as for one that is.
constexpr std::string_view nobodys_hash = "scrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr std::size_t most_remembered = 1'000;
constexpr std::chrono::minutes remembered_for{5};

Error missing(std::string_view uri) {
  return {ErrorKind::authentication, fmt::format("missing authentication credentials for REST request [{}]", uri)};
}

Error wrong_password(std::string_view user, std::string_view uri) {
  return {ErrorKind::authentication, fmt::format("unable to authenticate user [{}] for REST request [{}]", user, uri)};
}

Error unreadable() {
  return {ErrorKind::authentication,
          "unable to authenticate with provided credentials and anonymous access is not allowed for this request"};
}

/// What was found right, by a keyed hash of the header: no password stands in memory for longer than its request.
class Remembered {
 public:
  Known find(const std::string& digest, base::Instant now) {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(digest);
    if (entry == entries_.end()) return nullptr;
    if (now < entry->second.until) return entry->second.identity;
    entries_.erase(entry);
    return nullptr;
  }
  /// `round`: of before the check; what was found right before forget() is not remembered after it.
  void add(const std::string& digest, Known identity, base::Instant until, std::uint64_t round) {
    const std::lock_guard lock(mutex_);
    if (round != round_) return;
    if (entries_.size() >= most_remembered) entries_.clear();
    entries_.insert_or_assign(digest, Entry{std::move(identity), until});
  }
  std::uint64_t round() {
    const std::lock_guard lock(mutex_);
    return round_;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    ++round_;
  }

 private:
  struct Entry {
    Known identity;
    base::Instant until{};
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t round_ = 0;
};

Awaitable<bool> check_on(asio::thread_pool& pool, std::string password, std::string hash) {
  auto work = [](std::string given, std::string wanted) -> Awaitable<bool> { co_return crypto::is_password(given, wanted); };
  co_return co_await asio::co_spawn(pool, work(std::move(password), std::move(hash)), asio::use_awaitable);
}

}  // namespace

struct Authenticator::Impl {
  Users users;
  ApiKeys keys;
  base::Clock& clock;
  FailedLogins failed_logins;
  Remembered remembered;
  std::string digest_key = crypto::random_bytes(32);
  asio::thread_pool pool{1};  // one at a time: a flood of wrong passwords has one core at most

  Impl(engine::StateStore& store, base::Clock& with) : users(store), keys(store), clock(with), failed_logins(with) {}

  Awaitable<Result<Identity>> check(const Password& sent, std::string_view uri) {
    CO_TRY(const auto hash, co_await users.password_hash(sent.user));
    const bool is_right = co_await check_on(pool, sent.password, hash.value_or(std::string(nobodys_hash)));
    if (!hash || !is_right) co_return fail(wrong_password(sent.user, uri));
    co_return superuser_identity();
  }

  Awaitable<Result<Identity>> check(const Credentials& credentials, std::string_view uri) {
    if (const auto* password = std::get_if<Password>(&credentials)) co_return co_await check(*password, uri);
    if (const auto* key = std::get_if<ApiKeySecret>(&credentials)) co_return co_await keys.authenticate(key->id, key->secret, clock.now());
    co_return fail(unreadable());
  }

  Awaitable<void> hold_back(std::chrono::milliseconds delay) {
    if (delay.count() == 0) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, delay);
    co_await timer.async_wait(asio::use_awaitable);
  }
};

Authenticator::Authenticator(engine::StateStore& store, base::Clock& clock) : impl_(std::make_unique<Impl>(store, clock)) {}

Authenticator::~Authenticator() = default;

Awaitable<Result<Known>> Authenticator::authenticate(std::string header, std::string uri, std::string address) {
  const auto credentials = read_credentials(header);
  if (std::holds_alternative<std::monostate>(credentials)) co_return fail(missing(uri));
  const auto digest = crypto::sha256_hex(impl_->digest_key + header);
  const auto now = impl_->clock.now();
  if (auto known = impl_->remembered.find(digest, now)) co_return known;
  const auto round = impl_->remembered.round();
  auto identity = co_await impl_->check(credentials, uri);
  if (!identity) {
    if (identity.error().kind == ErrorKind::authentication) co_await impl_->hold_back(impl_->failed_logins.failed(address));
    co_return fail(std::move(identity).error());
  }
  impl_->failed_logins.succeeded(address);
  auto known = std::make_shared<const Identity>(std::move(*identity));
  const auto until = now + remembered_for;
  impl_->remembered.add(digest, known, known->expires_at ? std::min(until, *known->expires_at) : until, round);
  co_return known;
}

void Authenticator::forget() { impl_->remembered.forget(); }

}  // namespace headrace::security
