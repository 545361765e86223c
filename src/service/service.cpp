#include "service/service.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "service/clean_up.h"
#include "service/coordinator.h"

namespace headrace::service {

namespace {
constexpr std::chrono::seconds default_grace{5};
}  // namespace

struct Service::Impl {
  Impl(Backend& backend, Settings given, base::Clock& clock_to_use, SourceFinder find_source)
      : settings(std::move(given)),
        clock(clock_to_use),
        context{backend, settings, clock, std::move(find_source)},
        coordinator(context, [this] { wake(); }) {}

  void wake();
  void note_change();
  void greet_extraction_service() const;
  void coordinate();
  bool wait_for_work(base::Instant until);
  void clean_up();
  bool sleep_until(base::Instant until);

  const Settings settings;
  base::Clock& clock;
  const Context context;

  std::mutex mutex;
  std::condition_variable changed;  ///< with mutex
  // guarded by mutex
  bool is_started = false;
  bool is_stopping = false;
  bool has_work = false;     ///< look now
  bool has_changes = false;  ///< look soon
  std::chrono::milliseconds grace = default_grace;

  Coordinator coordinator;  ///< used by `coordinating` only
  std::thread coordinating;
  std::thread cleaning;
};

void Service::Impl::wake() {
  const std::lock_guard lock(mutex);
  has_work = true;
  changed.notify_all();
}

void Service::Impl::note_change() {
  const std::lock_guard lock(mutex);
  has_changes = true;
  changed.notify_all();
}

/// docs/spec/connector-service.md 5.3: a service that does not answer yet may do so later.
void Service::Impl::greet_extraction_service() const {
  auto* service = settings.files ? settings.files->service() : nullptr;
  if (service == nullptr) return;
  const auto& host = settings.extraction_service.host;
  if (const auto answered = service->ping(); answered) {
    base::log_info("service", "the extraction service answers", {{"url.full", host}});
  } else {
    base::log_warning("service", "the extraction service does not answer",
                      {{"url.full", host}, {"error.message", answered.error().reason}});
  }
}

void Service::Impl::coordinate() {
  while (wait_for_work(coordinator.look())) {
  }
  std::chrono::milliseconds for_jobs{};
  {
    const std::lock_guard lock(mutex);
    for_jobs = grace;
  }
  coordinator.suspend_all(for_jobs);
}

/// Until the time has come, there is work, or something has changed; changes that come one after the other are looked at together. False:
/// the service stops.
bool Service::Impl::wait_for_work(base::Instant until) {
  std::unique_lock lock(mutex);
  const auto earliest_for_changes = clock.now() + settings.change_gap;
  for (;;) {
    const auto now = clock.now();
    if (is_stopping) return false;
    if (has_work || now >= until || (has_changes && now >= earliest_for_changes)) break;
    clock.wait_until(lock, changed, has_changes ? std::min(until, earliest_for_changes) : until);
  }
  has_work = false;
  has_changes = false;
  return true;
}

bool Service::Impl::sleep_until(base::Instant until) {
  std::unique_lock lock(mutex);
  while (!is_stopping && clock.now() < until) clock.wait_until(lock, changed, until);
  return !is_stopping;
}

void Service::Impl::clean_up() {
  greet_extraction_service();  // here, where nothing waits for it
  CleanUp cleaner(context);
  while (sleep_until(clock.now() + settings.cleanup_interval)) {
    if (!settings.actions.cleanup) continue;
    if (const auto cleaned = cleaner.run(); !cleaned) {
      base::log_warning("service", "clean-up failed, next try follows", {{"error.message", cleaned.error().reason}});
    }
  }
}

Service::Service(Backend& backend, Settings settings, base::Clock& clock, SourceFinder find_source)
    : impl_(std::make_unique<Impl>(backend, std::move(settings), clock, std::move(find_source))) {}

Service::~Service() { stop(default_grace); }

void Service::start() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (std::exchange(impl_->is_started, true)) return;
  }
  impl_->context.backend.on_change([this] { impl_->note_change(); });
  impl_->coordinating = std::thread([this] { impl_->coordinate(); });
  impl_->cleaning = std::thread([this] { impl_->clean_up(); });
}

void Service::stop(std::chrono::milliseconds grace) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (std::exchange(impl_->is_stopping, true) || !impl_->is_started) return;
    impl_->grace = grace;
    impl_->changed.notify_all();
  }
  impl_->context.backend.on_change({});
  impl_->context.backend.interrupt();
  impl_->coordinating.join();
  impl_->cleaning.join();
}

}  // namespace headrace::service
