#pragma once
// How a family of endpoints registers: a table of routes. `prepare` reads parameters and body and returns what is to be done; between the
// two the Api checks for parameters that nobody read and for a body that nobody wanted. So a malformed body beats an unknown parameter,
// and both beat what the rules say (docs/spec/sync-jobs.md 0.2, docs/spec/connectors.md 0.2).
//
//   Result<Action> prepare_check_in(Services& services, RequestContext& request) {
//     auto id = request.capture("connector_id");
//     return [&services, id]() -> Awaitable<Result<Answer>> {
//       CO_TRY(const auto done, co_await services.connectors.check_in(id));
//       co_return result_answer(done);
//     };
//   }

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "content/indexing_pressure.h"
#include "content/pipelines.h"
#include "content/search_contexts.h"
#include "control/connectors.h"
#include "control/secrets.h"
#include "control/sync_jobs.h"
#include "engine/store.h"
#include "http/message.h"
#include "rest/api.h"
#include "rest/metrics.h"
#include "rest/page_memory.h"
#include "rest/request_context.h"
#include "security/authenticator.h"

namespace headrace::rest {

/// What is sent when all went well. Errors are Error values; error.cpp gives them their form.
struct Answer {
  unsigned status = 200;
  std::string body = {};  ///< JSON; the Api indents it, filters it or makes YAML of it where that is asked for
  /// What follows `body`, for answers that may be large; together they are JSON.
  std::vector<std::string> pieces = {};
  bool is_filtered = false;                                  ///< filter_path has been applied
  std::shared_ptr<const std::string> shared_body = nullptr;  ///< in place of `body`
  std::vector<http::Header> headers = {};                    ///< further ones, such as Location
  std::string content_type = {};                             ///< not JSON but this: `body` goes out as it is
  http::Stream stream = nullptr;                             ///< what follows `body`, as it comes
  /// Tells one state of what is shown from another; the Api makes an ETag of it.
  std::optional<std::uint64_t> state = std::nullopt;
};

/// Runs once. The Api keeps it and its RequestContext alive until it is done, so a lambda with captures may be the coroutine itself, and
/// views into the request stay good.
using Action = std::move_only_function<Awaitable<Result<Answer>>()>;

/// What the families call; lives as long as the Api.
struct Services {
  engine::Engine& engine;
  control::Connectors connectors;
  control::SyncJobs jobs;
  control::Secrets secrets;
  security::ApiKeys& api_keys;
  security::Users& users;
  security::Authenticator& authenticator;
  content::SearchContexts& searches;
  content::IndexingPressure& indexing;
  content::Pipelines& pipelines;
  PageMemory* pages = nullptr;  ///< of those who see everything; none: nothing is remembered
  ApiOptions options;
  base::Instant started_at{};
  const Metrics& metrics;

  [[nodiscard]] bool is_strict() const { return options.mode == control::Mode::strict; }
};

/// Reads parameters and body; its errors are the client's.
using Prepare = Result<Action> (*)(Services& services, RequestContext& request);

struct Route {
  std::string_view method;
  std::string_view path;  ///< a template, such as "/_connector/{connector_id}/_check_in"
  Prepare prepare;
  /// It takes a large body as it comes (RequestContext::unread_body); else that is read before `prepare`.
  bool reads_body = false;
};

}  // namespace headrace::rest
