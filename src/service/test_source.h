#pragma once
// For tests only: a source whose documents, failures and waits a test decides.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "sources/source.h"

namespace headrace::service {

/// What a TestSource gives; shared by the test and the source's threads.
class TestScript {
 public:
  using Item = sources::SourceItem;
  struct Step {
    std::function<Result<std::optional<Item>>()> next;
  };

  void add(const std::string& id, const json::Value& fields = json::Value(json::Object()), const std::string& scope = "all") {
    steps.push_back({[=]() -> Result<std::optional<Item>> {
      sources::SourceDocument document{.id = id, .scope = scope, .fields = fields, .members = {}, .content = nullptr};
      return Item(std::move(document));
    }});
  }
  void add_content(const std::string& id, const std::string& name, const std::string& bytes) {
    steps.push_back({[=]() -> Result<std::optional<Item>> {
      sources::SourceDocument document{
          .id = id, .scope = "all", .fields = json::Value(json::Object()), .members = {}, .content = std::make_unique<Bytes>(name, bytes)};
      return Item(std::move(document));
    }});
  }
  void add_item(const std::function<Item()>& make) {
    steps.push_back({[=]() -> Result<std::optional<Item>> { return make(); }});
  }
  /// A row as a driver gives it.
  void add_members(const std::string& id, const std::string& members, const std::string& scope = "all") {
    add_item([=] { return sources::SourceDocument{.id = id, .scope = scope, .fields = nullptr, .members = members}; });
  }
  void add_change(const std::string& id, sources::DocumentAction action, const json::Value& fields = json::Value(json::Object())) {
    add_item([=] { return sources::SourceDocument{.id = id, .scope = "all", .fields = fields, .action = action}; });
  }
  void add_event(sources::ScopeEvent::Kind kind, const std::string& scope, const std::string& text = "") {
    add_item([=] { return sources::ScopeEvent{.kind = kind, .scope = scope, .text = text}; });
  }
  void add_seen(const std::string& id, const std::string& scope = "all") {
    add_item([=] { return sources::SeenDocument{id, scope}; });
  }
  void add_failure(const std::string& id, const std::string& reason, const std::string& scope = "all") {
    steps.push_back({[=]() -> Result<std::optional<Item>> { return Item(sources::SourceFailure{id, scope, reason}); }});
  }
  void add_error(const std::string& reason) {
    steps.push_back({[=]() -> Result<std::optional<Item>> { return fail(ErrorKind::internal, reason); }});
  }
  /// The source waits here until open_gate().
  void add_gate() {
    steps.push_back({[this]() -> Result<std::optional<Item>> {
      std::unique_lock lock(mutex_);
      is_at_gate_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return is_open_; });
      return fail(ErrorKind::internal, "");
    }});
    gates_.insert(steps.size() - 1);
  }
  void open_gate() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void wait_until_at_gate() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_at_gate_; });
  }
  /// Until no source is in use any more, not even one that was left alone.
  void wait_until_unused() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return users_ == 0; });
  }
  void note_resume(const sources::Resume& resume) {
    const std::lock_guard lock(mutex_);
    asked_to_resume = resume;
  }
  void count_user(int by) {
    const std::lock_guard lock(mutex_);
    users_ += by;
    changed_.notify_all();
  }
  [[nodiscard]] bool is_gate(std::size_t step) const { return gates_.contains(step); }

  std::vector<Step> steps;
  std::vector<std::string> incomplete_scopes;
  std::string broken;  ///< why validate() fails; "" for not
  bool ignores_stop = false;
  bool can_resume = false;
  bool has_changes = false;
  bool names_scopes_in_ids = false;  ///< ids begin with their scope and a slash
  json::Value cursor = nullptr;      ///< of the stream, at its end
  // what the source was asked for
  sources::Resume asked_to_resume;
  json::Value asked_from = nullptr;
  bool was_asked_for_identities = false;

 private:
  class Bytes final : public sources::Content {
   public:
    Bytes(std::string name, std::string bytes) : name_(std::move(name)), bytes_(std::move(bytes)) {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    Result<std::string> read(std::uint64_t limit) override {
      if (bytes_ == "unreadable") return fail(ErrorKind::internal, "permission denied");
      return bytes_.substr(0, limit);
    }

   private:
    std::string name_, bytes_;
  };

  std::set<std::size_t> gates_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  bool is_open_ = false, is_at_gate_ = false;
  int users_ = 0;
};

class TestStream final : public sources::DocumentStream {
 public:
  TestStream(std::shared_ptr<TestScript> script, const sources::StopFlag& stop) : script_(std::move(script)), stop_(stop) {}

  Result<std::optional<TestScript::Item>> next() override {
    while (step_ < script_->steps.size()) {
      if (stop_ && !script_->ignores_stop) return std::nullopt;
      const auto at = step_++;
      auto item = script_->steps[at].next();
      if (script_->is_gate(at)) continue;
      if (item && *item) note(**item);
      return item;
    }
    return end();
  }
  [[nodiscard]] json::Value cursor() const override { return script_->cursor; }

 private:
  void note(const TestScript::Item& item) {
    if (std::holds_alternative<sources::ScopeEvent>(item)) {
      told_.insert(std::get<sources::ScopeEvent>(item).scope);
    } else {
      std::visit([this](const auto& one) { scopes_.insert(one.scope); }, item);
    }
  }
  /// All that were seen are complete, one after the other, but for those that are to stay incomplete, and those that the script tells of.
  std::optional<TestScript::Item> end() {
    std::erase_if(scopes_, [this](const auto& scope) { return told_.contains(scope); });
    for (const auto& scope : script_->incomplete_scopes) scopes_.erase(scope);
    if (scopes_.empty()) return std::nullopt;
    return sources::ScopeEvent{.scope = scopes_.extract(scopes_.begin()).value()};
  }
  std::shared_ptr<TestScript> script_;
  const sources::StopFlag& stop_;
  std::size_t step_ = 0;
  std::set<std::string> scopes_, told_;
};

class TestSource final : public sources::Source {
 public:
  explicit TestSource(std::shared_ptr<TestScript> script) : script_(std::move(script)) { script_->count_user(1); }
  ~TestSource() override { script_->count_user(-1); }
  TestSource(const TestSource&) = delete;
  TestSource& operator=(const TestSource&) = delete;
  Result<void> validate() override { return script_->broken.empty() ? Result<void>() : fail(ErrorKind::internal, script_->broken); }
  Result<void> ping() override { return {}; }
  [[nodiscard]] bool can_resume() const override { return script_->can_resume; }
  [[nodiscard]] bool has_changes() const override { return script_->has_changes; }
  [[nodiscard]] bool may_hold(std::string_view scope, std::string_view id) const override {
    return !script_->names_scopes_in_ids || id.starts_with(std::string(scope) + "/");
  }
  Result<std::unique_ptr<sources::DocumentStream>> changes(const sources::ReadRequest& request, const json::Value& cursor) override {
    script_->asked_from = cursor;
    return std::make_unique<TestStream>(script_, request.stop);
  }
  Result<std::unique_ptr<sources::DocumentStream>> identities(const sources::StopFlag& stop) override {
    script_->was_asked_for_identities = true;
    return std::make_unique<TestStream>(script_, stop);
  }
  Result<std::unique_ptr<sources::DocumentStream>> read(const sources::ReadRequest& request) override {
    script_->note_resume(request.resume);
    return std::make_unique<TestStream>(script_, request.stop);
  }

 private:
  std::shared_ptr<TestScript> script_;
};

/// The service type "test", over the script.
inline sources::SourceType test_source_type(const std::shared_ptr<TestScript>& script) {
  return {
      .service_type = "test",
      .name = "Test",
      .configuration = json::object({{"place", json::object({{"label", "Place"}, {"type", "str"}, {"value", "here"}})}}),
      .features = json::object({{"sync_rules", json::object({{"basic", json::object({{"enabled", true}})}})}}),
      .make = [script](const json::Value&) -> Result<std::unique_ptr<sources::Source>> { return std::make_unique<TestSource>(script); }};
}

}  // namespace headrace::service
