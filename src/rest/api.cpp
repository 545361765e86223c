#include "rest/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/strings.h"
#include "http/router.h"
#include "http/uri.h"
#include "rest/authorization.h"
#include "rest/entity_tag.h"
#include "rest/error.h"
#include "rest/families.h"
#include "rest/metrics.h"
#include "rest/response_form.h"

namespace headrace::rest {
namespace {

constexpr std::array<std::string_view, 9> http_methods = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT"};

ApiOptions completed(ApiOptions options) {
  if (options.cluster_uuid.empty()) options.cluster_uuid = base::random_hex(11);
  return options;
}

/// Everything that can be known of a request before it is routed, and the first thing that is wrong with it.
struct Head {
  MediaTypes media_types = {};
  RequestContext::Pairs query = {};
  std::optional<Error> fault = std::nullopt;

  explicit Head(const http::Request& request) {
    auto types = MediaTypes::read(request);
    auto pairs = http::parse_query(request.query());
    if (types) media_types = std::move(*types);
    if (pairs) query = std::move(*pairs);
    const auto form = ResponseForm::check(request, query);
    if (!types) {
      fault = std::move(types).error();
    } else if (!pairs) {
      fault = std::move(pairs).error();
    } else if (!form) {
      fault = form.error();
    }
  }
};

/// docs/spec/rest-conventions.md 4.2
http::Response no_handler(const http::Request& request, const ResponseForm& form) {
  const auto text = fmt::format("no handler found for uri [{}] and method [{}]", request.target, request.method);
  return form.of_body(400, json::object({{"error", text}}));
}

/// docs/spec/rest-conventions.md 4.3 and 4.4
http::Response wrong_method(const http::Request& request, const std::vector<std::string>& allowed, const ResponseForm& form) {
  const bool is_known = std::ranges::find(http_methods, request.method) != http_methods.end();
  auto text = is_known ? fmt::format("Incorrect HTTP method for uri [{}] and method [{}]", request.target, request.method)
                       : fmt::format("Unexpected HTTP method [{}] for uri [{}]", request.method, request.target);
  if (!allowed.empty()) text += fmt::format(", allowed: [{}]", fmt::join(allowed, ", "));
  auto response = form.of_body(405, json::object({{"error", text}, {"status", 405}}));
  if (!allowed.empty()) response.set("Allow", fmt::format("{}", fmt::join(allowed, ",")));
  return response;
}

/// docs/spec/rest-conventions.md 4.6
http::Response options_of(const std::vector<std::string>& allowed, const ResponseForm& form) {
  auto response = form.of(Answer{.body = {}, .content_type = "text/plain; charset=UTF-8"});
  if (!allowed.empty()) response.set("Allow", fmt::format("{}", fmt::join(allowed, ",")));
  return response;
}

Error error_of(http::ProtocolFault fault, const std::string& detail) {
  switch (fault) {
    case http::ProtocolFault::line_too_long:
      return {ErrorKind::too_long_http_line, "An HTTP line is larger than 4096 bytes."};
    case http::ProtocolFault::header_too_long:
      return {ErrorKind::too_long_http_header, "HTTP header is larger than 16384 bytes."};
    case http::ProtocolFault::malformed:
      return {ErrorKind::illegal_argument, fmt::format("malformed HTTP request: {}", detail)};
    case http::ProtocolFault::bad_encoding:
      return {ErrorKind::illegal_argument, fmt::format("request body cannot be decompressed: {}", detail)};
    case http::ProtocolFault::host_refused:
      return {ErrorKind::security,
              fmt::format("requests for host [{}] are refused: it is no address, not localhost, and not an allowed host", detail)};
  }
  return {ErrorKind::internal, detail};
}

}  // namespace

struct Api::Impl {
  Metrics metrics;
  std::shared_ptr<crypto::KeyFile> key_file;
  security::ApiKeys api_keys;
  security::Users users;
  security::Authenticator authenticator;
  content::SearchContexts searches;
  content::IndexingPressure indexing;
  content::Pipelines pipelines;
  PageMemory pages;
  Services services;
  std::vector<Route> routes = all_routes();
  std::vector<Access> accesses;
  http::Router router;
  std::shared_ptr<const security::Identity> everybody = std::make_shared<const security::Identity>(security::superuser_identity());

  Impl(engine::Engine& engine, const ApiOptions& wanted)
      : key_file(wanted.key_file ? wanted.key_file : std::make_shared<crypto::KeyFile>(wanted.sealing_key_file)),
        api_keys(engine.state()),
        users(engine.state()),
        authenticator(engine.state(), *wanted.clock),
        searches(*wanted.clock),
        indexing(wanted.most_bulk_bytes),
        pipelines(engine.state()),
        services{.engine = engine,
                 .connectors = control::Connectors(engine.state(), wanted.mode),
                 .jobs = control::SyncJobs(engine.state(), wanted.mode, wanted.idle_limit),
                 .secrets = control::Secrets(engine.state(), *key_file),
                 .api_keys = api_keys,
                 .users = users,
                 .authenticator = authenticator,
                 .searches = searches,
                 .indexing = indexing,
                 .pipelines = pipelines,
                 .pages = &pages,
                 .options = completed(wanted),
                 .started_at = wanted.clock->now(),
                 .metrics = metrics} {
    for (std::size_t i = 0; i < routes.size(); ++i) {
      router.add(routes[i].method, routes[i].path, i);
      accesses.push_back(access_of(routes[i].method, routes[i].path).value());
    }
  }

  /// docs/spec/rest-conventions.md 13.3: before routing, and before everything that could tell a stranger what is here.
  Awaitable<Result<std::shared_ptr<const security::Identity>>> who(const http::Request& request) {
    if (!services.options.authentication || request.path() == "/readyz" || request.path() == "/healthz") co_return everybody;
    co_return co_await authenticator.authenticate(std::string(request.header("authorization")), request.target, request.remote_address);
  }

  /// docs/spec/rest-conventions.md 5 to 8, in the order of docs/spec/connectors.md 0.2.
  Awaitable<http::Response> answer(http::Request& request) {
    const Head head(request);
    const ResponseForm form(request, head.media_types, head.query);
    if (head.fault) co_return form.of(*head.fault);

    const auto identity = co_await who(request);
    if (!identity) co_return form.of(identity.error());

    const auto match = router.find(request.method, request.path());
    if (!match) co_return form.of(match.error());
    const bool found = match->kind == http::Match::Kind::found;
    if (!found && request.method == "OPTIONS") co_return options_of(match->allowed, form);
    if (match->kind == http::Match::Kind::wrong_method) co_return wrong_method(request, match->allowed, form);
    if (!found) co_return no_handler(request, form);

    RequestContext context(request, head.media_types, head.query);
    context.set_captures(match->captures);
    context.set_identity(**identity);
    const auto& access = accesses[match->route];
    if (const auto may = check_access(access, context); !may) co_return form.of(may.error());
    const auto& route = routes[match->route];
    if (!route.reads_body) {
      if (const auto read = co_await http::read_whole(request); !read) co_return form.of(read.error());
    }
    std::shared_ptr<RestrictedServices> restricted;
    if (!(*identity)->privileges.are_everything()) restricted = std::make_shared<RestrictedServices>(services, **identity, access);
    auto action = prepare(context, route, restricted ? restricted->services : services);
    if (!action) co_return form.of(action.error());
    auto answer = co_await (*action)();
    if (!answer) co_return form.of(answer.error());
    const auto state = services.is_strict() ? std::nullopt : answer->state;
    auto response = form.of(std::move(*answer));
    if (response.stream) {  // goes on when this coroutine has ended
      response.stream = [stream = std::move(response.stream), restricted, who = *identity] { return stream(); };
    }
    if (state) tag(response, request, *state, services.options.cluster_uuid);
    co_return response;
  }

  static Result<Action> prepare(RequestContext& context, const Route& route, Services& services) {
    if (context.has_body()) TRY_VOID(context.media_types().check_body());
    TRY(auto action, route.prepare(services, context));
    TRY_VOID(context.check_all_parameters_read());
    TRY_VOID(context.check_body_was_wanted());
    return action;
  }
};

Api::Api(engine::Engine& engine, ApiOptions options) : impl_(std::make_unique<Impl>(engine, std::move(options))) {}

Api::~Api() = default;

Awaitable<http::Response> Api::handle(http::Request request) {
  http::Response response;
  try {
    response = co_await impl_->answer(request);
  } catch (const std::exception& problem) {
    base::log_error("rest", "a request ended in an exception", {{"method", request.method}, {"reason", problem.what()}});
    response = ResponseForm().of(Error{ErrorKind::internal, problem.what()});
  }
  impl_->metrics.count_answer(response.status);
  co_return response;
}

http::Response Api::protocol_fault(http::ProtocolFault fault, const std::string& detail) const {
  auto response = ResponseForm().of(error_of(fault, detail));
  impl_->metrics.count_answer(response.status);
  return response;
}

}  // namespace headrace::rest
