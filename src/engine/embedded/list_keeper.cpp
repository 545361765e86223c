#include "engine/embedded/list_keeper.h"

#include <pthread.h>

#include "base/log.h"

namespace headrace::engine::embedded {
namespace {

// So many changes, at least, and so large a part of the list, before it is stored again: making changes once more takes about as long as
// reading so large a part of a file.
constexpr std::uint64_t least_changes = 20'000;
constexpr std::uint64_t part_changed = 8;
// At the end of a server it has time, but not to write a large file for few changes.
constexpr std::uint64_t part_changed_at_end = 100;
constexpr std::chrono::seconds longest_end{3};
// A step is followed by a pause of so many times its length, a whole list by one of so many times its own.
constexpr int pause_of_step = 4;
constexpr int pause_of_list = 2;

}  // namespace

ListKeeper::ListKeeper(Setup setup)
    : database_(std::move(setup.database)),
      published_(*setup.published),
      least_documents_(setup.least_documents),
      least_free_bytes_(setup.least_free_bytes) {
  for (const auto& [name, index] : setup.catalog.all()) {
    auto& watched = indices_[index.definition->number];
    watched = {name, index.counters.next_seq_no, index.counters.documents, std::nullopt, 0};
    if (const auto stored = setup.stored.find(index.definition->number); stored != setup.stored.end()) watched.stored = stored->second;
  }
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "lists");
    run();
  });
}

bool ListKeeper::is_due(const Watched& index) const {
  if (index.next_seq_no < index.not_before) return false;
  const auto changes = index.next_seq_no - index.stored.value_or(0);
  if (!is_large(index)) return changes >= least_changes;
  return !index.stored || changes >= std::max(least_changes, index.documents / part_changed);
}

bool ListKeeper::is_due_at_end(const Watched& index) const {
  if (!is_large(index)) return false;
  return !index.stored || (index.next_seq_no - *index.stored) * part_changed_at_end > index.documents;
}

void ListKeeper::note(const std::vector<Index>& changed) {
  const std::lock_guard lock(mutex_);
  for (const auto& index : changed) {
    const auto found = indices_.find(index.definition->number);
    if (found == indices_.end()) continue;
    found->second.next_seq_no = index.counters.next_seq_no;
    found->second.documents = index.counters.documents;
    if (!is_busy_ && is_due(found->second)) changed_.notify_all();
  }
}

bool ListKeeper::pause_after(Time began) {
  const auto until = std::chrono::steady_clock::now() + pause_of_step * (std::chrono::steady_clock::now() - began);
  std::unique_lock lock(mutex_);
  return !changed_.wait_until(lock, until, [this] { return is_closing_; });
}

Result<std::optional<std::uint64_t>> ListKeeper::try_to_store(std::uint64_t number, const Watched& index, const ListStoring::Pause& pause) {
  ListStoring storing(*database_, published_);
  if (!is_large(index)) return storing.forget(number);
  if (database_->free_bytes() < least_free_bytes_) return fail(ErrorKind::unavailable, "the disk is nearly full");
  return storing.store(number, pause);
}

void ListKeeper::store(std::uint64_t number, const ListStoring::Pause& pause) {
  Watched index;
  {
    const std::lock_guard lock(mutex_);
    index = indices_.at(number);
  }
  const auto stored = try_to_store(number, index, pause);
  if (!stored)
    base::log_warning("engine", "a list could not be stored; the next start may take longer",
                      {{"index", index.name}, {"error.message", stored.error().reason}});
  const std::lock_guard lock(mutex_);
  auto& watched = indices_.at(number);
  if (!stored) {
    watched.not_before = index.next_seq_no + least_changes;
  } else if (*stored) {
    watched.stored = **stored;
  }
}

void ListKeeper::run() {
  std::unique_lock lock(mutex_);
  const auto due = [this] { return std::ranges::find_if(indices_, [this](const auto& index) { return is_due(index.second); }); };
  while (true) {
    changed_.wait(lock, [&] { return is_closing_ || due() != indices_.end(); });
    if (is_closing_) return;
    const auto number = due()->first;
    is_busy_ = true;
    lock.unlock();
    const auto began = std::chrono::steady_clock::now();
    auto step_began = began;
    store(number, [&] {
      const bool goes_on = pause_after(step_began);
      step_began = std::chrono::steady_clock::now();
      return goes_on;
    });
    const auto ended = std::chrono::steady_clock::now();
    lock.lock();
    changed_.wait_until(lock, ended + pause_of_list * (ended - began), [this] { return is_closing_; });
    is_busy_ = false;
  }
}

void ListKeeper::close(bool stores_rest) {
  {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  if (stores_rest && database_) {
    const auto until = std::chrono::steady_clock::now() + longest_end;
    for (const auto& [number, index] : indices_) {
      if (is_due_at_end(index)) store(number, [&] { return std::chrono::steady_clock::now() < until; });
    }
  }
  database_.reset();
}

}  // namespace headrace::engine::embedded
