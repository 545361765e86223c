#pragma once
// What the connector service talks to: in the server the rules and the engine themselves (direct_backend.h), alone a server over HTTP
// (http_backend.h). All calls block, from any thread; backend_contract_test.cpp says what both do. Two interfaces, so that reporting never
// shares a way with the data: `Backend` is the state, `ContentTarget` is where the documents of one sync go.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "control/sync_jobs.h"
#include "engine/document.h"

namespace headrace::service {

/// A document of the state as it was read, and the guard of a write that must not overwrite anything newer.
struct Record {
  std::string id;
  json::Value source;
  engine::Guard guard;
};

/// Called with one record after the other; false: that was enough.
using Visit = std::function<bool(const Record&)>;

/// Connectors of a service: all native ones, those with these ids, and all of these types that are not native
/// (docs/spec/connector-service.md 7.3).
struct ConnectorFilter {
  bool native = false;
  std::vector<std::string> ids = {};
  std::vector<std::string> service_types = {};
};

struct JobFilter {
  std::vector<control::SyncJobStatus> statuses = {};
  /// Only jobs of these connectors; none: of any.
  std::optional<std::vector<std::string>> connector_ids = std::nullopt;
};

enum class ClaimOutcome {
  claimed,
  refused,        ///< somebody else has it, or it is not waiting any more
  token_unknown,  ///< nothing was done: the target knows no claim tokens
};

/// True for the errors that say that a document is not there (any more).
inline bool is_gone(const Error& error) {
  return error.kind == ErrorKind::resource_not_found || error.kind == ErrorKind::document_missing ||
         error.kind == ErrorKind::index_not_found;
}

/// True for the errors of a target that could not be reached or was busy: it may do later what it refuses now.
inline bool may_answer_later(const Error& error) { return error.kind == ErrorKind::connection || error.kind == ErrorKind::unavailable; }

/// What a content index holds of a document that matters to the next sync.
struct StoredDocument {
  std::string id;                    ///< the field `id`, else `_id` (docs/spec/connector-service.md 11.2)
  std::string timestamp = {};        ///< the field `_timestamp`, else ""
  std::uint64_t content_hash = 0;    ///< content_hash() of its body; 0 where that was not asked for or cannot be told
  std::uint64_t timestamp_hash = 0;  ///< KnownDocuments::hash_of_text() of `timestamp`, where that is "" and this is known
};

/// What a scan is to tell of each document beside its id.
struct ScanDetail {
  bool timestamp = false;
  bool content_hash = false;
};

/// One line of a bulk request.
struct Operation {
  enum class Kind { index, update, remove };  ///< update: merged into what is there, or made
  Kind kind = Kind::index;
  std::string id;
  base::SharedText body = {};  ///< JSON, not of `remove`
  std::string tag = {};        ///< engine::Write::tag, for targets that keep it: version_tag()

  /// Entries of a bulk body as docs/spec/connector-service.md 11.8 counts them.
  [[nodiscard]] std::size_t entries() const { return kind == Kind::remove ? 1 : 2; }
};

/// What became of one operation.
struct ItemOutcome {
  bool accepted = false;    ///< the index has done it; a deletion of what is not there counts
  bool may_retry = false;   ///< refused because the target is busy
  std::string reason = {};  ///< why it was refused
};

/// Where the documents of one sync go. Used by its data path only.
class ContentTarget {
 public:
  virtual ~ContentTarget() = default;
  /// Makes the index with these mappings when there is none (docs/spec/connector-service.md 11.1).
  virtual Result<void> ensure_index(const std::string& index, const json::Value& mappings) = 0;
  /// The source of one document as it was last written; none when there is no such document or index.
  virtual Result<std::optional<json::Value>> document(const std::string& index, const std::string& id) = 0;
  virtual Result<bool> has_pipeline(const std::string& name) = 0;
  /// Every document that the index holds, in any order; none when there is no index. Deletions meanwhile do not disturb it.
  virtual Result<void> scan(const std::string& index, const ScanDetail& detail,
                            const std::function<bool(const StoredDocument&)>& visit) = 0;
  /// Applies the operations, each for itself; as many outcomes as operations. `pipeline`: "" for none. An error: nothing can be said of
  /// any operation.
  virtual Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string& pipeline,
                                                std::span<const Operation> operations) = 0;
  /// In this process: tags are kept, and the engine needs the processor that reading would take.
  [[nodiscard]] virtual bool is_local() const { return false; }
  /// How many answers so far said that the target is too busy, those included after which a request was tried again.
  [[nodiscard]] virtual std::uint64_t busy_answers() const { return 0; }
  /// Documents in the index, all writes so far included; 0 when there is none.
  virtual Result<std::uint64_t> count(const std::string& index) = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;

  /// Makes sure that the state can be used (reachable, its indices exist). Errors: connection, and what the target says.
  virtual Result<void> prepare() = 0;

  /// Visits the live connectors that match.
  virtual Result<void> connectors(const ConnectorFilter& filter, const Visit& visit) = 0;
  /// The connector, soft-deleted or not; none when there is none.
  virtual Result<std::optional<Record>> connector(const std::string& id) = 0;
  /// Visits jobs, oldest first.
  virtual Result<void> jobs(const JobFilter& filter, const Visit& visit) = 0;
  virtual Result<std::optional<Record>> job(const std::string& id) = 0;

  virtual Result<void> check_in(const std::string& connector_id) = 0;
  /// Merges `part`; the guard of the new state, none when the document is not as `guard` says. Errors: is_gone.
  virtual Result<std::optional<engine::Guard>> update_connector(const std::string& id, const json::Value& part,
                                                                std::optional<engine::Guard> guard) = 0;
  virtual Result<std::optional<engine::Guard>> update_job(const std::string& id, const json::Value& part,
                                                          std::optional<engine::Guard> guard) = 0;
  /// Makes this very job; false when there is one with this id.
  virtual Result<bool> create_job(const std::string& id, const json::Value& job) = 0;
  /// Errors: is_gone.
  virtual Result<ClaimOutcome> claim(const std::string& id, const control::SyncJobClaim& claim) = 0;
  /// Errors: is_gone.
  virtual Result<void> report(const std::string& id, const control::SyncJobStats& stats) = 0;

  /// A target for the documents of one sync, used while the backend lives. `authorization`: of this connector; "": that of the backend.
  virtual std::unique_ptr<ContentTarget> content(const std::string& authorization) = 0;

  /// Calls `listener`, from any thread and quickly after, when connectors or jobs may have changed; an empty one ends that, and none is
  /// under way when this returns. False: this backend cannot tell.
  virtual bool on_change(std::function<void()> listener) = 0;
  /// The service stops: no call waits between two tries any more.
  virtual void interrupt() {}
};

}  // namespace headrace::service
