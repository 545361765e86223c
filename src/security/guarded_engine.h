#pragma once
// The documents as somebody with some index privileges sees them (docs/spec/rest-conventions.md 14): what a request names in its path is
// checked before it comes here; here it is the names in bodies (`_bulk`, `_mget`), and what patterns find.

#include <memory>

#include "engine/store.h"
#include "security/identity.h"

namespace headrace::security {

/// `action [a] is unauthorized for <subject>, this action is granted by the cluster privileges […]`
Error cluster_refusal(const Identity& identity, std::string_view action);
/// `action [a] is unauthorized for <subject> on indices [i], this action is granted by the index privileges […]`
Error index_refusal(const Identity& identity, std::string_view action, std::string_view index);

/// Errors: security.
Result<void> check_index(const Identity& identity, std::string_view action, std::string_view index);

struct Guard {
  std::string_view action;     ///< of the request: patterns find the indices that it is granted for
  bool checks_names = false;   ///< whether each read and write is checked by the name it comes with
  bool checks_writes = false;  ///< the writes alone: an ingest pipeline may have given a document another index
};

class GuardedEngine final : public engine::Engine {
 public:
  /// All outlive it. `state` is what the identity sees of the state (RedactingStore).
  GuardedEngine(engine::Engine& engine, engine::StateStore& state, const Identity& identity, Guard guard);
  ~GuardedEngine() override;

  engine::StateStore& state() override;
  engine::DocumentStore& content() override;
  engine::Upkeep* upkeep() override;
  /// Does nothing: the engine behind it goes on.
  void close() override {}

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headrace::security
