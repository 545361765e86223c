#include "service/http_backend.h"

#include <fmt/format.h>

#include "http/uri.h"
#include "service/http_content.h"

namespace headrace::service {
namespace {

using engine::connectors_alias;
using engine::sync_jobs_alias;
using http::percent_encode;

constexpr int page_size = 100;

Result<Record> record_of(const json::Value& document) {
  const auto* source = document.find("_source");
  const auto* seq_no = document.find("_seq_no");
  const auto* term = document.find("_primary_term");
  if (source == nullptr || seq_no == nullptr || term == nullptr) {
    return fail(ErrorKind::unavailable, "The target's answer has a document without _source, _seq_no or _primary_term.");
  }
  return Record{std::string(document.text("_id")),
                *source,
                {static_cast<std::uint64_t>(seq_no->integer().value_or(0)), static_cast<std::uint64_t>(term->integer().value_or(0))}};
}

json::Value terms(std::string_view field, const std::vector<std::string>& values) {
  json::Array list;
  for (const auto& value : values) list.emplace_back(value);
  return json::object({{"terms", json::object({{field, std::move(list)}})}});
}

json::Value term(std::string_view field, json::Value value) { return json::object({{"term", json::object({{field, std::move(value)}})}}); }

json::Value stats_body(const control::SyncJobStats& stats) {
  auto body = json::object({{"deleted_document_count", stats.deleted_document_count},
                            {"indexed_document_count", stats.indexed_document_count},
                            {"indexed_document_volume", stats.indexed_document_volume}});
  if (stats.total_document_count) body.set("total_document_count", *stats.total_document_count);
  if (stats.last_seen) body.set("last_seen", base::format_instant(*stats.last_seen));
  if (stats.metadata) body.set("metadata", *stats.metadata);
  return body;
}

class HttpBackend final : public Backend {
 public:
  HttpBackend(http::ClientOptions target, Retry retry, base::Clock& clock)
      : target_(std::move(target)), retry_(retry), clock_(clock), caller_(target_, retry_, interruption_, clock_) {}

  /// docs/spec/connector-service.md 5.5
  Result<void> prepare() override {
    for (const auto index : {engine::connectors_index, engine::sync_jobs_index}) {
      const auto path = fmt::format("/{}", index);
      TRY(const auto found, caller_.send("HEAD", path));
      if (found.status == 200) continue;
      if (found.status != 404) return fail(error_of(found, "HEAD " + path));
      TRY(const auto made, caller_.send("PUT", path));
      if (made.status / 100 != 2 && !made.body.contains("resource_already_exists_exception")) return fail(error_of(made, "PUT " + path));
    }
    return {};
  }

  Result<void> connectors(const ConnectorFilter& filter, const Visit& visit) override {
    json::Array any;
    if (filter.native) any.push_back(term("is_native", true));
    if (!filter.ids.empty()) any.push_back(terms("_id", filter.ids));
    if (!filter.service_types.empty()) {
      any.push_back(json::object({{"bool", json::object({{"filter", json::Array{terms("service_type", filter.service_types)}},
                                                         {"must_not", json::Array{term("is_native", true)}}})}}));
    }
    if (any.empty()) return {};
    const auto query =
        json::object({{"should", std::move(any)}, {"minimum_should_match", 1}, {"must_not", json::Array{term("deleted", true)}}});
    return search(connectors_alias, json::object({{"bool", query}}), json::Array{json::object({{"_seq_no", "asc"}})}, visit);
  }

  Result<std::optional<Record>> connector(const std::string& id) override { return record(connectors_alias, id); }

  Result<void> jobs(const JobFilter& filter, const Visit& visit) override {
    if (filter.connector_ids && filter.connector_ids->empty()) return {};
    json::Array all;
    if (!filter.statuses.empty()) {
      std::vector<std::string> names;
      for (const auto status : filter.statuses) names.emplace_back(control::to_string(status));
      all.push_back(terms("status", names));
    }
    if (filter.connector_ids) all.push_back(terms("connector.id", *filter.connector_ids));
    const json::Array order{json::object({{"created_at", "asc"}}), json::object({{"_seq_no", "asc"}})};
    return search(sync_jobs_alias, json::object({{"bool", json::object({{"filter", std::move(all)}})}}), order, visit);
  }

  Result<std::optional<Record>> job(const std::string& id) override { return record(sync_jobs_alias, id); }

  Result<void> check_in(const std::string& connector_id) override {
    return done(caller_.json("PUT", fmt::format("/_connector/{}/_check_in", percent_encode(connector_id))));
  }

  Result<std::optional<engine::Guard>> update_connector(const std::string& id, const json::Value& part,
                                                        std::optional<engine::Guard> guard) override {
    return update(connectors_alias, id, part, guard);
  }

  Result<std::optional<engine::Guard>> update_job(const std::string& id, const json::Value& part,
                                                  std::optional<engine::Guard> guard) override {
    return update(sync_jobs_alias, id, part, guard);
  }

  Result<bool> create_job(const std::string& id, const json::Value& job) override {
    const auto created = caller_.json("PUT", fmt::format("/{}/_create/{}", sync_jobs_alias, percent_encode(id)), json::write(job));
    if (created) return true;
    if (created.error().kind == ErrorKind::version_conflict) return false;
    return fail(created.error());
  }

  Result<ClaimOutcome> claim(const std::string& id, const control::SyncJobClaim& claim) override {
    auto body = json::object({{"worker_hostname", claim.worker_hostname}});
    if (claim.sync_cursor) body.set("sync_cursor", *claim.sync_cursor);
    auto path = fmt::format("/_connector/_sync_job/{}/_claim", percent_encode(id));
    if (claim.token) path += "?claim_token=" + percent_encode(*claim.token);
    TRY(const auto answer, caller_.send("PUT", path, json::write(body)));
    if (answer.status / 100 == 2) return ClaimOutcome::claimed;
    if (answer.status == 409) return ClaimOutcome::refused;
    if (claim.token && answer.status == 400 && answer.body.contains("claim_token")) return ClaimOutcome::token_unknown;
    return fail(error_of(answer, "PUT " + path.substr(0, path.find('?'))));
  }

  Result<void> report(const std::string& id, const control::SyncJobStats& stats) override {
    const auto path = fmt::format("/_connector/_sync_job/{}/_stats", percent_encode(id));
    return done(caller_.json("PUT", path, json::write(stats_body(stats))));
  }

  std::unique_ptr<ContentTarget> content(const std::string& authorization) override {
    auto target = target_;
    if (!authorization.empty()) target.authorization = authorization;
    return std::make_unique<HttpContent>(std::make_unique<HttpCaller>(std::move(target), retry_, interruption_, clock_));
  }

  bool on_change(std::function<void()>) override { return false; }
  void interrupt() override { interruption_->interrupt(); }

 private:
  static Result<void> done(const Result<json::Value>& answer) { return answer ? Result<void>() : fail(answer.error()); }

  Result<std::optional<Record>> record(std::string_view index, const std::string& id) {
    const auto answer = caller_.json("GET", fmt::format("/{}/_doc/{}", index, percent_encode(id)));
    if (!answer) return is_gone(answer.error()) ? Result<std::optional<Record>>(std::nullopt) : fail(answer.error());
    TRY(auto record, record_of(*answer));
    return record;
  }

  /// Page after page, without the limit that `from` has (docs/spec/connector-service.md 4.8).
  Result<void> search(std::string_view index, json::Value query, json::Array order, const Visit& visit) {
    auto body = json::object({{"query", std::move(query)}, {"size", page_size}, {"sort", std::move(order)}, {"seq_no_primary_term", true}});
    for (;;) {
      const auto answer = caller_.json("POST", fmt::format("/{}/_search?expand_wildcards=hidden", index), json::write(body));
      if (!answer) return answer.error().kind == ErrorKind::index_not_found ? Result<void>() : fail(answer.error());
      const auto* hits = answer->at_path("hits.hits");
      if (hits == nullptr || !hits->is_array()) return fail(ErrorKind::unavailable, "The target's answer to a search has no hits.");
      for (const auto& hit : hits->as_array()) {
        TRY(const auto record, record_of(hit));
        if (!visit(record)) return {};
      }
      if (hits->as_array().size() < page_size) return {};
      const auto* sort = hits->as_array().back().find("sort");
      if (sort == nullptr) return fail(ErrorKind::unavailable, "The target does not tell where a page of a sorted search ends.");
      body.set("search_after", *sort);
    }
  }

  Result<std::optional<engine::Guard>> update(std::string_view index, const std::string& id, const json::Value& part,
                                              std::optional<engine::Guard> guard) {
    auto path = fmt::format("/{}/_update/{}", index, percent_encode(id));
    if (guard) path += fmt::format("?if_seq_no={}&if_primary_term={}", guard->seq_no, guard->primary_term);
    const auto answer = caller_.json("POST", path, json::write(json::object({{"doc", part}})));
    if (!answer) {
      if (answer.error().kind == ErrorKind::version_conflict) return std::nullopt;
      return fail(answer.error());
    }
    const auto* seq_no = answer->find("_seq_no");
    const auto* term = answer->find("_primary_term");
    if (seq_no == nullptr || term == nullptr) return fail(ErrorKind::unavailable, "The target's answer to an update has no _seq_no.");
    return engine::Guard{static_cast<std::uint64_t>(seq_no->integer().value_or(0)),
                         static_cast<std::uint64_t>(term->integer().value_or(0))};
  }

  const http::ClientOptions target_;
  const Retry retry_;
  base::Clock& clock_;
  const std::shared_ptr<Interruption> interruption_ = std::make_shared<Interruption>();
  HttpCaller caller_;
};

}  // namespace

std::unique_ptr<Backend> http_backend(http::ClientOptions target, Retry retry, base::Clock& clock) {
  return std::make_unique<HttpBackend>(std::move(target), retry, clock);
}

}  // namespace headrace::service
