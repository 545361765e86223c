#include "service/direct_content.h"

#include <array>
#include <future>

#include "content/documents.h"
#include "json/raw_member.h"
#include "service/block_on.h"
#include "service/content_hash.h"

namespace headrace::service {
namespace {

/// Documents come with their whole source, so pages are small.
constexpr std::uint64_t page_size = 512;

Result<engine::Write> write_of(const std::string& index, const Operation& operation) {
  engine::Write write;
  write.index = index;
  write.id = operation.id;
  switch (operation.kind) {
    case Operation::Kind::index:
      write.action = engine::Write::Action::index;
      write.source = operation.body;
      write.tag = operation.tag;
      break;
    case Operation::Kind::update:
      write.action = engine::Write::Action::update;
      write.doc_as_upsert = true;
      write.doc = json::Value();
      break;
    case Operation::Kind::remove:
      write.action = engine::Write::Action::remove;
      break;
  }
  if (write.doc) {
    TRY(*write.doc, json::parse(operation.body));
  }
  return write;
}

ItemOutcome outcome_of(const Result<engine::Written>& written) {
  if (written) return {.accepted = true};
  const auto kind = written.error().kind;
  if (kind == ErrorKind::document_missing || kind == ErrorKind::index_not_found) return {.accepted = true};  // a deletion of nothing
  return {.may_retry = kind == ErrorKind::rejected_execution, .reason = written.error().reason};
}

}  // namespace

StoredDocument stored_document(const std::string& id, const json::Value& source) {
  const auto field = source.text("id");
  return {.id = field.empty() ? id : std::string(field), .timestamp = std::string(source.text("_timestamp"))};
}

/// No tree is made of the source where its two fields are plain texts, as those that a sync writes are.
StoredDocument stored_document(const std::string& id, std::string_view source, const ScanDetail& detail) {
  constexpr std::array<std::string_view, 2> names{"id", "_timestamp"};
  std::array<std::optional<json::RawMember>, 2> members;
  const bool asks_for_more = detail.timestamp || detail.content_hash;
  const std::size_t wanted = asks_for_more ? 2 : 1;
  json::find_raw_members(source, std::span(names).first(wanted), std::span(members).first(wanted));
  const auto text = [&](const std::optional<json::RawMember>& member) -> std::string {
    if (!member) return {};
    if (const auto plain = json::plain_string(source, *member)) return std::string(*plain);
    const auto value = json::parse(source.substr(member->value, member->end - member->value));
    return value && value->is_string() ? value->as_string() : std::string();
  };
  StoredDocument stored{.id = text(members[0])};
  if (stored.id.empty()) stored.id = id;
  if (detail.timestamp) stored.timestamp = text(members[1]);
  if (detail.content_hash) stored.content_hash = content_hash(source, members[1]);
  return stored;
}

/// Whoever left a version with a document wrote its id into it, too. A tag of any other kind was never left here.
StoredDocument stored_document(const engine::Document& document, const ScanDetail& detail) {
  if (document.source != nullptr) return stored_document(document.id, *document.source, detail);
  const auto version = read_version_tag(document.tag).value_or(Version{});
  return {.id = document.id, .content_hash = version.content_hash, .timestamp_hash = version.timestamp_hash};
}

json::Value content_mappings() { return json::object({{"properties", json::object({{"id", json::object({{"type", "keyword"}})}})}}); }

Result<void> DirectContent::ensure_index(const std::string& index, const json::Value& mappings) {
  engine::IndexInfo wanted;
  wanted.name = index;
  wanted.mappings = mappings;
  wanted.settings = json::Value(json::Object());
  const auto created = block_on(engine_.of(index).create_index(std::move(wanted)));
  if (created || created.error().kind == ErrorKind::resource_already_exists) return {};
  return fail(created.error());
}

Result<std::optional<json::Value>> DirectContent::document(const std::string& index, const std::string& id) {
  const auto found = block_on(engine_.of(index).get(index, id));
  if (!found)
    return found.error().kind == ErrorKind::index_not_found ? Result<std::optional<json::Value>>(std::nullopt) : fail(found.error());
  if (!*found) return std::nullopt;
  TRY(auto source, json::parse(*(*found)->source));
  return source;
}

/// The engine has no ingest pipelines: text is taken out of files before.
Result<bool> DirectContent::has_pipeline(const std::string&) { return false; }

Result<engine::SearchResult> DirectContent::page(const std::string& index, const std::string& after, std::uint64_t size) {
  engine::SearchRequest request;
  request.indices = {index};
  request.sort = {{.field = "_id"}};
  if (!after.empty()) request.search_after = {json::Value(after)};
  request.size = size;
  request.tags_suffice = true;
  return block_on(engine_.of(index).search(std::move(request)));
}

/// While one page is looked at, the next one is read.
Result<void> DirectContent::scan(const std::string& index, const ScanDetail& detail,
                                 const std::function<bool(const StoredDocument&)>& visit) {
  auto found = page(index, "", page_size);
  if (!found) return found.error().kind == ErrorKind::index_not_found ? Result<void>() : fail(found.error());
  for (;;) {
    std::future<Result<engine::SearchResult>> next;
    if (found->hits.size() == page_size) {
      next = std::async(std::launch::async, [&, after = found->hits.back().document.id] { return page(index, after, page_size); });
    }
    for (const auto& hit : found->hits) {
      if (!visit(stored_document(hit.document, detail))) return {};
    }
    if (!next.valid()) return {};
    found = next.get();
    if (!found) return found.error().kind == ErrorKind::index_not_found ? Result<void>() : fail(found.error());
  }
}

Result<std::vector<ItemOutcome>> DirectContent::bulk(const std::string& index, const std::string&, std::span<const Operation> operations) {
  std::vector<engine::Write> writes;
  writes.reserve(operations.size());
  for (const auto& operation : operations) {
    TRY(auto write, write_of(index, operation));
    writes.push_back(std::move(write));
  }
  TRY(const auto written, block_on(content::write_documents(engine_, std::move(writes))));
  std::vector<ItemOutcome> outcomes;
  outcomes.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    auto outcome = outcome_of(written[i]);
    // Only a deletion may find nothing.
    if (!written[i] && outcome.accepted && operations[i].kind != Operation::Kind::remove) outcome = {.reason = written[i].error().reason};
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

Result<std::uint64_t> DirectContent::count(const std::string& index) {
  const auto found = page(index, "", 0);
  if (found) return found->total;
  return found.error().kind == ErrorKind::index_not_found ? Result<std::uint64_t>(0) : fail(found.error());
}

}  // namespace headrace::service
