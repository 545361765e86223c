#pragma once
// Answers that several endpoints share. Stored documents go out as their bytes, never as a tree.

#include "engine/store.h"
#include "rest/route.h"

namespace headrace::rest {

/// `{"result":"updated"}` or `noop`.
Answer result_answer(control::UpdateResult result);
/// `{"acknowledged":true}`
Answer acknowledged();
/// `{"total":1,"successful":1,"failed":0}` of indices with one shard each.
json::Value shards_body(std::size_t indices);
/// A small answer that is made here.
Answer json_answer(const json::Value& body, unsigned status = 200);

/// Answer::state of what shows this document: its sequence number is another one after each write.
std::uint64_t state_of(const engine::Document& document);

/// An action that has its answer already.
Action at_once(Answer answer);

/// The stored document with `id` put in front (docs/spec/sync-jobs.md 1.1).
Answer document_answer(const engine::Document& document);
/// `{"count":3,"results":[…]}` (docs/spec/sync-jobs.md 3.2, docs/spec/connectors.md 3.5).
Answer page_answer(const engine::ListPage& page);
/// Puts `"next":"…"` behind the results of a page.
void add_next(Answer& page, std::string_view cursor);

/// `from` and `size` of a list.
struct Window {
  std::uint64_t from = 0;
  std::uint64_t size = 100;
};
/// The numbers as they were sent, for lists that read more before they complain about negative ones.
struct SentWindow {
  std::int32_t from = 0;
  std::int32_t size = 100;
  /// Errors: illegal_argument, `Parameter [from] cannot be < 0`.
  [[nodiscard]] Result<Window> checked() const;
};
Result<SentWindow> read_window(RequestContext& request);

}  // namespace headrace::rest
