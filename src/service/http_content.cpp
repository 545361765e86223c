#include "service/http_content.h"

#include <fmt/format.h>

#include "http/uri.h"
#include "service/direct_content.h"

namespace headrace::service {
namespace {

using http::percent_encode;

constexpr std::string_view scroll_time = "5m";
constexpr int scan_page_size = 1000;

const json::Array& hits_of(const json::Value& answer) {
  static const auto& none = *new json::Array;  // never destroyed, here and below: a data path that was left alone may outlive main()
  const auto* hits = answer.at_path("hits.hits");
  return hits != nullptr && hits->is_array() ? hits->as_array() : none;
}

/// False when the visitor has had enough.
bool visit_all(const json::Array& hits, const std::function<bool(const StoredDocument&)>& visit) {
  static const auto& nothing = *new json::Value;
  for (const auto& hit : hits) {
    const auto* source = hit.find("_source");
    if (!visit(stored_document(std::string(hit.text("_id")), source == nullptr ? nothing : *source))) return false;
  }
  return true;
}

/// A search that could not look everywhere must not pass for a whole one.
Result<void> check_complete(const json::Value& answer) {
  const auto* failed = answer.at_path("_shards.failed");
  if (failed == nullptr || failed->integer().value_or(0) == 0) return {};
  return fail(ErrorKind::unavailable, "Not all shards of the index could be read, so the known documents are not known.");
}

constexpr std::string_view begin_of_action(Operation::Kind kind) {
  switch (kind) {
    case Operation::Kind::index:
      return R"({"index":{"_index":)";
    case Operation::Kind::update:
      return R"({"update":{"_index":)";
    case Operation::Kind::remove:
      return R"({"delete":{"_index":)";
  }
  return {};
}

std::string bulk_body(const std::string& index, std::span<const Operation> operations) {
  std::string quoted_index;
  json::write_string(index, quoted_index);
  std::size_t bytes = 0;
  for (const auto& operation : operations) bytes += operation.id.size() + operation.body.size() + quoted_index.size() + 64;
  std::string body;
  body.reserve(bytes);
  for (const auto& operation : operations) {
    ((body += begin_of_action(operation.kind)) += quoted_index) += R"(,"_id":)";
    json::write_string(operation.id, body);
    body += "}}\n";
    if (operation.kind == Operation::Kind::index) (body += operation.body) += '\n';
    if (operation.kind == Operation::Kind::update) ((body += R"({"doc":)") += operation.body) += ",\"doc_as_upsert\":true}\n";
  }
  return body;
}

Error too_large(std::size_t bytes, std::size_t documents) {
  return {ErrorKind::unavailable,
          fmt::format("The target refuses a bulk request of [{}] bytes with [{}] documents as too large (status code 413). Lower "
                      "elasticsearch.bulk.chunk_max_mem_size in the configuration of the service, or let the target take larger requests "
                      "(http.max_content_length of Elasticsearch, and what stands in front of it).",
                      bytes, documents)};
}

ItemOutcome outcome_of(const json::Value& item) {
  if (!item.is_object() || item.as_object().empty()) return {.reason = "the target gave no answer for this document"};
  const auto& told = item.as_object().front().value;
  const auto* error = told.find("error");
  if (error == nullptr) return {.accepted = true};  // `not_found` of a deletion too (docs/spec/connector-service.md 22, 13)
  const auto* status = told.find("status");
  const auto code = status == nullptr ? 0 : status->integer().value_or(0);
  const auto reason = error->is_object() ? fmt::format("{}: {}", error->text("type"), error->text("reason")) : json::write(*error);
  return {.may_retry = code == 429 || code == 503, .reason = reason};
}

}  // namespace

Result<void> HttpContent::ensure_index(const std::string& index, const json::Value& mappings) {
  const auto path = "/" + percent_encode(index);
  TRY(const auto found, caller_->send("HEAD", path));
  if (found.status == 200) return {};
  if (found.status != 404) return fail(error_of(found, "HEAD " + path));
  TRY(const auto made, caller_->send("PUT", path, json::write(json::object({{"mappings", mappings}}))));
  // Somebody else may have made it in between.
  if (made.status / 100 == 2 || made.body.contains("resource_already_exists_exception")) return {};
  return fail(error_of(made, "PUT " + path));
}

Result<std::optional<json::Value>> HttpContent::document(const std::string& index, const std::string& id) {
  const auto answer = caller_->json("GET", fmt::format("/{}/_doc/{}", percent_encode(index), percent_encode(id)));
  if (!answer) return is_gone(answer.error()) ? Result<std::optional<json::Value>>(std::nullopt) : fail(answer.error());
  const auto* source = answer->find("_source");
  if (source == nullptr) return fail(ErrorKind::unavailable, "The target's answer has a document without _source.");
  return *source;
}

Result<bool> HttpContent::has_pipeline(const std::string& name) {
  TRY(const auto answer, caller_->send("GET", "/_ingest/pipeline/" + percent_encode(name)));
  return answer.status == 200;
}

Result<void> HttpContent::scan(const std::string& index, const ScanDetail&, const std::function<bool(const StoredDocument&)>& visit) {
  const auto body = json::object({{"size", scan_page_size}, {"sort", "_doc"}, {"_source", json::Array{"id", "_timestamp"}}});
  auto page = caller_->json("POST", fmt::format("/{}/_search?scroll={}", percent_encode(index), scroll_time), json::write(body));
  if (page) return scroll(std::move(*page), visit);
  if (page.error().kind == ErrorKind::index_not_found) return {};
  if (page.error().kind == ErrorKind::illegal_argument) return scan_by_id(index, visit);
  return fail(std::move(page).error());
}

Result<void> HttpContent::scroll(json::Value page, const std::function<bool(const StoredDocument&)>& visit) {
  Result<void> result;
  std::string id;
  for (;;) {
    id = page.text("_scroll_id");
    result = check_complete(page);
    if (!result || hits_of(page).empty() || !visit_all(hits_of(page), visit)) break;
    auto next = caller_->json("POST", "/_search/scroll", json::write(json::object({{"scroll", scroll_time}, {"scroll_id", id}})));
    if (!next) {
      result = fail(std::move(next).error());
      break;
    }
    page = std::move(*next);
  }
  // Not waiting for its end would be as well: the target forgets it after its time.
  std::ignore = caller_->send("DELETE", "/_search/scroll", json::write(json::object({{"scroll_id", id}})));
  return result;
}

/// For a target without scroll: in order of id, so that no document is shown twice or left out whatever is written meanwhile.
Result<void> HttpContent::scan_by_id(const std::string& index, const std::function<bool(const StoredDocument&)>& visit) {
  auto body = json::object(
      {{"size", scan_page_size}, {"sort", json::Array{json::object({{"_id", "asc"}})}}, {"_source", json::Array{"id", "_timestamp"}}});
  for (;;) {
    const auto page = caller_->json("POST", fmt::format("/{}/_search", percent_encode(index)), json::write(body));
    if (!page) return page.error().kind == ErrorKind::index_not_found ? Result<void>() : fail(page.error());
    TRY_VOID(check_complete(*page));
    const auto& hits = hits_of(*page);
    if (!visit_all(hits, visit) || hits.size() < scan_page_size) return {};
    const auto* sort = hits.back().find("sort");
    if (sort == nullptr) return fail(ErrorKind::unavailable, "The target does not tell where a page of a sorted search ends.");
    body.set("search_after", *sort);
  }
}

Result<std::vector<ItemOutcome>> HttpContent::bulk(const std::string& index, const std::string& pipeline,
                                                   std::span<const Operation> operations) {
  // Of an answer that tells a lot of each document, what is looked at.
  auto target = std::string("/_bulk?filter_path=items.*.status,items.*.error");
  if (!pipeline.empty()) target += "&pipeline=" + percent_encode(pipeline);
  const auto body = bulk_body(index, operations);
  TRY(const auto response, caller_->send("POST", target, body, "application/x-ndjson"));
  if (response.status == 413) return fail(too_large(body.size(), operations.size()));
  if (response.status / 100 != 2) return fail(error_of(response, "POST " + target));
  TRY(const auto answer, read_answer(response, "POST " + target));
  const auto* items = answer.find("items");
  const auto answered = items != nullptr && items->is_array() ? items->as_array().size() : 0;
  if (answered != operations.size()) {
    return fail(ErrorKind::unavailable,
                fmt::format("The target's answer to a bulk request does not fit the request: it has [{}] items for [{}] documents, so what "
                            "became of them is not known.",
                            answered, operations.size()));
  }
  std::vector<ItemOutcome> outcomes;
  outcomes.reserve(operations.size());
  for (const auto& item : items->as_array()) outcomes.push_back(outcome_of(item));
  return outcomes;
}

Result<std::uint64_t> HttpContent::count(const std::string& index) {
  const auto path = "/" + percent_encode(index);
  TRY(const auto refreshed, caller_->send("POST", path + "/_refresh"));  // a target without refresh shows every write at once
  if (refreshed.status == 404) return 0;
  const auto answer = caller_->json("POST", path + "/_count");
  if (!answer) return answer.error().kind == ErrorKind::index_not_found ? Result<std::uint64_t>(0) : fail(answer.error());
  const auto* count = answer->find("count");
  const auto value = count == nullptr ? std::nullopt : count->integer();
  if (!value || *value < 0) return fail(ErrorKind::unavailable, "The target's answer to a count has no count.");
  return static_cast<std::uint64_t>(*value);
}

}  // namespace headrace::service
