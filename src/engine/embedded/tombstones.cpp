#include "engine/embedded/tombstones.h"

namespace headrace::engine::embedded {

std::size_t Tombstones::bytes_of(const std::string& key) {
  constexpr std::size_t overhead = 200;  // both entries and their nodes, about
  return 2 * key.size() + overhead;
}

std::optional<std::uint64_t> Tombstones::version(const std::string& key, base::Instant now) const {
  const auto found = stones_.find(key);
  if (found == stones_.end() || found->second.at + kept_for < now) return std::nullopt;
  return found->second.version;
}

void Tombstones::put(const std::string& key, std::uint64_t version, base::Instant now) {
  stones_.insert_or_assign(key, Stone{version, now});
  order_.push_back({key, now});
  bytes_ += bytes_of(key);
  while (!order_.empty() && (bytes_ > most_bytes || order_.front().at + kept_for < now)) drop_oldest();
}

void Tombstones::drop_oldest() {
  const auto& oldest = order_.front();
  const auto found = stones_.find(oldest.key);
  if (found != stones_.end() && found->second.at <= oldest.at) stones_.erase(found);
  bytes_ -= bytes_of(oldest.key);
  order_.pop_front();
}

}  // namespace headrace::engine::embedded
