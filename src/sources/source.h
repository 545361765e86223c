#pragma once
// What a data source is to the service: configuration fields, checks, and a stream of documents that is pulled. A source knows nothing of
// servers or engines. A new one is a folder beside dir/ and a line in registry.cpp.

#include <atomic>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/raw_member.h"
#include "json/value.h"

namespace headrace::sources {

/// Tells a source to stop; set from another thread.
using StopFlag = std::atomic<bool>;

/// Bytes, one piece behind the other.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Puts the next bytes into `to`; 0 at the end. Errors: internal, with what, where and why.
  virtual Result<std::size_t> read(std::span<char> to) = 0;
};

/// Of bytes that are in memory.
class HeldBytes final : public ByteStream {
 public:
  explicit HeldBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> to) override {
    const auto count = bytes_.copy(to.data(), to.size(), at_);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// The bytes of a document's content, such as a file.
class Content {
 public:
  virtual ~Content() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;  ///< for the extension
  [[nodiscard]] virtual std::uint64_t size() const = 0;     ///< as far as known
  /// All bytes, at most `limit`. Errors: internal, with what, where and why.
  virtual Result<std::string> read(std::uint64_t limit) = 0;
  /// The same piece by piece, however many there are; here all are held in memory. Errors: as read().
  virtual Result<std::unique_ptr<ByteStream>> open() {
    TRY(auto bytes, read(std::numeric_limits<std::uint64_t>::max()));
    return std::make_unique<HeldBytes>(std::move(bytes));
  }
};

/// What is to become of the document with this id. Streams of a whole read only give `index`.
enum class DocumentAction { index, update, remove };

struct SourceDocument {
  std::string id;
  std::string scope;   ///< the table, bucket or folder it belongs to (nothing of a scope is deleted unless the scope was read completely)
  json::Value fields;  ///< an object, without `id`; null when `members` tells all
  /// The same as JSON, members only, without braces, none of them named `id`: `"a":1,"b":null`. From the buffer of a driver straight
  /// into the body of a bulk request; a tree is made of it only where sync rules ask for one.
  std::string members = {};
  std::optional<json::RawMember> timestamp = {};  ///< where `_timestamp` stands in `members`
  std::unique_ptr<Content> content = nullptr;     ///< may be empty
  DocumentAction action = DocumentAction::index;
};

/// A document that could not be read: it is counted and listed, the sync goes on.
struct SourceFailure {
  std::string id;  ///< when known: the document is still there and must not be deleted. "": the whole scope counts as not read
  std::string scope;
  std::string reason;
};

/// A document that an earlier attempt of this job has written and that is still there: only its id is read again, so that it is not
/// deleted (DESIGN 5, 4).
struct SeenDocument {
  std::string id;
  std::string scope;
};

/// Something about a scope, in order with its documents.
struct ScopeEvent {
  enum class Kind {
    begun,     ///< `expected` says about how many documents come
    position,  ///< all documents of it before this event are read; `text` is what Resume takes to go on from here
    complete,  ///< read to its end: what the index has of it and was not seen may be deleted
    failed,    ///< not read to its end, `text` says why; other scopes go on
    skipped,   ///< cannot be read by its nature (a table without key), `text` says why: told to people, and what the index has of it stays
  };
  Kind kind = Kind::complete;
  std::string scope;
  std::string text = {};
  std::optional<std::uint64_t> expected = std::nullopt;
};

using SourceItem = std::variant<SourceDocument, SourceFailure, SeenDocument, ScopeEvent>;

class DocumentStream {
 public:
  virtual ~DocumentStream() = default;
  /// The next item; none at the end. An error means that the read as a whole is over and incomplete; so is one that was stopped.
  virtual Result<std::optional<SourceItem>> next() = 0;
  /// At the end of changes(): where the next incremental read goes on, for the connector's `sync_cursor`; null: nowhere.
  [[nodiscard]] virtual json::Value cursor() const { return nullptr; }
};

/// How far an earlier attempt of a job came, by scope.
struct ScopeProgress {
  std::string position = {};  ///< of the last ScopeEvent::position; "" for none
  bool is_complete = false;   ///< it was read to its end
};
using Resume = std::map<std::string, ScopeProgress>;

struct ReadRequest {
  const StopFlag& stop;              ///< outlives the stream
  json::Value advanced = nullptr;    ///< `advanced_snippet.value` of the job's rules; null or empty: none
  bool with_access_control = false;  ///< documents are to tell who may see them, in `_allow_access_control`
  /// Go on from there: scopes that are named are not read again before their position, but give a SeenDocument for each document there.
  /// Only for sources that can_resume().
  Resume resume = {};
};

/// One line of what `connector test` finds out.
struct Finding {
  std::string what;  ///< "host", "user", "table [a]"
  bool is_good = true;
  std::string text;  ///< what is there, or what is wrong and what to do
};

class Source {
 public:
  virtual ~Source() = default;
  /// Checks the configuration against the world (folder exists, host answers with these rights). Errors: internal with what, why, what to
  /// do.
  virtual Result<void> validate() = 0;
  virtual Result<void> ping() = 0;
  /// What there is and what is wrong, one after the other, as far as it goes.
  virtual std::vector<Finding> probe();
  /// `rules`: value of an advanced snippet, not empty. Errors: illegal_argument, the text that a draft's validation shows
  /// (docs/spec/connector-service.md 14.6, 4); others when the source does not answer.
  virtual Result<void> check_advanced_rules(const json::Value& rules);
  /// Starts a full read.
  virtual Result<std::unique_ptr<DocumentStream>> read(const ReadRequest& request) = 0;
  [[nodiscard]] virtual bool can_resume() const { return false; }

  /// True when this source with this configuration can tell what has changed; then incremental jobs use changes() and delete nothing but
  /// what it says (docs/spec/connector-service.md 11.5). Else an incremental job reads everything and writes what is new.
  [[nodiscard]] virtual bool has_changes() const { return false; }
  /// `cursor`: what the stream of the last one ended with; null for the first.
  virtual Result<std::unique_ptr<DocumentStream>> changes(const ReadRequest& request, const json::Value& cursor);

  /// Who may see documents: a document for each identity, as docs/spec/connector-service.md 15.3 wants it.
  virtual Result<std::unique_ptr<DocumentStream>> identities(const StopFlag& stop);
  /// False: a document whose id is `id` is surely none of `scope`, so that it may be deleted although the scope was not read to its end.
  [[nodiscard]] virtual bool may_hold(std::string_view scope, std::string_view id) const;
};

/// One row of the registry.
struct SourceType {
  std::string service_type;   ///< "dir"
  std::string name;           ///< for people
  json::Value configuration;  ///< all fields with labels, types and defaults, as they go into a connector
  json::Value features;       ///< as they go into a connector
  /// Fields of our own, defined as the others; a connector may have them and need not.
  json::Value own_configuration = json::Value(json::Object());
  /// `configuration`: field name to value (not to field definition).
  std::function<Result<std::unique_ptr<Source>>(const json::Value& configuration)> make;
};

}  // namespace headrace::sources
