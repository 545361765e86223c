// Writes of single documents (docs/spec/document-api.md 4.11 to 4.13).

#include <fmt/format.h>

#include "content/answer.h"
#include "content/documents.h"
#include "content/errors.h"
#include "content/source_check.h"
#include "content/update_body.h"
#include "content/update_run.h"
#include "http/uri.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using engine::Write;
using engine::Written;

/// A write as the request says it; what validation found is told only when the request is otherwise in order.
struct WantedWrite {
  Write write;
  std::vector<std::string> invalid;
  bool require_alias = false;
  bool refreshed = false;
};

Awaitable<Result<void>> check(engine::Engine& engine, const WantedWrite& wanted) {
  if (!wanted.invalid.empty()) co_return fail(content::validation_failed(wanted.invalid));
  if (wanted.require_alias) CO_TRY_VOID(co_await content::check_is_alias(engine, wanted.write.index));
  co_return Result<void>();
}

Awaitable<Result<Written>> carry_out(engine::Engine& engine, WantedWrite wanted) {
  CO_TRY_VOID(co_await check(engine, wanted));
  co_return co_await content::write_document(engine, std::move(wanted.write));
}

Awaitable<Result<content::PipelineRunner>> runner_of(Services& services) {
  CO_TRY(auto pipelines, co_await services.pipelines.all());
  co_return content::PipelineRunner(services.engine, std::move(pipelines), services.options.clock->now(), services.files);
}

/// `further` are members after those of the write, such as `,"get":{…}`.
Answer written_answer(const Written& written, bool refreshed, std::string_view further = "") {
  Answer answer;
  answer.status = content::status_of(written.outcome);
  answer.body = "{";
  content::write_written(written, refreshed, answer.body);
  answer.body += further;
  answer.body += '}';
  if (written.outcome == engine::Outcome::created) {
    const auto place = fmt::format("/{}/_doc/{}", http::percent_encode(written.index), http::percent_encode(written.id));
    answer.headers.push_back({"Location", place});
  }
  return answer;
}

Answer dropped_answer(const Write& write) {
  Answer answer{.body = "{"};
  content::write_dropped(write.index, write.id, answer.body);
  answer.body += '}';
  return answer;
}

/// Reads what all writes have in common. Errors: illegal_argument.
Result<void> apply(const content::WriteOptions& options, RequestContext& request, WantedWrite& to) {
  to.require_alias = options.require_alias;
  TRY(to.refreshed, read_refresh(request));
  return content::apply_options(options, to.write, to.invalid);
}

Result<Action> prepare_index(Services& services, RequestContext& request, Write::Action action, std::optional<std::string> id) {
  WantedWrite wanted;
  wanted.write.action = action;
  wanted.write.index = request.capture("index");
  wanted.write.id = std::move(id);
  TRY(const auto body, request.required_body());
  TRY(auto options, read_write_options(request));
  // `_create` has no op_type of its own.
  if (action == Write::Action::index) options.op_type = request.text("op_type");
  const auto pipeline = request.text("pipeline");
  TRY_VOID(apply(options, request, wanted));
  return [&services, wanted = std::move(wanted), body, pipeline]() mutable -> Awaitable<Result<Answer>> {
    const bool refreshed = wanted.refreshed;
    if (wanted.invalid.empty()) {
      CO_TRY(wanted.write.source, content::checked_source(body));
      CO_TRY(auto runner, co_await runner_of(services));
      CO_TRY(const bool is_kept, co_await runner.run(pipeline, wanted.write));
      if (!is_kept) co_return dropped_answer(wanted.write);
    }
    CO_TRY(const auto written, co_await carry_out(services.engine, std::move(wanted)));
    co_return written_answer(written, refreshed);
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  return prepare_index(services, request, Write::Action::index, request.capture("id"));
}

/// With an id made here it can only be a create.
Result<Action> prepare_post(Services& services, RequestContext& request) {
  return prepare_index(services, request, Write::Action::index, std::nullopt);
}

Result<Action> prepare_create(Services& services, RequestContext& request) {
  return prepare_index(services, request, Write::Action::create, request.capture("id"));
}

/// `,"get":{…}` with what became of an updated document.
Awaitable<Result<std::string>> updated_document(engine::Engine& engine, const Written& written, content::SourceFilter filter) {
  CO_TRY(const auto found, co_await content::get_document(engine, written.index, written.id));
  if (!found.document) co_return R"(,"get":{"found":false})";
  auto text = fmt::format(R"(,"get":{{"_seq_no":{},"_primary_term":{},"found":true,"_source":)", found.document->seq_no,
                          found.document->primary_term);
  filter.write(*found.document->source, text);
  text += '}';
  co_return text;
}

Result<Action> prepare_update(Services& services, RequestContext& request) {
  WantedWrite wanted;
  wanted.write.action = Write::Action::update;
  wanted.write.index = request.capture("index");
  wanted.write.id = request.capture("id");
  auto shown = read_source_filter(request);
  TRY(const auto options, read_write_options(request));
  TRY(const auto retries, request.integer("retry_on_conflict", 0));
  request.accept({"lang"});
  TRY_VOID(apply(options, request, wanted));
  if (const auto body = request.body(); body.empty()) {
    wanted.invalid.emplace_back("script or doc is missing");
  } else {
    TRY(auto in_body, content::read_update_body(body, wanted.write, wanted.invalid));
    if (in_body) shown = std::move(in_body);
  }
  if (wanted.write.guard && retries > 0) wanted.invalid.emplace_back("compare and write operations can not be retried");
  if (shown && shown->drops_all()) shown.reset();
  return [&services, retries, wanted = std::move(wanted), shown = std::move(shown)]() mutable -> Awaitable<Result<Answer>> {
    const bool refreshed = wanted.refreshed;
    CO_TRY_VOID(co_await check(services.engine, wanted));
    CO_TRY(auto runner, co_await runner_of(services));
    CO_TRY(const auto written, co_await content::update_document(services.engine, runner, wanted.write, retries));
    if (!written) co_return dropped_answer(wanted.write);
    std::string document;
    if (shown) {
      CO_TRY(document, co_await updated_document(services.engine, *written, std::move(*shown)));
    }
    co_return written_answer(*written, refreshed, document);
  };
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  WantedWrite wanted;
  wanted.write.action = Write::Action::remove;
  wanted.write.index = request.capture("index");
  wanted.write.id = request.capture("id");
  TRY(const auto options, read_write_options(request));
  TRY_VOID(apply(options, request, wanted));
  return [&services, wanted = std::move(wanted)]() mutable -> Awaitable<Result<Answer>> {
    const bool refreshed = wanted.refreshed;
    CO_TRY(const auto written, co_await carry_out(services.engine, std::move(wanted)));
    co_return written_answer(written, refreshed);
  };
}

}  // namespace

std::vector<Route> document_write_routes() {
  return {
      {"POST", "/{index}/_doc", prepare_post},           {"PUT", "/{index}/_doc/{id}", prepare_put},
      {"POST", "/{index}/_doc/{id}", prepare_put},       {"PUT", "/{index}/_create/{id}", prepare_create},
      {"POST", "/{index}/_create/{id}", prepare_create}, {"POST", "/{index}/_update/{id}", prepare_update},
      {"DELETE", "/{index}/_doc/{id}", prepare_delete},
  };
}

}  // namespace headrace::rest
