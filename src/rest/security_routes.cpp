// API keys and who one is (docs/spec/rest-conventions.md 15).

#include <fmt/format.h>

#include "base/base64.h"
#include "base/strings.h"
#include "json/object_reader.h"
#include "rest/answers.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using json::FieldKind;
using json::Value;
using security::ApiKeyFilter;

struct Unit {
  std::string_view name;
  base::Nanoseconds length;
};
constexpr std::array units = {Unit{"nanos", std::chrono::nanoseconds(1)}, Unit{"micros", std::chrono::microseconds(1)},
                              Unit{"ms", std::chrono::milliseconds(1)},   Unit{"d", std::chrono::hours(24)},
                              Unit{"h", std::chrono::hours(1)},           Unit{"m", std::chrono::minutes(1)},
                              Unit{"s", std::chrono::seconds(1)}};

/// A time such as `1d`. Errors: illegal_argument.
Result<base::Nanoseconds> read_time(std::string_view text) {
  for (const auto& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const auto number = base::parse_integer(text.substr(0, text.size() - unit.name.size()));
    const auto most = std::chrono::nanoseconds::max() / 4 / unit.length;
    if (number && *number > 0 && *number <= most) return *number * unit.length;
    break;
  }
  return fail(ErrorKind::illegal_argument, fmt::format("failed to parse setting [expiration] with value [{}] as a time value: a whole "
                                                       "number above zero with a unit is wanted, such as [1d]",
                                                       text));
}

const json::ObjectTable& create_table() {
  static const json::ObjectTable table{.parser = "api_key_request",
                                       .fields = {{.name = "name", .kind = FieldKind::string_or_null},
                                                  {.name = "expiration", .kind = FieldKind::string_or_null},
                                                  {.name = "role_descriptors", .kind = FieldKind::object_or_null},
                                                  {.name = "metadata", .kind = FieldKind::object_or_null}}};
  return table;
}

Result<security::NewApiKey> read_new_key(std::string_view body) {
  TRY(const auto sent, json::read_body(create_table(), body));
  security::NewApiKey wanted{.name = std::string(sent.text("name"))};
  if (const auto* expiration = sent.find("expiration"); expiration != nullptr && expiration->is_string()) {
    TRY(wanted.lifetime, read_time(expiration->as_string()));
  }
  if (const auto* roles = sent.find("role_descriptors"); roles != nullptr && roles->is_object()) wanted.role_descriptors = *roles;
  if (const auto* metadata = sent.find("metadata"); metadata != nullptr && metadata->is_object()) {
    for (const auto& [name, value, offset] : metadata->as_object()) {
      if (name.starts_with('_'))
        return fail(ErrorKind::action_request_validation, "Validation Failed: 1: API key metadata keys may not start with [_];");
    }
    wanted.metadata = *metadata;
  }
  return wanted;
}

std::int64_t milliseconds(base::Instant instant) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count();
}

/// 15.1
Result<Action> prepare_create(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto wanted, read_new_key(body));
  request.accept({"refresh"});
  return [&services, &request, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto made, co_await services.api_keys.create(wanted, request.identity()));
    auto answer = json::object({{"id", made.id}, {"name", made.name}});
    if (made.expires_at) answer.set("expiration", milliseconds(*made.expires_at));
    answer.set("api_key", made.secret);
    answer.set("encoded", base::base64(made.id + ":" + made.secret));
    co_return json_answer(answer);
  };
}

/// Whose keys somebody may see and end who has `manage_own_api_key` alone, and whose are meant with `owner`.
void keep_to_own(ApiKeyFilter& filter, const security::Identity& identity, std::string_view action, bool owner) {
  if (!owner && !identity.privileges.allow_own_alone(action)) return;
  filter.username = identity.username;
  if (identity.api_key && identity.privileges.allow_own_alone(action)) filter.ids = {identity.api_key->id};
}

Value shown(const engine::Document& document, const Value& key, bool with_limits) {
  auto item = json::object({{"id", document.id}, {"name", key.text("name")}, {"type", "rest"}});
  for (const auto* name : {"creation", "expiration", "invalidated", "invalidation", "username", "realm"}) {
    if (const auto* member = key.find(name)) item.set(name, *member);
  }
  item.set("realm_type", "reserved");
  for (const auto* name : {"metadata", "role_descriptors"}) item.set(name, *key.find(name));
  if (with_limits) item.set("limited_by", json::Array{*key.find("limited_by")});
  return item;
}

/// 15.2
Result<Action> prepare_get(Services& services, RequestContext& request) {
  ApiKeyFilter filter;
  if (auto id = request.parameter("id")) filter.ids = {std::move(*id)};
  filter.name = request.parameter("name");
  filter.username = request.parameter("username");
  filter.realm = request.parameter("realm_name");
  TRY(const bool owner, request.flag("owner"));
  TRY(const bool with_limits, request.flag("with_limited_by"));
  TRY(filter.active_only, request.flag("active_only"));
  TRY_VOID(request.flag("with_profile_uid"));
  const bool by_id = !filter.ids.empty();
  keep_to_own(filter, request.identity(), "cluster:admin/xpack/security/api_key/get", owner);
  return [&services, filter = std::move(filter), with_limits, by_id]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await services.api_keys.find(filter, services.options.clock->now()));
    json::Array items;
    for (const auto& document : found) {
      CO_TRY(const auto key, json::parse(*document.source));
      items.push_back(shown(document, key, with_limits));
    }
    const unsigned status = by_id && items.empty() ? 404 : 200;
    co_return json_answer(json::object({{"api_keys", std::move(items)}}), status);
  };
}

const json::ObjectTable& invalidate_table() {
  static const json::ObjectTable table{.parser = "invalidate_api_key",
                                       .fields = {{.name = "id", .kind = FieldKind::string_or_null},
                                                  {.name = "ids", .kind = FieldKind::string_list},
                                                  {.name = "name", .kind = FieldKind::string_or_null},
                                                  {.name = "username", .kind = FieldKind::string_or_null},
                                                  {.name = "realm_name", .kind = FieldKind::string_or_null},
                                                  {.name = "owner", .kind = FieldKind::boolean}}};
  return table;
}

std::optional<std::string> optional_text(const Value& body, std::string_view name) {
  const auto* member = body.find(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->as_string();
}

Result<std::pair<ApiKeyFilter, bool>> read_invalidation(std::string_view body) {
  TRY(const auto sent, json::read_body(invalidate_table(), body));
  ApiKeyFilter filter;
  if (auto id = optional_text(sent, "id")) filter.ids.push_back(std::move(*id));
  if (const auto* ids = sent.find("ids")) {
    for (const auto& id : ids->as_array()) filter.ids.push_back(id.as_string());
  }
  filter.name = optional_text(sent, "name");
  filter.username = optional_text(sent, "username");
  filter.realm = optional_text(sent, "realm_name");
  const auto* owner = sent.find("owner");
  const bool is_own = owner != nullptr && owner->as_bool();
  if (filter.names_none() && !is_own)
    return fail(
        ErrorKind::action_request_validation,
        "Validation Failed: 1: One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false;");
  return std::pair{std::move(filter), is_own};
}

Value names_of(const std::vector<std::string>& ids) {
  json::Array list;
  for (const auto& id : ids) list.emplace_back(id);
  return list;
}

/// 15.3
Result<Action> prepare_invalidate(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto sent, read_invalidation(body));
  keep_to_own(sent.first, request.identity(), "cluster:admin/xpack/security/api_key/invalidate", sent.second);
  return [&services, filter = std::move(sent.first)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto done, co_await services.api_keys.invalidate(filter, services.options.clock->now()));
    services.authenticator.forget();
    co_return json_answer(json::object(
        {{"invalidated_api_keys", names_of(done.now)}, {"previously_invalidated_api_keys", names_of(done.before)}, {"error_count", 0}}));
  };
}

/// 15.4
Result<Action> prepare_authenticate(Services&, RequestContext& request) {
  const auto& identity = request.identity();
  const std::string realm_name = identity.api_key ? "_es_api_key" : "reserved";
  const auto realm = json::object({{"name", realm_name}, {"type", realm_name}});
  auto answer = json::object({{"username", identity.username},
                              {"roles", identity.api_key ? json::Array{} : json::Array{"superuser"}},
                              {"full_name", nullptr},
                              {"email", nullptr},
                              {"metadata", identity.api_key ? Value(json::Object{}) : json::object({{"_reserved", true}})},
                              {"enabled", true},
                              {"authentication_realm", realm},
                              {"lookup_realm", realm},
                              {"authentication_type", identity.api_key ? "api_key" : "realm"}});
  if (identity.api_key) answer.set("api_key", json::object({{"id", identity.api_key->id}, {"name", identity.api_key->name}}));
  return [answer = std::move(answer)]() -> Awaitable<Result<Answer>> { co_return json_answer(answer); };
}

const json::ObjectTable& password_table() {
  static const json::ObjectTable table{.parser = "change_password_request",
                                       .fields = {{.name = "password", .kind = FieldKind::string, .required = true}}};
  return table;
}

Result<Action> prepare_password(Services& services, RequestContext& request) {
  const auto username = request.capture("username");
  TRY(const auto body, request.required_body());
  TRY(const auto sent, json::read_body(password_table(), body));
  request.accept({"refresh"});
  return [&services, username, password = std::string(sent.text("password"))]() -> Awaitable<Result<Answer>> {
    if (username != security::superuser_name)
      co_return fail(ErrorKind::validation, fmt::format("user must exist in order to change password"));
    CO_TRY_VOID(co_await services.users.set_password(password));
    services.authenticator.forget();
    co_return Answer{.body = "{}"};
  };
}

}  // namespace

std::vector<Route> security_routes() {
  return {{"GET", "/_security/_authenticate", prepare_authenticate},
          {"POST", "/_security/api_key", prepare_create},
          {"PUT", "/_security/api_key", prepare_create},
          {"GET", "/_security/api_key", prepare_get},
          {"DELETE", "/_security/api_key", prepare_invalidate},
          {"POST", "/_security/user/{username}/_password", prepare_password},
          {"PUT", "/_security/user/{username}/_password", prepare_password}};
}

}  // namespace headrace::rest
