#include "content/bulk_run.h"

#include <map>
#include <utility>

#include "content/documents.h"

namespace headrace::content {
namespace {

using engine::Engine;
using engine::Write;
using engine::Written;

/// A batch is written when it has this much: enough to make the sync of the disk small beside it, little beside a large body.
constexpr std::size_t batch_items = 10'000;
constexpr std::size_t batch_bytes = 8 << 20;

/// Items on their way, and the writes of those that are still good.
class Batch {
 public:
  Batch(Engine& engine, const BulkSink& sink) : engine_(engine), sink_(sink) {}

  void refuse(BulkAction action, Error error) { items_.push_back(item_of(action, fail(std::move(error)))); }

  void drop(BulkAction action) {
    items_.push_back(item_of(action, Written{}));
    items_.back().is_dropped = true;
  }

  void add(BulkAction action) {
    bytes_ += action.source.size();
    places_.push_back(items_.size());
    items_.push_back(item_of(action, Written{}));
    writes_.push_back(std::move(action.write));
  }

  [[nodiscard]] bool is_full() const { return items_.size() >= batch_items || bytes_ >= batch_bytes; }

  /// Writes, and hands the items on. Errors: the store's, only while nothing has been written yet.
  Awaitable<Result<void>> flush() {
    if (!writes_.empty()) {
      auto results = co_await write_documents(engine_, std::exchange(writes_, {}));
      if (!results && !has_written_) co_return fail(std::move(results).error());
      for (std::size_t i = 0; i < places_.size(); ++i) {
        items_[places_[i]].result = results ? std::move((*results)[i]) : Result<Written>(fail(results.error()));
      }
      has_written_ = true;
    }
    for (auto& item : items_) {
      if (item.shown && item.result) co_await look_up(item);
      sink_(item);
    }
    items_.clear();
    places_.clear();
    bytes_ = 0;
    co_return Result<void>();
  }

 private:
  static BulkItem item_of(BulkAction& action, Result<Written> result) {
    const bool shows = action.write.action == Write::Action::update && action.shown && !action.shown->drops_all();
    return {.name = action.name,
            .index = action.write.index,
            .id = action.write.id,
            .result = std::move(result),
            .shown = shows ? std::move(action.shown) : std::nullopt,
            .document = std::nullopt};
  }

  Awaitable<void> look_up(BulkItem& item) {
    auto found = co_await get_document(engine_, item.result->index, item.result->id);
    if (found) item.document = std::move(found->document);
  }

  Engine& engine_;
  const BulkSink& sink_;
  std::vector<BulkItem> items_;
  std::vector<Write> writes_;
  std::vector<std::size_t> places_;  ///< of the writes among the items
  std::size_t bytes_ = 0;
  bool has_written_ = false;
};

/// Answers `require_alias` for the names of one request.
class AliasCheck {
 public:
  explicit AliasCheck(Engine& engine) : engine_(engine) {}

  Awaitable<Result<void>> check(const BulkAction& action) {
    if (!action.require_alias) co_return Result<void>();
    const auto known = known_.find(action.write.index);
    if (known != known_.end()) co_return known->second;
    auto answer = co_await check_is_alias(engine_, action.write.index);
    known_.emplace(action.write.index, answer);
    co_return answer;
  }

 private:
  Engine& engine_;
  std::map<std::string, Result<void>> known_;
};

}  // namespace

Awaitable<Result<void>> run_bulk(Engine& engine, PipelineRunner pipelines, std::string_view body, BulkDefaults defaults, BulkSink sink) {
  CO_TRY_VOID(check_bulk(body, defaults));
  BulkReader reader(body, defaults);
  AliasCheck aliases(engine);
  Batch batch(engine, sink);
  for (;;) {
    CO_TRY(auto action, reader.next());
    if (!action) break;
    auto good = co_await aliases.check(*action);
    if (good) good = reader.read_source(*action);
    Result<bool> kept = true;
    if (!good) {
      kept = fail(std::move(good).error());
    } else if (PipelineRunner::applies(action->pipeline, action->write)) {
      kept = co_await pipelines.run(action->pipeline, action->write);
    }
    if (!kept) {
      batch.refuse(std::move(*action), std::move(kept).error());
    } else if (*kept) {
      batch.add(std::move(*action));
    } else {
      batch.drop(std::move(*action));
    }
    if (batch.is_full()) CO_TRY_VOID(co_await batch.flush());
  }
  co_return co_await batch.flush();
}

}  // namespace headrace::content
