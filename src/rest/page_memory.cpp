#include "rest/page_memory.h"

namespace headrace::rest {

std::size_t PageMemory::size_of(const Entry& entry) {
  constexpr std::size_t overhead = 256;  // nodes, map slot, shared body
  return entry.request.size() + entry.page.body->size() + overhead;
}

void PageMemory::erase(std::list<Entry>::iterator entry) {
  by_request_.erase(entry->request);
  bytes_ -= size_of(*entry);
  recent_.erase(entry);
}

std::optional<PageMemory::Page> PageMemory::find(const std::string& request, std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  const auto found = by_request_.find(request);
  if (found == by_request_.end()) return std::nullopt;
  const auto entry = found->second;
  if (entry->version != version) {
    erase(entry);
    return std::nullopt;
  }
  recent_.splice(recent_.begin(), recent_, entry);
  return entry->page;
}

void PageMemory::keep(const std::string& request, std::uint64_t version, Page page) {
  Entry entry{request, version, std::move(page)};
  if (size_of(entry) > limit_ / 8) return;
  const std::lock_guard lock(mutex_);
  if (const auto found = by_request_.find(request); found != by_request_.end()) erase(found->second);
  bytes_ += size_of(entry);
  recent_.push_front(std::move(entry));
  by_request_.emplace(recent_.front().request, recent_.begin());
  while (bytes_ > limit_) erase(std::prev(recent_.end()));
}

}  // namespace headrace::rest
