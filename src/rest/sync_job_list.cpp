#include "rest/sync_job_list.h"

#include <fmt/format.h>

#include <utility>

#include "base/date_math.h"
#include "base/fingerprint.h"
#include "rest/answers.h"
#include "rest/list_cursor.h"
#include "rest/shown_fields.h"

namespace headrace::rest {
namespace {

/// What tells one list from another, as it was sent: a cursor is good for the same one alone.
constexpr std::array list_names = {"status",       "connector_id", "connector_ids", "job_type", "trigger_method", "index_name",
                                   "service_type", "since",        "until",         "q",        "order"};

/// What is asked for beyond SyncJobList.
struct Wanted {
  control::SyncJobList list = {};
  ShownFields fields = {};
  std::optional<std::uint64_t> cursor_of = std::nullopt;  ///< the list that `next` is for; none: `cursor` was not sent
};

/// Cut at every comma, empty pieces among them.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> found;
  for (;;) {
    const auto comma = text.find(',');
    found.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return found;
    text.remove_prefix(comma + 1);
  }
}

/// One status in strict mode, else a comma list; an empty value is an unknown status either way (docs/spec/sync-jobs.md 3.2, `status`).
Result<void> read_statuses(RequestContext& request, bool is_strict, control::SyncJobList& list) {
  const auto status = request.parameter("status");
  if (!status) return {};
  for (const auto& name : is_strict ? std::vector{*status} : pieces(*status)) {
    TRY(const auto parsed, control::parse_sync_job_status(name));
    list.statuses.push_back(parsed);
  }
  return {};
}

Result<engine::ListOrder> read_order(RequestContext& request) {
  const auto order = request.parameter("order");
  if (!order || *order == "asc") return engine::ListOrder::ascending;
  if (*order == "desc") return engine::ListOrder::descending;
  return fail(ErrorKind::illegal_argument, "Unknown order [" + *order + "], only [asc] or [desc] are allowed.");
}

Result<std::optional<base::Instant>> read_date(RequestContext& request, const char* name, base::Instant now) {
  const auto text = request.parameter(name);
  if (!text) return std::nullopt;
  const auto date = base::resolve_date(*text, {.now = now});
  if (date) return *date;
  return fail(
      ErrorKind::illegal_argument,
      fmt::format("Failed to parse date parameter [{}] with value [{}]: a date, epoch milliseconds or date math is wanted", name, *text));
}

/// Empty texts are refused for what is never empty, so that a forgotten value is told.
Result<void> read_own_filters(Services& services, RequestContext& request, control::SyncJobList& list) {
  if (const auto ids = request.parameter("connector_ids")) list.connector_ids = pieces(*ids);
  if (const auto name = request.parameter("trigger_method")) {
    TRY(list.trigger, control::parse_trigger_method(*name));
  }
  list.index_name = request.parameter("index_name");
  list.service_type = request.parameter("service_type");
  const auto now = services.options.clock->now();
  TRY(list.since, read_date(request, "since", now));
  TRY(list.until, read_date(request, "until", now));
  list.error_words = request.text("q");
  return {};
}

std::uint64_t fingerprint_of(RequestContext& request) {
  base::Fingerprint fingerprint;
  for (const auto* name : list_names) {
    const auto value = request.parameter(name);
    fingerprint.add(value ? 1 : 0).add(value.value_or(""));
  }
  return fingerprint.value();
}

Result<void> read_cursor_parameter(RequestContext& request, Wanted& wanted) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return {};
  if (request.parameter("from")) return fail(ErrorKind::illegal_argument, "[from] cannot be used together with [cursor]");
  wanted.cursor_of = fingerprint_of(request);
  if (cursor->empty()) return {};
  wanted.list.after = read_cursor(*wanted.cursor_of, *cursor);
  if (wanted.list.after) return {};
  return fail(ErrorKind::illegal_argument,
              fmt::format("[cursor] with value [{}] is not what an answer to this request gave as [next]", *cursor));
}

/// The order of reading decides which error wins (docs/spec/sync-jobs.md 3.2).
Result<Wanted> read_wanted(Services& services, RequestContext& request) {
  Wanted wanted;
  TRY(const auto sent, read_window(request));
  TRY_VOID(read_statuses(request, services.is_strict(), wanted.list));
  wanted.list.connector_id = request.parameter("connector_id");
  for (const auto& name : request.list("job_type")) {
    TRY(const auto type, control::parse_sync_job_type(name));
    wanted.list.types.push_back(type);
  }
  wanted.list.order = engine::ListOrder::newest_first;
  if (!services.is_strict()) {
    TRY_VOID(read_own_filters(services, request, wanted.list));
    TRY(wanted.list.order, read_order(request));
    TRY_VOID(read_cursor_parameter(request, wanted));
    if (const auto fields = request.parameter("fields")) {
      TRY(wanted.fields, ShownFields::read(*fields));
    }
  }
  TRY(const auto window, sent.checked());
  wanted.list.from = window.from;
  wanted.list.size = window.size;
  return wanted;
}

Awaitable<Result<Answer>> make_page(Services& services, const Wanted& wanted) {
  CO_TRY(auto page, co_await services.jobs.list(wanted.list));
  if (!wanted.fields.all()) {
    for (auto& job : page.documents) job.source = std::make_shared<const std::string>(wanted.fields.of(job));
  }
  auto answer = page_answer(page);
  if (wanted.cursor_of && page.next) add_next(answer, write_cursor(*wanted.cursor_of, *page.next));
  co_return answer;
}

/// Another number after each write to the jobs.
Awaitable<Result<std::uint64_t>> version_of_jobs(Services& services) {
  CO_TRY(const auto changes, co_await services.engine.state().changes(std::string(engine::sync_jobs_index), std::nullopt, 0));
  co_return changes.next;
}

}  // namespace

Result<control::SyncJobList> read_sync_job_filters(Services& services, RequestContext& request) {
  control::SyncJobList list;
  TRY_VOID(read_statuses(request, false, list));
  list.connector_id = request.parameter("connector_id");
  for (const auto& name : request.list("job_type")) {
    TRY(const auto type, control::parse_sync_job_type(name));
    list.types.push_back(type);
  }
  TRY_VOID(read_own_filters(services, request, list));
  return list;
}

Result<Action> prepare_sync_job_list(Services& services, RequestContext& request) {
  TRY(auto wanted, read_wanted(services, request));
  // A time that counts from now makes another page of the same jobs.
  auto* const pages = wanted.list.since || wanted.list.until ? nullptr : services.pages;
  return [&services, pages, wanted = std::move(wanted), target = request.target()]() -> Awaitable<Result<Answer>> {
    if (pages == nullptr) co_return co_await make_page(services, wanted);
    CO_TRY(const auto version, co_await version_of_jobs(services));
    if (auto page = pages->find(target, version)) co_return Answer{.shared_body = std::move(page->body), .state = page->state};
    CO_TRY(auto answer, co_await make_page(services, wanted));
    CO_TRY(const auto version_now, co_await version_of_jobs(services));
    if (version_now != version) co_return answer;
    answer.shared_body = std::make_shared<const std::string>(std::exchange(answer.body, {}));
    pages->keep(target, version, {answer.shared_body, answer.state});
    co_return answer;
  };
}

}  // namespace headrace::rest
