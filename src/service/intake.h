#pragma once
// What becomes of one document that the source gives: the rules, what the index already has of it, its text, its body
// (docs/spec/connector-service.md 11.3 to 11.6 and 12). Documents with content are read side by side.

#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "service/bulk_writer.h"
#include "service/job_notes.h"
#include "service/known_documents.h"
#include "service/sync_plan.h"

namespace headrace::service {

class Intake {
 public:
  /// All outlive it.
  struct Parts {
    const SyncPlan& plan;
    KnownDocuments& known;
    SyncCounters& counters;
    JobNotes& notes;
    BulkWriter& writer;
    base::Clock& clock;
    const std::atomic<bool>& stop;
    bool keeps_versions = false;  ///< the target keeps tags (Operation::tag)
  };
  /// `has_pipeline`: documents carry the switches for it.
  Intake(Parts parts, bool has_pipeline);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// From one thread. False: nothing is written any more. Errors: a rule cannot be used.
  Result<bool> take(sources::SourceDocument document);
  /// Waits until all that was taken has gone to the writer.
  void drain();

 private:
  [[nodiscard]] Result<bool> passes_rules(const sources::SourceDocument& document, const std::string& id) const;
  bool take_change(sources::SourceDocument document, const std::string& id);
  bool hand_over(sources::SourceDocument document, const std::string& id, const std::optional<KnownDocuments::Held>& held);
  void add_text(sources::SourceDocument& document, const std::string& id);
  std::string body_of(sources::SourceDocument& document, const std::string& id, bool is_known) const;
  std::optional<std::string> bounded_body(sources::SourceDocument& document, const std::string& id, bool is_known);
  void note_without_text(const sources::SourceDocument& document, const std::string& id, std::string_view why);
  void run_reader();

  const Parts parts_;
  const PipelineSettings* const pipeline_;
  const bool skips_unchanged_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  std::deque<std::function<void()>> waiting_;  ///< documents whose content is to be read
  std::size_t unfinished_ = 0;                 ///< waiting or being read
  bool is_closing_ = false;
  std::vector<std::thread> readers_;  ///< started when the first document with content comes
};

}  // namespace headrace::service
