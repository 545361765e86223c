// Reads of single documents (docs/spec/document-api.md 4.10), and `_mget`.

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/answer.h"
#include "content/documents.h"
#include "content/multi_get.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

/// A page of a search is no longer than this either.
constexpr std::size_t most_documents = 10'000;

/// Which document, and what of it.
struct WantedRead {
  std::string index;
  std::string id;
  content::SourceFilter source;
  std::optional<std::int32_t> version;
};

Result<WantedRead> read_wanted(RequestContext& request) {
  WantedRead wanted;
  wanted.index = request.capture("index");
  wanted.id = request.capture("id");
  wanted.source = read_source_filter(request).value_or(content::SourceFilter());
  for (const auto* name : {"realtime", "refresh"}) TRY_VOID(request.flag(name));
  request.accept({"stored_fields", "routing", "preference", "version_type"});
  TRY(const auto version, request.integer("version", -1));
  if (version >= 0) wanted.version = version;
  return wanted;
}

Awaitable<Result<content::Lookup>> look_up(engine::Engine& engine, const WantedRead& wanted) {
  CO_TRY(auto found, co_await content::get_document(engine, wanted.index, wanted.id));
  if (found.document && wanted.version && found.document->version != static_cast<std::uint64_t>(*wanted.version))
    co_return fail(co_await content::other_version(engine, *found.document, *wanted.version));
  co_return found;
}

/// `stored_fields` without `_source` and without a filter of it; no field is stored for itself.
bool wants_no_source(RequestContext& request) {
  const auto fields = base::split_list(request.text("stored_fields"));
  return !fields.empty() && std::ranges::find(fields, "_source") == fields.end() && !read_source_filter(request);
}

Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(auto wanted, read_wanted(request));
  if (wants_no_source(request)) wanted.source = content::SourceFilter::nothing();
  return [&services, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await look_up(services.engine, wanted));
    if (!found.document) co_return Answer{.status = 404, .body = content::write_not_found(found.index, wanted.id)};
    Answer answer{.body = "{"};
    content::write_found(*found.document, wanted.source, answer.body);
    answer.body += '}';
    answer.state = state_of(*found.document);
    co_return answer;
  };
}

/// The document alone.
Result<Action> prepare_source(Services& services, RequestContext& request) {
  TRY(auto wanted, read_wanted(request));
  return [&services, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await look_up(services.engine, wanted));
    if (!found.document)
      co_return fail(ErrorKind::resource_not_found, fmt::format("Document not found [{}]/[{}]", wanted.index, wanted.id));
    Answer answer;
    wanted.source.write(*found.document->source, answer.body);
    answer.state = state_of(*found.document);
    co_return answer;
  };
}

Awaitable<Result<void>> write_entry(engine::Engine& engine, const content::WantedDocument& wanted, std::string& to) {
  auto found = co_await content::get_document(engine, wanted.index, wanted.id);
  if (found && found->document) {
    to += '{';
    content::write_found(*found->document, wanted.source, to);
    to += '}';
  } else if (found) {
    to += content::write_not_found(found->index, wanted.id);
  } else if (found.error().kind == ErrorKind::unavailable) {
    co_return fail(std::move(found).error());
  } else {
    const auto body = error_body(found.error());
    json::write(json::object({{"_index", wanted.index}, {"_id", wanted.id}, {"error", *body.find("error")}}), to);
  }
  co_return Result<void>();
}

Result<Action> prepare_multi_get(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  const auto index = request.text("index");
  const auto source = read_source_filter(request).value_or(content::SourceFilter());
  for (const auto* name : {"realtime", "refresh"}) TRY_VOID(request.flag(name));
  request.accept({"stored_fields", "routing", "preference"});
  TRY(auto wanted, content::read_multi_get(body, index, source));
  if (wanted.size() > most_documents)
    return fail(ErrorKind::illegal_argument,
                fmt::format("at most [{}] documents can be read at once, not [{}]", most_documents, wanted.size()));
  return [&services, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    Answer answer{.body = R"({"docs":[)"};
    for (const auto& document : wanted) {
      if (&document != &wanted.front()) answer.body += ',';
      CO_TRY_VOID(co_await write_entry(services.engine, document, answer.body));
    }
    answer.body += "]}";
    co_return answer;
  };
}

}  // namespace

std::vector<Route> document_read_routes() {
  return {
      {"GET", "/{index}/_doc/{id}", prepare_get},
      {"HEAD", "/{index}/_doc/{id}", prepare_get},
      {"GET", "/{index}/_source/{id}", prepare_source},
      {"HEAD", "/{index}/_source/{id}", prepare_source},
      {"GET", "/_mget", prepare_multi_get},
      {"POST", "/_mget", prepare_multi_get},
      {"GET", "/{index}/_mget", prepare_multi_get},
      {"POST", "/{index}/_mget", prepare_multi_get},
  };
}

}  // namespace headrace::rest
