// `_bulk` (docs/spec/document-api.md 4.14).

#include <fmt/format.h>

#include <iterator>

#include "content/answer.h"
#include "content/bulk_run.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

/// The answer, item by item.
class BulkAnswer {
 public:
  explicit BulkAnswer(bool refreshed) : refreshed_(refreshed) {}

  void add(const content::BulkItem& item) {
    if (!items_.empty()) items_ += ',';
    fmt::format_to(std::back_inserter(items_), R"({{"{}":{{)", item.name);
    if (item.is_dropped) {
      content::write_dropped(item.index, item.id, items_);
      items_ += R"(,"status":200)";
    } else if (item.result) {
      add_written(item);
    } else {
      add_error(item);
    }
    items_ += "}}";
  }

  std::string finish(std::chrono::milliseconds took) && {
    items_.insert(0, fmt::format(R"({{"errors":{},"took":{},"items":[)", has_errors_, took.count()));
    items_ += "]}";
    return std::move(items_);
  }

 private:
  void add_written(const content::BulkItem& item) {
    content::write_written(*item.result, refreshed_, items_);
    if (item.document && item.shown) {
      fmt::format_to(std::back_inserter(items_), R"(,"get":{{"_seq_no":{},"_primary_term":{},"found":true,"_source":)",
                     item.document->seq_no, item.document->primary_term);
      item.shown->write(*item.document->source, items_);
      items_ += '}';
    }
    fmt::format_to(std::back_inserter(items_), R"(,"status":{})", content::status_of(item.result->outcome));
  }

  void add_error(const content::BulkItem& item) {
    has_errors_ = true;
    items_ += R"("_index":)";
    json::write_string(item.index, items_);
    items_ += R"(,"_id":)";
    json::write(item.id ? json::Value(*item.id) : json::Value(), items_);
    fmt::format_to(std::back_inserter(items_), R"(,"status":{},"error":)", status_of(item.result.error().kind));
    json::write(error_object(item.result.error()), items_);
  }

  bool refreshed_;
  bool has_errors_ = false;
  std::string items_;
};

Result<Action> prepare_bulk(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  content::BulkDefaults defaults;
  defaults.index = request.text("index");
  defaults.pipeline = request.text("pipeline");
  defaults.shown = read_source_filter(request);
  TRY(defaults.require_alias, request.flag("require_alias"));
  TRY(const auto refreshed, read_refresh(request));
  TRY_VOID(request.flag("list_executed_pipelines"));
  TRY_VOID(request.flag("require_data_stream"));
  request.accept({"routing", "timeout", "wait_for_active_shards"});
  return [&services, body, refreshed, defaults = std::move(defaults)]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(const auto lease, services.indexing.take(body.size()));
    auto& clock = *services.options.clock;
    const auto start = clock.now();
    BulkAnswer answer(refreshed);
    content::BulkSink sink = [&answer](const content::BulkItem& item) { answer.add(item); };
    CO_TRY(auto pipelines, co_await services.pipelines.all());
    content::PipelineRunner runner(std::move(pipelines), start, services.files);
    CO_TRY_VOID(co_await content::run_bulk(services.engine, std::move(runner), body, std::move(defaults), std::move(sink)));
    co_return Answer{.body = std::move(answer).finish(elapsed_since(start, clock))};
  };
}

}  // namespace

std::vector<Route> bulk_routes() {
  return {{"POST", "/_bulk", prepare_bulk},
          {"PUT", "/_bulk", prepare_bulk},
          {"POST", "/{index}/_bulk", prepare_bulk},
          {"PUT", "/{index}/_bulk", prepare_bulk}};
}

}  // namespace headrace::rest
