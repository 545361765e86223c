#include "content/search_contexts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/strings.h"
#include "content/errors.h"
#include "content/time_value.h"

namespace headrace::content {
namespace {

constexpr char scroll_kind = 's';
constexpr char point_in_time_kind = 'p';
constexpr std::size_t id_bytes = 20;

bool is_id(std::string_view id) {
  return id.size() == 1 + 2 * id_bytes && (id[0] == scroll_kind || id[0] == point_in_time_kind) &&
         id.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

std::uint64_t bytes_written_since(const SearchState& state) {
  std::uint64_t bytes = 0;
  for (const auto* view : {state.state.get(), state.content.get()}) {
    if (view != nullptr) bytes = std::max(bytes, view->bytes_written_since());
  }
  return bytes;
}

}  // namespace

SearchContexts::SearchContexts(base::Clock& clock, SearchContextLimits limits)
    : clock_(clock), limits_(limits), sweeper_([this](const std::stop_token& stop) { run(stop); }) {}

SearchContexts::~SearchContexts() {
  sweeper_.request_stop();
  sweeper_.join();
}

Result<void> SearchContexts::check(KeepAlive keep_alive) const {
  if (keep_alive > limits_.longest_keep_alive) {
    return fail(ErrorKind::illegal_argument,
                fmt::format("Keep alive for request ({}) is too large. It must be less than ({}). This limit can be set by changing the "
                            "[search.max_keep_alive] cluster level setting.",
                            time_value_text(keep_alive), time_value_text(limits_.longest_keep_alive)));
  }
  if (keep_alive <= KeepAlive(0)) return fail(ErrorKind::illegal_argument, "the time to keep a search open must be above 0");
  return {};
}

Result<std::string> SearchContexts::add(char kind, Context context) {
  TRY_VOID(check(context.keep_alive));
  std::vector<Context> dropped;  // let go without the lock
  const std::lock_guard lock(mutex_);
  sweep_locked(dropped);
  const auto open = std::ranges::count_if(contexts_, [&](const auto& one) { return one.first[0] == kind; });
  if (static_cast<std::size_t>(open) >= limits_.most) {
    return fail(search_failed({ErrorKind::too_many_scroll_contexts,
                               fmt::format("Trying to create too many {}. Must be less than or equal to: [{}].{}",
                                           kind == scroll_kind ? "scroll contexts" : "points in time", limits_.most,
                                           " This limit can be set by changing the [search.max_open_scroll_context] setting.")}));
  }
  context.expires_at = clock_.now() + context.keep_alive;
  auto id = kind + base::random_hex(id_bytes);
  contexts_.emplace(id, std::move(context));
  changed_.notify_all();
  return id;
}

Result<std::string> SearchContexts::open(Scroll scroll, KeepAlive keep_alive, std::string owner) {
  return add(scroll_kind, {.scroll = std::make_shared<const Scroll>(std::move(scroll)),
                           .point_in_time = nullptr,
                           .owner = std::move(owner),
                           .keep_alive = keep_alive});
}

Result<std::string> SearchContexts::open(SearchState point_in_time, KeepAlive keep_alive, std::string owner) {
  return add(point_in_time_kind, {.scroll = nullptr,
                                  .point_in_time = std::make_shared<const SearchState>(std::move(point_in_time)),
                                  .owner = std::move(owner),
                                  .keep_alive = keep_alive});
}

Result<SearchContexts::Context*> SearchContexts::find(const std::string& id, std::optional<KeepAlive> keep_alive) {
  if (keep_alive) TRY_VOID(check(*keep_alive));
  const auto found = contexts_.find(id);
  if (found == contexts_.end() || found->second.expires_at <= clock_.now()) {
    return fail(search_failed({ErrorKind::search_context_missing, fmt::format("No search context found for id [{}]", id)}));
  }
  auto& context = found->second;
  if (keep_alive) context.keep_alive = *keep_alive;
  context.expires_at = clock_.now() + context.keep_alive;
  return &context;
}

Result<std::shared_ptr<const Scroll>> SearchContexts::scroll(const std::string& id, std::optional<KeepAlive> keep_alive) {
  if (!is_id(id) || id[0] != scroll_kind) return fail(ErrorKind::illegal_argument, "Cannot parse scroll id");
  const std::lock_guard lock(mutex_);
  TRY(const auto* context, find(id, keep_alive));
  return context->scroll;
}

Result<std::shared_ptr<const SearchState>> SearchContexts::point_in_time(const std::string& id, std::optional<KeepAlive> keep_alive) {
  if (!is_id(id) || id[0] != point_in_time_kind) return fail(ErrorKind::illegal_argument, fmt::format("invalid id: [{}]", id));
  const std::lock_guard lock(mutex_);
  TRY(const auto* context, find(id, keep_alive));
  return context->point_in_time;
}

void SearchContexts::advance(const std::string& id, const std::shared_ptr<const Scroll>& from, Scroll to) {
  const std::lock_guard lock(mutex_);
  const auto found = contexts_.find(id);
  if (found == contexts_.end() || found->second.scroll != from) return;
  found->second.scroll = std::make_shared<const Scroll>(std::move(to));
}

Result<std::size_t> SearchContexts::close(const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    if (!is_id(id)) return fail(ErrorKind::illegal_argument, "Cannot parse scroll id");
  }
  std::vector<Context> dropped;
  const std::lock_guard lock(mutex_);
  sweep_locked(dropped);
  std::size_t closed = 0;
  for (const auto& id : ids) {
    if (auto node = contexts_.extract(id)) {
      dropped.push_back(std::move(node.mapped()));
      ++closed;
    }
  }
  return closed;
}

std::size_t SearchContexts::close_scrolls_of(const std::string& owner) {
  std::vector<Context> dropped;
  const std::lock_guard lock(mutex_);
  sweep_locked(dropped);
  return std::erase_if(contexts_, [&](const auto& one) { return one.second.scroll && one.second.owner == owner; });
}

void SearchContexts::sweep_locked(std::vector<Context>& dropped) {
  const auto now = clock_.now();
  for (auto at = contexts_.begin(); at != contexts_.end();) {
    const auto& context = at->second;
    const bool keeps_too_much = bytes_written_since(context.state()) > limits_.most_bytes_written;
    if (keeps_too_much && context.expires_at > now) {
      base::log_warning("search", "a search that was kept open is dropped: too much was written since",
                        {{"id", at->first}, {"indices", fmt::format("{}", fmt::join(context.state().indices, ","))}});
    }
    if (!keeps_too_much && context.expires_at > now) {
      ++at;
      continue;
    }
    dropped.push_back(std::move(at->second));
    at = contexts_.erase(at);
  }
}

void SearchContexts::sweep() {
  std::vector<Context> dropped;
  const std::lock_guard lock(mutex_);
  sweep_locked(dropped);
}

std::size_t SearchContexts::size() const {
  const std::lock_guard lock(mutex_);
  return contexts_.size();
}

void SearchContexts::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return !contexts_.empty(); });
      changed_.wait_for(lock, stop, limits_.sweep_interval, [] { return false; });
    }
    sweep();
  }
}

}  // namespace headrace::content
