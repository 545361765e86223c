#include "content/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "content/answer.h"

namespace headrace::content {
namespace {

using engine::SearchRequest;
using engine::SearchResult;

/// Of the state store, and of the content store.
std::pair<std::vector<std::string>, std::vector<std::string>> by_store(const std::vector<std::string>& indices) {
  std::pair<std::vector<std::string>, std::vector<std::string>> parts;
  for (const auto& name : indices) (engine::Engine::is_state_index(name) ? parts.first : parts.second).push_back(name);
  return parts;
}

/// The state store's hits come first: without a sort any stable order will do.
Awaitable<Result<SearchResult>> search_both(engine::Engine& engine, SearchRequest state, SearchRequest content) {
  if (!state.sort.empty())
    co_return fail(
        ErrorKind::illegal_argument,
        "a sorted search over the connector indices and other indices at once is not supported: search them one after the other");
  const auto from = state.from;
  const auto size = state.size;
  CO_TRY(auto found, co_await engine.state().search(std::move(state)));
  const auto past_state = from > found.total ? from - found.total : 0;
  content.from = past_state;
  content.size = size - found.hits.size();
  CO_TRY(auto more, co_await engine.content().search(std::move(content)));
  found.total += more.total;
  found.timed_out = found.timed_out || more.timed_out;
  std::ranges::move(more.hits, std::back_inserter(found.hits));
  co_return found;
}

void write_total(const SearchBody& body, std::uint64_t total, const SearchAnswer& answer, std::string& to) {
  const bool cut = total > body.track_total_hits;
  const auto shown = cut ? body.track_total_hits : total;
  if (answer.total_as_number) {
    fmt::format_to(std::back_inserter(to), R"("total":{},)", shown);
  } else if (body.track_total_hits > 0) {
    fmt::format_to(std::back_inserter(to), R"("total":{{"value":{},"relation":"{}"}},)", shown, cut ? "gte" : "eq");
  }
}

void write_handle(std::string_view name, const std::string& id, std::string& to) {
  if (!id.empty()) fmt::format_to(std::back_inserter(to), R"("{}":"{}",)", name, id);
}

/// Dates in the format of their key; without one they are milliseconds.
json::Value shown_sort(const engine::SortKey& key, const json::Value& value) {
  const auto millis = key.format.empty() ? std::nullopt : value.integer();
  const auto format = millis ? base::DateFormat::compile(key.format) : fail(ErrorKind::illegal_argument, "");
  return format ? json::Value(format->print(base::Instant(std::chrono::milliseconds(*millis)))) : value;
}

void write_sort(const SearchBody& body, const engine::Hit& hit, std::string& to) {
  json::Array values;
  for (std::size_t i = 0; i < hit.sort.size(); ++i)
    values.push_back(i < body.request.sort.size() ? shown_sort(body.request.sort[i], hit.sort[i]) : hit.sort[i]);
  to += R"(,"sort":)";
  json::write(json::Value(std::move(values)), to);
}

void write_hit(const SearchBody& body, const engine::Hit& hit, std::string& to) {
  const auto& document = hit.document;
  const bool sorted = !body.request.sort.empty();
  to += R"({"_index":)";
  json::write_string(document.index, to);
  if (!body.without_id) {
    to += R"(,"_id":)";
    json::write_string(document.id, to);
  }
  if (body.version) fmt::format_to(std::back_inserter(to), R"(,"_version":{})", document.version);
  if (body.seq_no_primary_term)
    fmt::format_to(std::back_inserter(to), R"(,"_seq_no":{},"_primary_term":{})", document.seq_no, document.primary_term);
  to += sorted ? R"(,"_score":null)" : R"(,"_score":1.0)";
  write_routing(document, to);
  if (!body.source.drops_all()) {
    to += R"(,"_source":)";
    body.source.write(*document.source, to);
  }
  if (!hit.fields.empty()) {
    to += R"(,"fields":)";
    json::write(json::Value(hit.fields), to);
  }
  if (sorted) write_sort(body, hit, to);
  to += '}';
}

std::size_t expected_size(const SearchBody& body, const SearchResult& result) {
  constexpr std::size_t frame = 256;
  std::size_t size = frame;
  for (const auto& hit : result.hits) size += frame + (body.source.drops_all() ? 0 : hit.document.source->size());
  return size;
}

}  // namespace

Awaitable<Result<SearchState>> open_search_state(engine::Engine& engine, std::vector<std::string> indices) {
  auto [state, content] = by_store(indices);
  SearchState opened{.indices = std::move(indices)};
  if (!state.empty()) {
    CO_TRY(opened.state, co_await engine.state().open_view(std::move(state)));
  }
  if (!content.empty()) {
    CO_TRY(opened.content, co_await engine.content().open_view(std::move(content)));
  }
  co_return opened;
}

Awaitable<Result<SearchResult>> run_search(engine::Engine& engine, SearchRequest request, const SearchState* in) {
  if (in != nullptr) request.indices = in->indices;
  auto content = request;
  std::tie(request.indices, content.indices) = by_store(request.indices);
  if (in != nullptr) {
    request.view = in->state;
    content.view = in->content;
  }
  if (!request.indices.empty() && !content.indices.empty()) co_return co_await search_both(engine, std::move(request), std::move(content));
  if (!request.indices.empty()) co_return co_await engine.state().search(std::move(request));
  if (!content.indices.empty()) co_return co_await engine.content().search(std::move(content));
  co_return SearchResult{};
}

std::string write_search_answer(const SearchBody& body, const SearchResult& result, const SearchAnswer& answer) {
  std::string out;
  out.reserve(expected_size(body, result));
  out += '{';
  write_handle("_scroll_id", answer.scroll_id, out);
  write_handle("pit_id", answer.pit_id, out);
  fmt::format_to(std::back_inserter(out), R"("took":{},"timed_out":{},"_shards":{},"hits":{{)", answer.took.count(), result.timed_out,
                 read_shards);
  write_total(body, result.total, answer, out);
  const bool scored = body.request.sort.empty() && !result.hits.empty();
  fmt::format_to(std::back_inserter(out), R"("max_score":{},"hits":[)", scored ? "1.0" : "null");
  for (const auto& hit : result.hits) {
    if (&hit != &result.hits.front()) out += ',';
    write_hit(body, hit, out);
  }
  out += "]}}";
  return out;
}

std::string write_count_answer(std::uint64_t count) { return fmt::format(R"({{"count":{},"_shards":{}}})", count, read_shards); }

}  // namespace headrace::content
