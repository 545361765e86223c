#include "control/document_update.h"

#include <fmt/format.h>

namespace headrace::control {

Result<json::Value> parsed(const engine::Document& document) {
  auto value = json::parse(*document.source);
  if (value && value->is_object()) return value;
  return fail(ErrorKind::internal, fmt::format("the stored document [{}] of [{}] is no JSON object{}", document.id, document.index,
                                               value ? std::string() : ": " + value.error().reason));
}

UpdateResult merge_into(engine::StateView& state, std::string_view index, std::string_view id, json::Value stored,
                        const json::Value& part) {
  if (part.is_null() || !json::merge(stored, part)) return UpdateResult::noop;
  state.put_value(index, id, stored);
  return UpdateResult::updated;
}

Awaitable<Result<UpdateResult>> transact_update(engine::StateStore& store, engine::Reads reads, UpdateRules rules) {
  // Shared: the store may still run the rules when whoever waits here has gone.
  const auto result = std::make_shared<UpdateResult>(UpdateResult::noop);
  auto run = [rules = std::move(rules), result](engine::StateView& state) -> Result<void> {
    TRY(*result, rules(state));
    return {};
  };
  CO_TRY_VOID(co_await store.transact(std::move(reads), std::move(run)));
  co_return *result;
}

Awaitable<Result<UpdateResult>> update_document(engine::StateStore& store, Target target, engine::Reads more, PartRule rule) {
  more.documents.push_back({std::string(target.index), target.id});
  auto rules = [target = std::move(target), rule = std::move(rule)](engine::StateView& state) -> Result<UpdateResult> {
    const auto* document = state.find(target.index, target.id);
    if (document == nullptr) return fail(target.not_found);
    TRY(auto stored, parsed(*document));
    TRY(const auto part, rule(stored, state));
    return merge_into(state, target.index, target.id, std::move(stored), part);
  };
  co_return co_await transact_update(store, std::move(more), std::move(rules));
}

}  // namespace headrace::control
