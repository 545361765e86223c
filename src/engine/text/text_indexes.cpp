#include "engine/text/text_indexes.h"

#include <fmt/format.h>
#include <pthread.h>

#include "base/log.h"

namespace headrace::engine::text {
namespace {

namespace fs = std::filesystem;

Error closed() { return {ErrorKind::unavailable, "the server is shutting down"}; }
Error forgotten() { return {ErrorKind::index_not_found, "the index was deleted"}; }

}  // namespace

TextIndexes::TextIndexes(fs::path folder, Existing existing, ChangeSource& source, Options options, base::Clock& clock)
    : folder_(std::move(folder)), existing_(std::move(existing)), source_(source), options_(options), clock_(clock) {
  remove_others();
  thread_ = std::thread([this] { run(); });
}

TextIndexes::~TextIndexes() { close(); }

void TextIndexes::remove_others() {
  std::error_code problem;
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(folder_, problem)) {
    const auto number = index_of(entry.path());
    if (number && !existing_.contains(*number)) others.push_back(entry.path());
  }
  for (const auto& file : others) fs::remove(file, problem);
}

void TextIndexes::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
    to_do_.notify_all();
    progress_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void TextIndexes::written(std::uint64_t index, std::uint64_t position, std::uint64_t logged_from) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(index);
  if (found == entries_.end() || !is_followed(*found->second)) return;
  auto& entry = *found->second;
  entry.target = std::max(entry.target, position);
  entry.logged_from = logged_from;
  if (is_behind(entry)) to_do_.notify_one();
}

Result<bool> TextIndexes::catch_up_to(const IndexIdentity& index, std::uint64_t position, base::Instant deadline) {
  std::unique_lock lock(mutex_);
  auto& place = entries_[index.number];
  if (!place) place = std::make_shared<Entry>(Entry{.index = index});
  const auto entry = place;
  const auto failures = entry->failures;
  entry->target = std::max(entry->target, position);
  entry->last_used = clock_.now();
  entry->is_resting = false;
  ++entry->waiting;
  to_do_.notify_one();
  const auto is_there = [&] { return entry->file && entry->position >= position; };
  const auto wait = [&]() -> Result<bool> {
    while (true) {
      if (is_closing_) return fail(closed());
      if (entry->is_forgotten) return fail(forgotten());
      if (is_there()) return true;
      if (entry->failures != failures) return fail(entry->failure);
      if (!clock_.wait_until(lock, progress_, deadline)) return is_there();
    }
  };
  auto result = wait();
  --entry->waiting;
  return result;
}

std::uint64_t TextIndexes::position(std::uint64_t index) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(index);
  return found == entries_.end() ? 0 : found->second->position;
}

Result<std::uint64_t> TextIndexes::find(const IndexIdentity& index, const std::vector<TextQuery>& any_of, const Visit& visit) {
  std::shared_ptr<Entry> entry;
  std::shared_ptr<TextIndex> file;
  std::uint64_t thrown_away = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(index.number);
    if (found == entries_.end() || !found->second->file) return 0;
    entry = found->second;
    entry->last_used = clock_.now();
    file = entry->file;
    thrown_away = entry->thrown_away;
  }
  auto position = file->find(any_of, visit);
  if (!position && position.error().kind == ErrorKind::internal) {
    const std::lock_guard lock(mutex_);
    if (entry->thrown_away != thrown_away) return position;
    entry->is_damaged = true;
    entry->is_resting = false;
    to_do_.notify_one();
  }
  return position;
}

void TextIndexes::forget(std::uint64_t index) {
  const std::lock_guard lock(mutex_);
  auto& place = entries_[index];
  if (!place) place = std::make_shared<Entry>(Entry{.index = {.number = index, .uuid = {}}});
  place->is_forgotten = true;
  to_do_.notify_one();
  progress_.notify_all();
}

bool TextIndexes::is_followed(const Entry& entry) const {
  return entry.waiting > 0 || entry.last_used + options_.followed_for > clock_.now();
}

bool TextIndexes::is_behind(const Entry& entry) const {
  if (entry.is_resting) return false;
  if (!entry.file || entry.is_damaged) return true;
  return entry.position < entry.target && is_near(entry);
}

bool TextIndexes::is_near(const Entry& entry) const {
  return entry.waiting > 0 || entry.is_scanning || entry.position >= entry.logged_from;
}

std::shared_ptr<TextIndexes::Entry> TextIndexes::next_entry() {
  std::shared_ptr<Entry> chosen;
  const auto look_at = [&](Entries::iterator from, Entries::iterator to) {
    for (auto at = from; at != to; ++at) {
      const auto& entry = at->second;
      if (!entry->is_forgotten && !is_behind(*entry)) continue;
      if (!chosen || (chosen->waiting == 0 && entry->waiting > 0)) chosen = entry;
    }
  };
  const auto middle = entries_.upper_bound(last_served_);
  look_at(middle, entries_.end());
  look_at(entries_.begin(), middle);
  if (chosen) last_served_ = chosen->index.number;
  return chosen;
}

std::vector<std::shared_ptr<TextIndexes::Entry>> TextIndexes::take_unused() {
  std::vector<std::shared_ptr<Entry>> unused;
  std::erase_if(entries_, [&](const auto& place) {
    const auto& entry = place.second;
    if (entry->is_forgotten || is_followed(*entry)) return false;
    unused.push_back(entry);
    return true;
  });
  return unused;
}

void TextIndexes::run() {
  pthread_setname_np(pthread_self(), "text-index");
  std::unique_lock lock(mutex_);
  while (!is_closing_) {
    auto unused = take_unused();
    const auto entry = next_entry();
    if (!entry && unused.empty()) {
      to_do_.wait(lock);
      continue;
    }
    lock.unlock();
    unused.clear();  // closes files
    if (entry) step(*entry);
    lock.lock();
  }
  std::vector<std::shared_ptr<Entry>> forgotten;
  for (const auto& [number, entry] : entries_) {
    if (entry->is_forgotten) forgotten.push_back(entry);
  }
  lock.unlock();
  for (const auto& entry : forgotten) remove(*entry);
}

bool TextIndexes::is_closing() {
  const std::lock_guard lock(mutex_);
  return is_closing_;
}

void TextIndexes::step(Entry& entry) {
  bool is_forgotten = false, is_damaged = false;
  std::uint64_t wanted = 0;
  {
    const std::lock_guard lock(mutex_);
    is_forgotten = entry.is_forgotten;
    is_damaged = std::exchange(entry.is_damaged, false);
    wanted = entry.target;
  }
  if (is_forgotten) return remove(entry);
  if (auto ready = open(entry); !ready) return note_failure(entry, std::move(ready).error());
  if (is_damaged) return start_over(entry, {ErrorKind::internal, "a search has found it damaged"});
  const auto page = source_.next_changes({.index = entry.index.number,
                                          .from = entry.file->position(),
                                          .scanned_to = entry.scan ? std::optional(entry.scan->after) : std::nullopt,
                                          .most_documents = options_.most_documents,
                                          .most_bytes = options_.most_bytes});
  if (!page && page.error().kind == ErrorKind::index_not_found) return forget(entry.index.number);
  if (!page) return note_failure(entry, page.error());
  const auto done = page->form == ChangePage::Form::scan ? apply_scan(entry, *page) : apply(entry, *page);
  if (done) return publish(entry, wanted);
  if (done.error().kind == ErrorKind::internal) return start_over(entry, done.error());
  note_failure(entry, done.error());
}

Result<void> TextIndexes::open(Entry& entry) {
  if (entry.file) return {};
  TRY(std::shared_ptr<TextIndex> file, TextIndex::open(folder_, entry.index));
  const auto at_start = existing_.extract(entry.index.number);
  if (at_start && file->position() > at_start.mapped()) {
    base::log_warning("engine", fmt::format("The text index {} is made anew: it is ahead of its documents",
                                            file_of(folder_, entry.index.number).string()));
    TRY_VOID(file->discard());
  }
  const std::lock_guard lock(mutex_);
  entry.position = file->position();
  entry.file = std::move(file);
  return {};
}

Result<void> TextIndexes::apply(Entry& entry, const ChangePage& page) {
  entry.scan.reset();
  const auto position = std::max(page.position, entry.file->position());
  if (page.changes.empty() && position == entry.file->position()) return {};
  return entry.file->apply(page.changes, position);
}

Result<void> TextIndexes::apply_scan(Entry& entry, const ChangePage& page) {
  if (page.changes.empty() && !page.is_last) return fail(ErrorKind::unavailable, "a scan does not go on");
  std::optional<std::string> after;
  if (entry.scan) after = entry.scan->after;
  auto scan = entry.scan.value_or(Scan{.position = page.position, .after = {}});
  const auto known = entry.file->position();
  for (bool is_done = false; !is_done;) {
    TRY(is_done, entry.file->apply_scan(page.changes, after, page.is_last, page.is_last ? std::max(scan.position, known) : known));
    if (!is_done && is_closing()) return {};
  }
  if (page.is_last) {
    entry.scan.reset();
  } else {
    scan.after = page.changes.back().id;
    entry.scan = std::move(scan);
  }
  return {};
}

void TextIndexes::publish(Entry& entry, std::uint64_t wanted) {
  const std::lock_guard lock(mutex_);
  const bool has_ended = !entry.scan && entry.position == entry.file->position();
  entry.position = entry.file->position();
  entry.is_scanning = entry.scan.has_value();
  // The source does not have yet what was asked for. It will tell when it has.
  if (has_ended && entry.target == wanted) entry.target = entry.position;
  if (entry.position >= entry.target) entry.has_lost_file = false;
  progress_.notify_all();
}

void TextIndexes::remove(Entry& entry) {
  const auto file = file_of(folder_, entry.index.number);
  const auto removed = entry.file ? entry.file->remove() : remove_file(file);
  if (!removed) base::log_warning("engine", fmt::format("The text index {} stays for now: {}", file.string(), removed.error().reason));
  const std::lock_guard lock(mutex_);
  entries_.erase(entry.index.number);
}

void TextIndexes::start_over(Entry& entry, const Error& damage) {
  base::log_warning("engine",
                    fmt::format("The text index {} is made anew: {}", file_of(folder_, entry.index.number).string(), damage.reason));
  entry.scan.reset();
  const bool is_second_time = std::exchange(entry.has_lost_file, true);
  auto discarded = entry.file->discard();
  {
    const std::lock_guard lock(mutex_);
    entry.position = entry.file->position();
    entry.is_damaged = false;
    entry.is_scanning = false;
    ++entry.thrown_away;
  }
  if (!discarded) return note_failure(entry, std::move(discarded).error());
  if (is_second_time) note_failure(entry, damage);
}

void TextIndexes::note_failure(Entry& entry, Error error) {
  base::log_warning("engine", fmt::format("The text index {} stops until the next search: {}",
                                          file_of(folder_, entry.index.number).string(), error.reason));
  const std::lock_guard lock(mutex_);
  entry.is_resting = true;
  ++entry.failures;
  entry.failure = std::move(error);
  progress_.notify_all();
}

}  // namespace headrace::engine::text
