#pragma once
// Deletes what a query finds (docs/spec/document-api.md 4.15).

#include <cstdint>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

struct DeleteByQuery {
  std::vector<std::string> indices;  ///< concrete names
  engine::Query query;
  bool proceed_on_conflict = false;  ///< else it ends with the batch that met one
  std::uint64_t max_docs = UINT64_MAX;
};

struct DeletedByQuery {
  struct Failure {
    std::string index, id;
    Error error;
  };
  std::uint64_t total = 0;
  std::uint64_t deleted = 0;
  std::uint64_t batches = 0;
  std::uint64_t version_conflicts = 0;
  std::vector<Failure> failures;
};

/// A document that changes between being found and being deleted stays: that is a conflict. Errors: those of search, and of a store that
/// takes no writes.
Awaitable<Result<DeletedByQuery>> delete_by_query(engine::Engine& engine, DeleteByQuery request);

}  // namespace headrace::content
