#include "service/known_documents.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "crypto/hash.h"

namespace headrace::service {

KnownDocuments::Hash KnownDocuments::hash_of(std::string_view text) {
  const auto digits = crypto::md5_hex(text);
  constexpr std::size_t half = 16;
  Hash hash;
  std::from_chars(digits.data(), digits.data() + half, hash.high, half);
  std::from_chars(digits.data() + half, digits.data() + 2 * half, hash.low, half);
  return hash;
}

void KnownDocuments::reserve(std::size_t count) {
  entries_.reserve(count);
  if (has_timestamps_) timestamps_.reserve(count);
}

void KnownDocuments::add(std::string_view id, std::string_view timestamp) {
  entries_.push_back(hash_of(id));
  if (has_timestamps_) timestamps_.push_back(timestamp.empty() ? 0 : hash_of(timestamp).high);
}

void KnownDocuments::seal() {
  if (has_timestamps_) {
    std::vector<std::size_t> order(entries_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return entries_[i]; });
    std::vector<std::uint64_t> sorted;
    sorted.reserve(order.size());
    for (const auto i : order) sorted.push_back(timestamps_[i]);
    timestamps_ = std::move(sorted);
  }
  std::ranges::sort(entries_);
  // A scan may show a document twice; its time stamps then stay in step because only neighbours are equal.
  if (!has_timestamps_) entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  seen_.assign(entries_.size(), false);
}

std::optional<std::size_t> KnownDocuments::find(std::string_view id) const {
  const auto hash = hash_of(id);
  const auto at = std::ranges::lower_bound(entries_, hash);
  if (at == entries_.end() || *at != hash) return std::nullopt;
  return static_cast<std::size_t>(at - entries_.begin());
}

bool KnownDocuments::see(std::string_view id) {
  const auto place = find(id);
  if (!place || seen_[*place]) return false;
  // Repeated entries (see seal) are seen together.
  for (auto i = *place; i < entries_.size() && entries_[i] == entries_[*place]; ++i) {
    seen_[i] = true;
    ++seen_count_;
  }
  return true;
}

bool KnownDocuments::is_unchanged(std::string_view id, std::string_view timestamp) const {
  if (!has_timestamps_ || timestamp.empty()) return false;
  const auto place = find(id);
  return place && timestamps_[*place] == hash_of(timestamp).high;
}

bool KnownDocuments::is_unseen(std::string_view id) const {
  const auto place = find(id);
  return place && !seen_[*place];
}

}  // namespace headrace::service
