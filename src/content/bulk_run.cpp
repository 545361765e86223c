#include "content/bulk_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "content/documents.h"
#include "content/errors.h"

namespace headrace::content {
namespace {

using engine::Engine;
using engine::Write;
using engine::Written;

/// A batch is written when it has this much.
struct BatchSize {
  std::size_t items;
  std::size_t bytes;
};
constexpr BatchSize batch_of_whole{.items = 10'000, .bytes = whole_bulk_bytes};
constexpr BatchSize batch_of_stream{.items = 1'000, .bytes = std::size_t{1} << 20};
/// After so many actions others get their turn.
constexpr std::size_t actions_of_a_turn = 1'000;

/// What an item needs beside its document, about.
constexpr std::size_t item_bytes = 256;

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
    bytes_ += action.source.size() + item_bytes;
    places_.push_back(items_.size());
    items_.push_back(item_of(action, Written{}));
    writes_.push_back(std::move(action.write));
  }

  [[nodiscard]] bool is_full(const BatchSize& size) const { return items_.size() >= size.items || bytes_ >= size.bytes; }
  /// In memory, about.
  [[nodiscard]] std::size_t bytes() const { return bytes_ + answer_bytes_; }
  /// Actions that have their answer, and that.
  [[nodiscard]] std::size_t done() const { return done_; }
  [[nodiscard]] std::size_t answer_bytes() const { return answer_bytes_; }

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
      answer_bytes_ = sink_(item);
    }
    done_ += items_.size();
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
  std::size_t bytes_ = 0;            ///< of the writes
  std::size_t answer_bytes_ = 0;
  std::size_t done_ = 0;
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

/// One request.
class BulkRun {
 public:
  BulkRun(Engine& engine, const PipelineRunner& pipelines, BulkBody body, const BulkDefaults& defaults, IndexingPressure::Lease& held,
          const BulkSink& sink)
      : pipelines_(pipelines), body_(std::move(body)), defaults_(defaults), held_(held), aliases_(engine), batch_(engine, sink) {}

  Awaitable<Result<void>> run() {
    auto done = body_.more ? co_await run_unread() : co_await run_whole(body_.text);
    if (!done && batch_.done() > 0)
      done.error().reason += fmt::format(" (the first [{}] actions of this request have been carried out)", batch_.done());
    co_return done;
  }

 private:
  Awaitable<Result<void>> run_unread() {
    std::string begin(body_.text);
    begin.reserve(whole_bulk_bytes + whole_bulk_bytes / 8);
    while (begin.size() <= whole_bulk_bytes) {
      CO_TRY(const auto piece, co_await body_.more());
      if (!piece) co_return co_await run_whole(begin);
      CO_TRY_VOID(held_.hold(begin.size() + piece->size()));
      begin += *piece;
    }
    co_return co_await run_stream(std::move(begin));
  }

  Awaitable<Result<void>> run_whole(std::string_view text) {
    text_bytes_ = text.size();
    BulkReader reader(text, defaults_);
    BulkCheck check(reader);
    for (;;) {
      CO_TRY(const auto is_read, check.step(batch_of_whole.items));
      if (is_read) break;
      co_await give_way();
    }
    CO_TRY(auto actions, check.finish());
    for (auto& action : actions) CO_TRY_VOID(co_await take(reader, std::move(action), batch_of_whole));
    actions = {};
    for (;;) {
      CO_TRY(auto action, reader.next());
      if (!action) break;
      CO_TRY_VOID(co_await take(reader, std::move(*action), batch_of_whole));
    }
    co_return co_await batch_.flush();
  }

  Awaitable<Result<void>> run_stream(std::string begin) {
    BulkReader reader(defaults_);
    reader.feed(std::move(begin));
    for (;;) {
      CO_TRY(auto action, reader.next());
      if (!reader.invalid().empty()) co_return fail(validation_failed(reader.invalid()));
      if (action) {
        CO_TRY_VOID(check_number_of_actions(taken_ + 1));
        CO_TRY_VOID(co_await take(reader, std::move(*action), batch_of_stream));
      } else if (reader.is_finished()) {
        break;
      } else {
        CO_TRY_VOID(co_await feed(reader));
      }
    }
    if (taken_ == 0) co_return fail(validation_failed({"no requests added"}));
    co_return co_await batch_.flush();
  }

  Awaitable<Result<void>> feed(BulkReader& reader) {
    CO_TRY(auto piece, co_await body_.more());
    if (piece) {
      reader.feed(std::move(*piece));
    } else {
      reader.finish();
    }
    // What a stream was let in with it keeps; only a document that is larger than that can be too much.
    text_bytes_ = std::max(reader.held_bytes(), whole_bulk_bytes);
    if (text_bytes_ > 2 * whole_bulk_bytes) co_return held_.hold(text_bytes_ + batch_.bytes());
    held_.must_hold(text_bytes_ + batch_.bytes());
    co_return Result<void>();
  }

  Awaitable<Result<void>> take(BulkReader& reader, BulkAction action, const BatchSize& size) {
    auto good = co_await aliases_.check(action);
    if (good) good = reader.read_source(action);
    auto kept = good ? pipelines_.run(action.pipeline, action.write) : Result<bool>(std::unexpected(std::move(good).error()));
    if (!kept) {
      batch_.refuse(std::move(action), std::move(kept).error());
    } else if (*kept) {
      batch_.add(std::move(action));
    } else {
      batch_.drop(std::move(action));
    }
    if (batch_.is_full(size)) {
      CO_TRY_VOID(co_await batch_.flush());
      held_.must_hold(text_bytes_ + batch_.bytes());
      if (batch_.answer_bytes() > most_bulk_answer_bytes)
        co_return fail(ErrorKind::rejected_execution, "the answer of a bulk request becomes too large here: send it in parts");
    }
    if (++taken_ % actions_of_a_turn == 0) co_await give_way();
    co_return Result<void>();
  }

  const PipelineRunner& pipelines_;
  BulkBody body_;
  const BulkDefaults& defaults_;
  IndexingPressure::Lease& held_;
  AliasCheck aliases_;
  Batch batch_;
  std::size_t taken_ = 0;       ///< actions
  std::size_t text_bytes_ = 0;  ///< of the body, in memory
};

}  // namespace

Awaitable<Result<void>> run_bulk(Engine& engine, PipelineRunner pipelines, BulkBody body, BulkDefaults defaults,
                                 IndexingPressure::Lease& held, BulkSink sink) {
  BulkRun run(engine, pipelines, std::move(body), defaults, held, sink);
  co_return co_await run.run();
}

}  // namespace headrace::content
