#include "content/by_query.h"

#include <fmt/format.h>

#include <algorithm>

#include "content/documents.h"
#include "content/errors.h"
#include "content/query_dsl.h"

namespace headrace::content {
namespace {

using engine::Document;
using engine::Write;

constexpr std::uint64_t batch_size = 1'000;

/// The next documents of one index in the order of their last change, after `place`.
engine::SearchRequest next_batch(const ByQuery& request, const std::string& index, std::uint64_t size, const json::Array& place) {
  engine::SearchRequest search;
  search.indices = {index};
  search.query = request.query;
  search.sort = {{.field = "_seq_no", .descending = false, .missing_first = false}};
  search.search_after = place;
  search.size = size;
  search.is_exact = true;
  return search;
}

/// What is done to the documents that are found.
struct Work {
  Write::Action action = Write::Action::remove;
  Touch touch = {};

  [[nodiscard]] Write write_of(const Document& document) const {
    Write write;
    write.action = action;
    write.index = document.index;
    write.id = document.id;
    write.guard = engine::Guard{document.seq_no, document.primary_term};
    write.makes_index = false;  // it may be deleted meanwhile
    if (action != Write::Action::index) return write;
    // Who asks may not see all of what a document of the state holds: it is written as it is there, not as it was found.
    if (engine::Engine::is_state_index(document.index)) {
      write.action = Write::Action::update;
      write.doc = json::Value(json::Object{});
      write.detect_noop = false;
    } else {
      write.source = *document.source;
    }
    return write;
  }
};

void count(const Result<engine::Written>& result, const Document& document, Write::Action action, DoneByQuery& to) {
  if (result) {
    ++(action == Write::Action::remove ? to.deleted : to.updated);
    return;
  }
  if (result.error().kind == ErrorKind::version_conflict) ++to.version_conflicts;
  to.failures.push_back({document.index, document.id, result.error()});
}

Awaitable<Result<void>> work_on(engine::Engine& engine, const std::vector<engine::Hit>& hits, const Work& work, DoneByQuery& to) {
  std::vector<Write> writes;
  std::vector<const Document*> documents;
  ++to.batches;
  for (const auto& hit : hits) {
    auto write = work.write_of(hit.document);
    Result<bool> wanted = true;
    if (work.touch && !engine::Engine::is_state_index(write.index)) wanted = co_await work.touch(write);
    if (!wanted) {
      to.failures.push_back({hit.document.index, hit.document.id, std::move(wanted).error()});
    } else if (!*wanted) {
      ++to.noops;
    } else {
      writes.push_back(std::move(write));
      documents.push_back(&hit.document);
    }
  }
  if (writes.empty()) co_return Result<void>();
  CO_TRY(const auto results, co_await write_documents(engine, std::move(writes)));
  for (std::size_t i = 0; i < results.size(); ++i) count(results[i], *documents[i], work.action, to);
  co_return Result<void>();
}

/// All documents of one index that there were when it began. What is written meanwhile comes later in the order and is left alone; so is
/// what this writes itself.
Awaitable<Result<void>> go_through(engine::Engine& engine, const ByQuery& request, std::string index, const Work& work, DoneByQuery& to) {
  json::Array place;
  std::uint64_t left = request.max_docs - to.total;
  for (bool first = true; left > 0; first = false) {
    CO_TRY(const auto found, co_await engine.of(index).search(next_batch(request, index, std::min(left, batch_size), place)));
    if (first) {
      left = std::min(left, found.total);
      to.total += left;
    }
    if (found.hits.empty()) break;
    CO_TRY_VOID(co_await work_on(engine, found.hits, work, to));
    if (!to.failures.empty() && !request.proceed_on_conflict) break;
    left -= std::min<std::uint64_t>(left, found.hits.size());
    place = found.hits.back().sort;
  }
  co_return Result<void>();
}

Awaitable<Result<DoneByQuery>> run(engine::Engine& engine, ByQuery request, Work work) {
  DoneByQuery done;
  for (const auto& index : request.indices) {
    CO_TRY_VOID(co_await go_through(engine, request, index, work, done));
    if (!done.failures.empty() && !request.proceed_on_conflict) break;
  }
  // With `proceed` conflicts are only counted.
  if (request.proceed_on_conflict)
    std::erase_if(done.failures, [](const auto& failure) { return failure.error.kind == ErrorKind::version_conflict; });
  co_return done;
}

}  // namespace

Awaitable<Result<DoneByQuery>> delete_by_query(engine::Engine& engine, ByQuery request) {
  co_return co_await run(engine, std::move(request), {});
}

Result<void> check_touchable(const std::vector<std::string>& indices) {
  const auto of_the_state = std::ranges::find_if(indices, [](const auto& name) { return engine::Engine::is_state_index(name); });
  if (of_the_state == indices.end()) return {};
  return fail(ErrorKind::illegal_argument,
              fmt::format("index [{}] holds the state of this server, which goes through no pipeline", *of_the_state));
}

Awaitable<Result<DoneByQuery>> update_by_query(engine::Engine& engine, ByQuery request, Touch touch) {
  co_return co_await run(engine, std::move(request), {.action = Write::Action::index, .touch = std::move(touch)});
}

Result<void> read_update_by_query(std::string_view text, base::Instant now, ByQuery& to) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(parsing(fmt::format("Expected [START_OBJECT] but found [{}]", body.token_name()), text, body.offset()));
  for (const auto& [name, value, offset] : body.as_object()) {
    if (name == "query") {
      TRY(to.query, parse_query(value, text, now));
    } else if (name == "max_docs") {
      const auto most = value.integer();
      if (!most) return fail(parsing("[max_docs] must be a number that is not negative", text, value.offset()));
      if (*most < 0) return fail(ErrorKind::illegal_argument, fmt::format("[max_docs] parameter cannot be negative, found [{}]", *most));
      to.max_docs = static_cast<std::uint64_t>(*most);
    } else if (name == "conflicts") {
      TRY(to.proceed_on_conflict, read_conflicts(value.is_string() ? value.as_string() : json::write(value)));
    } else if (name == "script") {
      return fail(ErrorKind::illegal_argument, "updates by script are not supported by this server");
    } else {
      return fail(parsing(fmt::format("request does not support [{}]", name), text, offset));
    }
  }
  return {};
}

Result<bool> read_conflicts(std::string_view conflicts) {
  if (conflicts == "abort") return false;
  if (conflicts == "proceed") return true;
  return fail(ErrorKind::illegal_argument, fmt::format("conflicts may only be \"proceed\" or \"abort\" but was [{}]", conflicts));
}

}  // namespace headrace::content
