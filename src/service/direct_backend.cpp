#include "service/direct_backend.h"

#include <algorithm>

#include "control/connectors.h"
#include "service/block_on.h"
#include "service/direct_content.h"

namespace headrace::service {
namespace {

using engine::connectors_index;
using engine::sync_jobs_index;

constexpr std::uint64_t page_size = 100;

Result<Record> record_of(const engine::Document& document) {
  TRY(auto source, json::parse(*document.source));
  return Record{document.id, std::move(source), {document.seq_no, document.primary_term}};
}

/// The first page of everything.
engine::ListRequest first_page(std::string_view index) {
  engine::ListRequest request;
  request.index = index;
  request.size = page_size;
  return request;
}

bool is_on(const json::Value& object, std::string_view name) {
  const auto* flag = object.find(name);
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

class DirectBackend final : public Backend {
 public:
  DirectBackend(engine::Engine& engine, control::Mode mode, std::chrono::seconds idle_limit)
      : engine_(engine), mode_(mode), jobs_(engine.state(), mode, idle_limit), connectors_(engine.state(), mode) {}
  ~DirectBackend() override { engine_.state().on_commit({}); }

  Result<void> prepare() override { return {}; }

  Result<void> connectors(const ConnectorFilter& filter, const Visit& visit) override {
    const auto is_of_kind = [&](const json::Value& source) {
      if (is_on(source, "is_native")) return filter.native;
      return std::ranges::find(filter.service_types, source.text("service_type")) != filter.service_types.end();
    };
    for (const auto& id : filter.ids) {
      TRY(const auto found, connector(id));
      if (!found || is_on(found->source, "deleted") || is_of_kind(found->source)) continue;  // these come with the others below
      if (!visit(*found)) return {};
    }
    if (!filter.native && filter.service_types.empty()) return {};
    auto request = first_page(connectors_index);
    request.predicate = [&](const json::Value& source) { return is_of_kind(source) && !is_on(source, "deleted"); };
    return list(std::move(request), visit);
  }

  Result<std::optional<Record>> connector(const std::string& id) override { return record(connectors_index, id); }

  Result<void> jobs(const JobFilter& filter, const Visit& visit) override {
    if (filter.connector_ids && filter.connector_ids->empty()) return {};
    auto request = first_page(sync_jobs_index);
    if (!filter.statuses.empty()) {
      std::vector<std::string> names;
      names.reserve(filter.statuses.size());
      for (const auto status : filter.statuses) names.emplace_back(control::to_string(status));
      request.filters.push_back({"status", std::move(names)});
    }
    if (filter.connector_ids) request.filters.push_back({"connector.id", *filter.connector_ids});
    return list(std::move(request), visit);
  }

  Result<std::optional<Record>> job(const std::string& id) override { return record(sync_jobs_index, id); }

  Result<void> check_in(const std::string& connector_id) override { return done(block_on(connectors_.check_in(connector_id))); }

  Result<std::optional<engine::Guard>> update_connector(const std::string& id, const json::Value& part,
                                                        std::optional<engine::Guard> guard) override {
    return update(connectors_index, id, part, guard);
  }

  Result<std::optional<engine::Guard>> update_job(const std::string& id, const json::Value& part,
                                                  std::optional<engine::Guard> guard) override {
    return update(sync_jobs_index, id, part, guard);
  }

  Result<bool> create_job(const std::string& id, const json::Value& job) override {
    engine::Write write;
    write.action = engine::Write::Action::create;
    write.index = sync_jobs_index;
    write.id = id;
    write.source = json::write(job);
    TRY(const auto guard, write_one(std::move(write)));
    return guard.has_value();
  }

  Result<ClaimOutcome> claim(const std::string& id, const control::SyncJobClaim& claim) override {
    if (claim.token && mode_ == control::Mode::strict) return ClaimOutcome::token_unknown;
    const auto claimed = block_on(jobs_.claim(id, claim));
    if (claimed) return ClaimOutcome::claimed;
    if (claimed.error().kind == ErrorKind::status_conflict) return ClaimOutcome::refused;
    return fail(claimed.error());
  }

  Result<void> report(const std::string& id, const control::SyncJobStats& stats) override {
    return done(block_on(jobs_.update_stats(id, stats)));
  }

  std::unique_ptr<ContentTarget> content(const std::string&) override { return std::make_unique<DirectContent>(engine_); }

  bool on_change(std::function<void()> listener) override { return engine_.state().on_commit(std::move(listener)); }

 private:
  template <class T>
  static Result<void> done(const Result<T>& result) {
    return result ? Result<void>() : fail(result.error());
  }

  Result<std::optional<Record>> record(std::string_view index, const std::string& id) {
    TRY(const auto document, block_on(engine_.state().get(std::string(index), id)));
    if (!document) return std::nullopt;
    TRY(auto record, record_of(*document));
    return record;
  }

  /// Page after page; one that is overtaken by a change shows again or later, which every caller bears.
  Result<void> list(engine::ListRequest request, const Visit& visit) {
    for (;; request.from += page_size) {
      TRY(const auto page, block_on(engine_.state().list(request)));
      for (const auto& document : page.documents) {
        TRY(const auto record, record_of(document));
        if (!visit(record)) return {};
      }
      if (page.documents.size() < page_size) return {};
    }
  }

  Result<std::optional<engine::Guard>> update(std::string_view index, const std::string& id, const json::Value& part,
                                              std::optional<engine::Guard> guard) {
    engine::Write write;
    write.action = engine::Write::Action::update;
    write.index = index;
    write.id = id;
    write.doc = part;
    write.guard = guard;
    return write_one(std::move(write));
  }

  /// None on a version conflict.
  Result<std::optional<engine::Guard>> write_one(engine::Write write) {
    std::vector<engine::Write> one;
    one.push_back(std::move(write));
    TRY(const auto written, block_on(engine_.state().write(std::move(one))));
    const auto& item = written.front();
    if (item) return engine::Guard{item->seq_no, item->primary_term};
    if (item.error().kind == ErrorKind::version_conflict) return std::nullopt;
    return fail(item.error());
  }

  engine::Engine& engine_;
  control::Mode mode_;
  control::SyncJobs jobs_;
  control::Connectors connectors_;
};

}  // namespace

std::unique_ptr<Backend> direct_backend(engine::Engine& engine, control::Mode mode, std::chrono::seconds idle_limit) {
  return std::make_unique<DirectBackend>(engine, mode, idle_limit);
}

}  // namespace headrace::service
