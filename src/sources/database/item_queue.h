#pragma once
// From the connections that read to the one who takes: batches of items, bounded by bytes. Waiting is a condition variable on both sides.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "sources/source.h"

namespace headrace::sources::database {

/// What a read says that was asked to stop.
inline std::unexpected<Error> stopped() { return fail(ErrorKind::unavailable, "stopped"); }

class ItemQueue {
 public:
  using Batch = std::vector<SourceItem>;

  /// `writers` will call end_writer().
  ItemQueue(std::size_t writers, std::size_t max_bytes) : writers_(writers), max_bytes_(max_bytes) {}

  /// Waits for room; a batch larger than all of it goes alone. False when nothing is taken any more.
  bool put(Batch batch, std::size_t bytes);
  /// Waits for a batch; none when there will be no more.
  std::optional<Batch> take();
  /// The next item, by and by those of all batches; for one thread. None as take().
  std::optional<SourceItem> next();
  void end_writer();
  /// Nothing is taken any more.
  void abandon();

 private:
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<std::pair<Batch, std::size_t>> batches_;  ///< guarded by mutex_, as all below
  std::size_t writers_;
  std::size_t bytes_ = 0;
  bool is_abandoned_ = false;
  const std::size_t max_bytes_;
  Batch given_from_;  ///< of the one who calls next()
  std::size_t given_ = 0;
};

/// The end of the queue that one connection writes to.
class Output {
 public:
  explicit Output(ItemQueue& queue) : queue_(queue) {}

  /// Waits while the queue is full. Errors: stopped(), when nothing is taken any more.
  Result<void> put(SourceItem item);
  Result<void> flush();

 private:
  ItemQueue& queue_;
  ItemQueue::Batch batch_;
  std::size_t bytes_ = 0;
};

}  // namespace headrace::sources::database
