#pragma once
// How every rule of this room changes one document: read it, make a part, merge that in, write when anything changed.

#include <functional>

#include "control/sync_jobs.h"
#include "engine/store.h"

namespace headrace::control {

/// The parsed source. Errors: internal when what is stored is no JSON object.
Result<json::Value> parsed(const engine::Document& document);

/// Merges `part` into `stored` and writes it unless nothing changed (docs/spec/sync-jobs.md 0.6).
UpdateResult merge_into(engine::StateView& state, std::string_view index, std::string_view id, json::Value stored, const json::Value& part);

/// A transaction that tells what it did.
using UpdateRules = std::function<Result<UpdateResult>(engine::StateView& state)>;
Awaitable<Result<UpdateResult>> transact_update(engine::StateStore& store, engine::Reads reads, UpdateRules rules);

/// One document to change, by id, and what to say when there is none.
struct Target {
  std::string_view index;
  std::string id;
  Error not_found;
};

/// What a rule makes of a stored document: the part to merge. It may look at, and write, other documents that the reads named.
using PartRule = std::function<Result<json::Value>(const json::Value& stored, engine::StateView& state)>;

/// One transaction: `target` is read along with `more`. Errors: target.not_found, and those of the rule.
Awaitable<Result<UpdateResult>> update_document(engine::StateStore& store, Target target, engine::Reads more, PartRule rule);

}  // namespace headrace::control
