#include "cli/job_notes.h"

#include <fmt/format.h>

#include "control/sync_job_notes.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

constexpr std::size_t page_size = 1000;

/// Where one kind of notes is: the endpoint, the index, and what orders notes of the same time there.
struct Place {
  std::string_view endpoint;
  std::string_view index;
  std::vector<std::string_view> then_by;
};

const Place& log_place() {
  static const Place place{"log", control::job_log_index, {"sequence"}};
  return place;
}

const Place& failures_place() {
  static const Place place{"failures", control::job_failures_index, {"document_id", "scope"}};
  return place;
}

std::expected<json::Array, Failure> from_endpoint(ServerApi& server, const std::string& job_id, const Place& place) {
  json::Array all;
  for (;;) {
    std::uint64_t count = 0;
    const auto target =
        fmt::format("/_headrace/sync_jobs/{}/{}?from={}&size={}", http::percent_encode(job_id), place.endpoint, all.size(), page_size);
    auto page = server.get_list(target, "results", &count);
    if (!page) return std::unexpected(page.error());
    const auto got = page->size();
    for (auto& note : *page) all.push_back(std::move(note));
    if (got == 0 || all.size() >= count) return all;
  }
}

json::Value search_body(const std::string& job_id, const Place& place) {
  json::Array sort{json::object({{"@timestamp", json::object({{"order", "asc"}, {"unmapped_type", "date"}})}})};
  for (const auto field : place.then_by) {
    const auto* type = field == "sequence" ? "long" : "keyword";
    sort.push_back(json::object({{field, json::object({{"order", "asc"}, {"unmapped_type", type}})}}));
  }
  return json::object(
      {{"query", json::object({{"term", json::object({{"sync_job_id", job_id}})}})}, {"sort", std::move(sort)}, {"size", page_size}});
}

std::expected<json::Array, Failure> from_index(ServerApi& server, const std::string& job_id, const Place& place) {
  json::Array all;
  auto body = search_body(job_id, place);
  for (;;) {
    auto found = server.send("POST", fmt::format("/{}/_search?ignore_unavailable=true", place.index), json::write(body));
    if (!found) return std::unexpected(found.error());
    auto hits = server.list_in(*found, "hits.hits");
    if (!hits) return std::unexpected(hits.error());
    for (const auto& hit : *hits) {
      auto note = json::object({{"id", hit.text("_id")}});
      if (const auto* source = hit.find("_source"); source != nullptr && source->is_object()) json::merge(note, *source);
      all.push_back(std::move(note));
    }
    const auto* sort = hits->empty() ? nullptr : hits->back().find("sort");
    if (hits->size() < page_size || sort == nullptr) return all;
    body.set("search_after", *sort);
  }
}

/// Only a target that is not Headrace refuses to tell of a job that it has.
std::expected<json::Array, Failure> notes_of(ServerApi& server, const std::string& job_id, const Place& place) {
  auto told = from_endpoint(server, job_id, place);
  return told || told.error().exit != Exit::failed ? told : from_index(server, job_id, place);
}

}  // namespace

std::expected<json::Array, Failure> job_log(ServerApi& server, const std::string& job_id) { return notes_of(server, job_id, log_place()); }

std::expected<json::Array, Failure> job_failures(ServerApi& server, const std::string& job_id) {
  return notes_of(server, job_id, failures_place());
}

std::string format_log(const Context& context, const json::Array& lines) {
  static const std::vector columns{column("TIME", "@timestamp"), column("LEVEL", "level"), column("MESSAGE", "message")};
  return format_rows(context, lines, columns);
}

std::string format_failures(const Context& context, const json::Array& failures) {
  static const std::vector columns{column("TIME", "@timestamp"), column("DOCUMENT", "document_id"), column("SCOPE", "scope"),
                                   column("STAGE", "stage"), column("REASON", "reason")};
  return format_rows(context, failures, columns);
}

std::expected<std::string, Failure> job_with_notes(ServerApi& server, const Context& context, json::Value job, WantedNotes wanted) {
  const bool is_for_people = context.output == OutputFormat::table && !context.quiet;
  const std::string id(job.text("id"));
  std::string below;
  const auto add = [&](std::string_view name, std::expected<json::Array, Failure> notes, auto format) -> std::expected<void, Failure> {
    if (!notes) return std::unexpected(notes.error());
    if (is_for_people) {
      below += fmt::format("\n{}", format(context, *notes));
    } else {
      job.set(name, std::move(*notes));
    }
    return {};
  };
  if (wanted.log && !context.quiet) {
    if (auto added = add("log", job_log(server, id), format_log); !added) return std::unexpected(added.error());
  }
  if (wanted.failures && !context.quiet) {
    if (auto added = add("failures", job_failures(server, id), format_failures); !added) return std::unexpected(added.error());
  }
  return format_object(context, job) + below;
}

}  // namespace headrace::cli
