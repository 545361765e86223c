#pragma once
// Where a text index learns what its documents are. The engine that keeps the documents implements it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace headrace::engine::text {

/// Which index: its number is never given twice, and neither is its uuid.
struct IndexIdentity {
  std::uint64_t number = 0;
  std::string uuid;
};

struct Change {
  std::string id;
  std::uint64_t seq_no = 0;                          ///< of the write that made the document what it is, or removed it
  std::optional<std::string> source = std::nullopt;  ///< log: none when it was removed; scan: none when it need not be looked at
};

struct ChangeRequest {
  std::uint64_t index = 0;  ///< its number
  std::uint64_t from = 0;   ///< changes with lower sequence numbers are known
  /// Within a scan: the id that the page before ended with. None: at the begin of a page by log or of a scan.
  std::optional<std::string> scanned_to = std::nullopt;
  std::size_t most_documents = 1'000;
  std::size_t most_bytes = std::size_t{4} << 20;  ///< of sources; a page has one document at least, however large
};

/// Some changes of one index, in one of two forms, as it suits the engine:
///
/// `log`: what happened from `from` on, by sequence number, removals too; a document may be left out where a later change of it follows
/// in this page or one to come. From a log in memory, or a range of keys sequence number -> id that is written with the documents. It is
/// for those that are near.
///
/// `scan`: the documents that there are, all of them, by the bytes of their ids; the source of each whose sequence number is `from` or
/// higher, of the others the id alone. What the index has between the ends of a page and the page has not, has been removed. It is for
/// those that are far behind, and for an engine that has no log: it reads every record, but the index takes only what is new.
///
/// A scan needs no snapshot. Each page may show a newer state than the one before, as long as all show at least what the first one
/// promised with its `position`: what changes in the meantime has a higher number and comes afterwards.
struct ChangePage {
  enum class Form { log, scan };
  Form form = Form::log;
  std::vector<Change> changes = {};
  /// log: with this page, every change with a lower sequence number has been given. scan: with the last page, that is so for the number
  /// in the first page.
  std::uint64_t position = 0;
  bool is_last = true;  ///< scan: no document follows. A page that is not the last has documents
};

/// Called from one thread; may block on reading. It must not wait for a writer.
class ChangeSource {
 public:
  virtual ~ChangeSource() = default;
  /// What follows. A call with `scanned_to` goes on with a scan. Errors: index_not_found for an index that was deleted.
  virtual Result<ChangePage> next_changes(const ChangeRequest& request) = 0;
};

}  // namespace headrace::engine::text
