#pragma once
// What a data source is to the service: configuration fields, checks, and a stream of documents that is pulled. A source knows nothing of
// servers or engines. A new one is a folder beside dir/ and a line in registry.cpp.

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

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

struct SourceDocument {
  std::string id;
  std::string scope;   ///< the table, bucket or folder it belongs to (nothing of a scope is deleted unless the scope was read completely)
  json::Value fields;  ///< an object, without id
  std::unique_ptr<Content> content;  ///< may be empty
};

/// A document that could not be read: it is counted and listed, the sync goes on.
struct SourceFailure {
  std::string id;  ///< when known: the document is still there and must not be deleted
  std::string scope;
  std::string reason;
};

class DocumentStream {
 public:
  virtual ~DocumentStream() = default;
  /// The next document or failure; none at the end. An error means that the read as a whole is over and incomplete.
  virtual Result<std::optional<std::variant<SourceDocument, SourceFailure>>> next() = 0;
  /// Scopes that were read to their end so far.
  [[nodiscard]] virtual std::vector<std::string> complete_scopes() const = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  /// Checks the configuration against the world (folder exists, host answers with these rights). Errors: internal with what, why, what to
  /// do.
  virtual Result<void> validate() = 0;
  virtual Result<void> ping() = 0;
  /// Starts a full read. `stop` outlives the stream.
  virtual Result<std::unique_ptr<DocumentStream>> read(const StopFlag& stop) = 0;
};

/// One row of the registry.
struct SourceType {
  std::string service_type;   ///< "dir"
  std::string name;           ///< for people
  json::Value configuration;  ///< all fields with labels, types and defaults, as they go into a connector
  json::Value features;       ///< as they go into a connector
  /// `configuration`: field name to value (not to field definition).
  std::function<Result<std::unique_ptr<Source>>(const json::Value& configuration)> make;
};

}  // namespace headrace::sources
