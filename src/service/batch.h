#pragma once
// Operations on their way into one bulk request (docs/spec/connector-service.md 11.8).

#include <optional>
#include <vector>

#include "service/backend.h"

namespace headrace::service {

struct Batch {
  std::vector<Operation> operations = {};
  std::size_t entries = 0;
  std::uint64_t bytes = 0;
  std::uint64_t stretch = 0;  ///< of the sync, between two marks (settled.h)
  bool has_repeated_ids = false;
};

/// What an operation counts towards the bounds.
inline std::uint64_t bytes_of(const Operation& operation) { return operation.body.size() + operation.id.size(); }

/// Gathers operations into batches that are bounded in entries and bytes. An operation that is larger than a batch may be goes alone.
class Batcher {
 public:
  Batcher(std::size_t max_entries, std::uint64_t max_bytes) : max_entries_(max_entries), max_bytes_(max_bytes) {}

  /// Takes one operation; what is full now goes to `full`, in order.
  void add(Operation operation, std::vector<Batch>& full) {
    const auto bytes = bytes_of(operation);
    const auto entries = operation.entries();
    const bool fits = open_.entries + entries <= max_entries_ && open_.bytes + bytes <= max_bytes_;
    if (!open_.operations.empty() && !fits) full.push_back(*take());
    open_.entries += entries;
    open_.bytes += bytes;
    open_.operations.push_back(std::move(operation));
    if (open_.entries >= max_entries_ || open_.bytes >= max_bytes_) full.push_back(*take());
  }

  /// What was gathered so far; none when that is nothing.
  std::optional<Batch> take() {
    if (open_.operations.empty()) return std::nullopt;
    return std::exchange(open_, {});
  }

 private:
  std::size_t max_entries_;
  std::uint64_t max_bytes_;
  Batch open_;
};

}  // namespace headrace::service
