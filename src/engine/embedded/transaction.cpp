#include "engine/embedded/transaction.h"

#include "engine/embedded/apply_write.h"
#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {

Result<void> Transaction::fetch_document(const std::string& index, const std::string& id) {
  const Key key{Engine::concrete_name(index), id};
  if (fetched_.contains(key)) return {};
  const auto* found = group_.find_index(key.first);
  if (found == nullptr) return fail(index_not_found(index));
  TRY(const auto document, group_.read(*found, id));
  auto& slot = fetched_[key];
  if (document) slot = to_document(key.first, id, *document);
  return {};
}

Result<void> Transaction::fetch(const Reads& reads) {
  for (const auto& [index, id] : reads.documents) TRY_VOID(fetch_document(index, id));
  for (const auto& [index, field, value] : reads.keywords) {
    const auto name = Engine::concrete_name(index);
    const auto* found = group_.find_index(name);
    if (found == nullptr) return fail(index_not_found(index));
    TRY(auto ids, group_.ids_with(*found, field, value));
    for (const auto& id : ids) TRY_VOID(fetch_document(name, id));
    keyword_ids_[{name, field, value}] = std::move(ids);
  }
  return {};
}

const Document* Transaction::find(std::string_view index, std::string_view id) const {
  const Key key{Engine::concrete_name(index), std::string(id)};
  const auto written = written_.find(key);
  if (written != written_.end()) return written->second.document ? &*written->second.document : nullptr;
  const auto fetched = fetched_.find(key);
  return fetched != fetched_.end() && fetched->second ? &*fetched->second : nullptr;
}

std::vector<const Document*> Transaction::with(std::string_view index, std::string_view field, std::string_view value) const {
  std::vector<const Document*> documents;
  const auto name = Engine::concrete_name(index);
  const auto ids = keyword_ids_.find({name, std::string(field), std::string(value)});
  if (ids == keyword_ids_.end()) return documents;
  for (const auto& id : ids->second) {
    const auto found = fetched_.find({name, id});
    if (found != fetched_.end() && found->second) documents.push_back(&*found->second);
  }
  return documents;
}

void Transaction::put(std::string_view index, std::string_view id, std::string source) {
  const Key key{Engine::concrete_name(index), std::string(id)};
  const auto* before = find(key.first, id);
  Document document{.index = key.first, .id = key.second, .source = std::make_shared<const std::string>(std::move(source))};
  if (before != nullptr) document.version = before->version + 1;
  written_.insert_or_assign(key, Wanted{.document = std::move(document)});
}

void Transaction::put_value(std::string_view index, std::string_view id, const json::Value& document) {
  put(index, id, json::write(document));
  const auto name = Engine::concrete_name(index);
  written_.at({name, std::string(id)}).list = group_.record_of(name, document);
}

void Transaction::remove(std::string_view index, std::string_view id) {
  written_.insert_or_assign(Key{Engine::concrete_name(index), std::string(id)}, Wanted{});
}

Result<Transaction::Prepared> Transaction::prepare(const Key& key, const Wanted& wanted) const {
  TRY_VOID(check_id(key.second));
  Prepared prepared{.index = group_.find_index(key.first), .id = key.second, .current = {}, .wanted = wanted.document, .list = wanted.list};
  if (prepared.index == nullptr) return fail(index_not_found(key.first));
  TRY(prepared.current, group_.read(*prepared.index, key.second));
  if (wanted.document && !prepared.list) {
    TRY(prepared.list, group_.record_for(*prepared.index, key.second, *wanted.document->source));
  }
  return prepared;
}

Result<void> Transaction::apply() {
  std::vector<Prepared> all;
  for (const auto& [key, wanted] : written_) {
    if (wanted.document) TRY_VOID(group_.check_space(key.first));
    TRY(auto prepared, prepare(key, wanted));
    all.push_back(std::move(prepared));
  }
  for (auto& one : all) {
    const auto* current = one.current ? &*one.current : nullptr;
    if (one.wanted) {
      group_.put(*one.index, one.id, current, std::string(*one.wanted->source), std::move(one.list));
    } else if (current != nullptr) {
      group_.remove(*one.index, one.id, *current);
    }
  }
  return {};
}

}  // namespace headrace::engine::embedded
