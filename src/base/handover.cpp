#include "base/handover.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace headrace::base {
namespace {

namespace asio = boost::asio;

/// The handler, which can only be moved, with the work that keeps its io_context running.
template <class Handler>
struct Waiting {
  explicit Waiting(Handler waiting) : handler(std::move(waiting)), work(asio::make_work_guard(handler)) {}

  Handler handler;
  asio::executor_work_guard<asio::associated_executor_t<Handler>> work;
  std::mutex posting;  ///< held as long as the io_context is being woken
};

}  // namespace

Awaitable<void> handed_over(std::function<void(Wake)> start) {
  return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
      [start = std::move(start)](auto handler) {
        // Shared, because std::function copies what it holds.
        auto waiting = std::make_shared<Waiting<decltype(handler)>>(std::move(handler));
        start([waiting] {
          const std::lock_guard posting(waiting->posting);
          asio::post(waiting->work.get_executor(), [waiting] {
            // The last of the coroutines may end here and its io_context with it: not before post() is out of it.
            waiting->posting.lock();
            waiting->posting.unlock();
            const auto work = std::move(waiting->work);
            std::move(waiting->handler)();
          });
        });
      },
      asio::use_awaitable);
}

}  // namespace headrace::base
