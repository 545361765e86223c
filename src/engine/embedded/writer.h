#pragma once
// The one thread that writes to a store. Whatever waits is gathered into one group and one commit with sync; one client alone waits for
// nobody.

#include <condition_variable>
#include <deque>
#include <thread>

#include "engine/embedded/group.h"

namespace headrace::engine::embedded {

/// A piece of work for the writer.
struct Submission {
  std::size_t bytes = 0;                     ///< about how much it writes
  std::function<void(Group&)> apply;         ///< runs on the writer's thread
  std::function<void(const Error*)> finish;  ///< called once, after the commit; with an error when nothing was committed
};

class Writer {
 public:
  /// `on_fatal` is called once when a commit failed; from then on everything is refused.
  Writer(std::string name, WriterState state, std::function<void(const std::string&)> on_fatal);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Takes the work, or finishes it at once with `unavailable`.
  void submit(Submission submission);
  /// Calls `listener` on the writer's thread after each commit that wrote anything; an empty one ends that, and none is under way then.
  void on_commit(std::function<void()> listener);
  /// A commit has failed.
  [[nodiscard]] bool has_stopped();
  /// Finishes what was accepted, refuses what comes later, ends the thread.
  void close();

 private:
  /// Takes the work, or says why not and leaves it.
  std::optional<Error> enqueue(Submission& submission);
  void run();
  std::vector<Submission> next_group();
  void commit(const std::vector<Submission>& submissions);
  void stop_after(const Error& error);
  void tell();

  WriterState state_;
  std::function<void(const std::string&)> on_fatal_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  std::deque<Submission> waiting_;
  bool is_closed_ = false;
  std::optional<Error> stopped_;  ///< why everything is refused
  std::mutex listener_mutex_;
  std::function<void()> listener_;  ///< guarded by listener_mutex_, which is held while it is called
  std::thread thread_;
};

}  // namespace headrace::engine::embedded
