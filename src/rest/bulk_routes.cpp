// `_bulk` (docs/spec/document-api.md 4.14).

#include <fmt/format.h>

#include <iterator>

#include "content/answer.h"
#include "content/bulk_run.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"
#include "rest/filter_path.h"

namespace headrace::rest {
namespace {

/// The answer, item by item, as text in pieces: of many items a tree would take many times that.
class BulkAnswer {
 public:
  BulkAnswer(bool refreshed, std::string_view filter_path) : refreshed_(refreshed), filter_(filter_path) {}

  /// Gives the bytes of the answer up to now.
  std::size_t add(const content::BulkItem& item) {
    item_.clear();
    fmt::format_to(std::back_inserter(item_), R"({{"{}":{{)", item.name);
    if (item.is_dropped) {
      content::write_dropped(item.index, item.id, item_);
      item_ += R"(,"status":200)";
    } else if (item.result) {
      add_written(item);
    } else {
      add_error(item);
    }
    item_ += "}}";
    if (!filter_.keeps_all()) filter_item();
    if (!item_.empty()) append_item();
    return bytes_;
  }

  Answer finish(std::chrono::milliseconds took) && {
    auto head = json::object({{"errors", has_errors_}, {"took", took.count()}});
    if (!filter_.keeps_all()) head = filter_.apply(head);
    Answer answer{.body = json::write(head), .pieces = std::move(pieces_), .is_filtered = true};
    if (answer.pieces.empty() && !shows_no_items()) return answer;
    answer.body.pop_back();
    answer.body += head.as_object().empty() ? R"("items":[)" : R"(,"items":[)";
    answer.pieces.emplace_back("]}");
    return answer;
  }

 private:
  static constexpr std::size_t piece_bytes = std::size_t{256} << 10;

  void append_item() {
    if (pieces_.empty() || pieces_.back().size() > piece_bytes) pieces_.emplace_back();
    auto& piece = pieces_.back();
    const auto before = piece.capacity();
    if (pieces_.size() > 1 || !piece.empty()) piece += ',';
    piece += item_;
    bytes_ += piece.capacity() - before;
  }

  /// As filter_path does over the whole answer.
  void filter_item() {
    const auto item = json::parse(item_);
    if (!item) return;
    const auto kept = filter_.apply(json::object({{"items", json::Array{*item}}}));
    const auto* items = kept.find("items");
    item_ = items == nullptr || items->as_array().empty() ? "" : json::write(items->as_array().front());
  }

  /// Whether filter_path lets `items` stand when it is empty.
  [[nodiscard]] bool shows_no_items() const { return filter_.apply(json::object({{"items", json::Array{}}})).find("items") != nullptr; }

  void add_written(const content::BulkItem& item) {
    content::write_written(*item.result, refreshed_, item_);
    if (item.document && item.shown) {
      fmt::format_to(std::back_inserter(item_), R"(,"get":{{"_seq_no":{},"_primary_term":{},"found":true,"_source":)",
                     item.document->seq_no, item.document->primary_term);
      item.shown->write(*item.document->source, item_);
      item_ += '}';
    }
    fmt::format_to(std::back_inserter(item_), R"(,"status":{})", content::status_of(item.result->outcome));
  }

  void add_error(const content::BulkItem& item) {
    has_errors_ = true;
    item_ += R"("_index":)";
    json::write_string(item.index, item_);
    item_ += R"(,"_id":)";
    json::write(item.id ? json::Value(*item.id) : json::Value(), item_);
    fmt::format_to(std::back_inserter(item_), R"(,"status":{},"error":)", status_of(item.result.error().kind));
    json::write(error_object(item.result.error()), item_);
  }

  bool refreshed_;
  FilterPath filter_;
  bool has_errors_ = false;
  std::string item_;  ///< that is being written
  std::vector<std::string> pieces_;
  std::size_t bytes_ = 0;
};

Result<Action> prepare_bulk(Services& services, RequestContext& request) {
  content::BulkBody body;
  if (auto* unread = request.unread_body()) {
    body.more = [unread] { return unread->read(); };
  } else {
    TRY(body.text, request.required_body());
  }
  content::BulkDefaults defaults;
  defaults.index = request.text("index");
  defaults.pipeline = request.text("pipeline");
  defaults.shown = read_source_filter(request);
  TRY(defaults.require_alias, request.flag("require_alias"));
  TRY(const auto refreshed, read_refresh(request));
  TRY_VOID(request.flag("list_executed_pipelines"));
  TRY_VOID(request.flag("require_data_stream"));
  request.accept({"routing", "timeout", "wait_for_active_shards"});
  return [&services, body = std::move(body), refreshed, filter_path = request.text("filter_path"),
          defaults = std::move(defaults)]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(auto lease, services.indexing.take(body.text.size()));
    auto& clock = *services.options.clock;
    const auto start = clock.now();
    BulkAnswer answer(refreshed, filter_path);
    content::BulkSink sink = [&answer](const content::BulkItem& item) { return answer.add(item); };
    CO_TRY(auto pipelines, co_await services.pipelines.all());
    content::PipelineRunner runner(std::move(pipelines), start);
    CO_TRY_VOID(
        co_await content::run_bulk(services.engine, std::move(runner), std::move(body), std::move(defaults), lease, std::move(sink)));
    co_return std::move(answer).finish(elapsed_since(start, clock));
  };
}

}  // namespace

std::vector<Route> bulk_routes() {
  return {{"POST", "/_bulk", prepare_bulk, true},
          {"PUT", "/_bulk", prepare_bulk, true},
          {"POST", "/{index}/_bulk", prepare_bulk, true},
          {"PUT", "/{index}/_bulk", prepare_bulk, true}};
}

}  // namespace headrace::rest
