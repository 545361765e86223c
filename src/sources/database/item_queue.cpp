#include "sources/database/item_queue.h"

#include <utility>

namespace headrace::sources::database {
namespace {

constexpr std::size_t batch_items = 256;
constexpr std::size_t batch_bytes = 256 << 10;

std::size_t bytes_of(const SourceItem& item) {
  const auto* document = std::get_if<SourceDocument>(&item);
  return sizeof(SourceItem) + (document == nullptr ? 0 : document->id.size() + document->members.size());
}

}  // namespace

bool ItemQueue::put(Batch batch, std::size_t bytes) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return is_abandoned_ || bytes_ == 0 || bytes_ + bytes <= max_bytes_; });
  if (is_abandoned_) return false;
  batches_.emplace_back(std::move(batch), bytes);
  bytes_ += bytes;
  filled_.notify_one();
  return true;
}

std::optional<ItemQueue::Batch> ItemQueue::take() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [&] { return is_abandoned_ || writers_ == 0 || !batches_.empty(); });
  if (batches_.empty()) return std::nullopt;
  auto [batch, bytes] = std::move(batches_.front());
  batches_.pop_front();
  bytes_ -= bytes;
  room_.notify_all();
  return std::move(batch);
}

std::optional<SourceItem> ItemQueue::next() {
  if (given_ == given_from_.size()) {
    auto batch = take();
    if (!batch) return std::nullopt;
    given_from_ = std::move(*batch);
    given_ = 0;
  }
  return std::move(given_from_[given_++]);
}

void ItemQueue::end_writer() {
  const std::lock_guard lock(mutex_);
  --writers_;
  filled_.notify_all();
}

void ItemQueue::abandon() {
  const std::lock_guard lock(mutex_);
  is_abandoned_ = true;
  room_.notify_all();
  filled_.notify_all();
}

Result<void> Output::put(SourceItem item) {
  const bool is_event = std::holds_alternative<ScopeEvent>(item);  // people wait for these
  bytes_ += bytes_of(item);
  batch_.push_back(std::move(item));
  return batch_.size() < batch_items && bytes_ < batch_bytes && !is_event ? Result<void>() : flush();
}

Result<void> Output::flush() {
  if (batch_.empty()) return {};
  if (!queue_.put(std::exchange(batch_, {}), std::exchange(bytes_, 0))) return stopped();
  batch_.reserve(batch_items);
  return {};
}

}  // namespace headrace::sources::database
