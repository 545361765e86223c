#include "engine/embedded/reader_pool.h"

#include <future>

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

TEST(ReaderPool, reads_elsewhere_and_resumes_where_the_caller_was) {
  ReaderPool pool(1);
  auto work = [&]() -> Awaitable<bool> {
    const auto caller = std::this_thread::get_id();
    const auto reader =
        co_await pool.run<std::thread::id>(Urgency::content, []() -> Result<std::thread::id> { return std::this_thread::get_id(); });
    co_return reader && *reader != caller&& std::this_thread::get_id() == caller;
  };
  EXPECT_TRUE(run(work()));
}

TEST(ReaderPool, an_exception_is_an_error_of_that_read) {
  ReaderPool pool(1);
  const auto failed = run(pool.run<int>(Urgency::state, []() -> Result<int> { throw std::runtime_error("thrown"); }));
  EXPECT_EQ(reason_of(failed, ErrorKind::internal), "thrown");
  EXPECT_EQ(run(pool.run<int>(Urgency::state, []() -> Result<int> { return 7; })), 7);
}

TEST(ReaderPool, what_is_urgent_goes_first) {
  ReaderPool pool(1);
  std::promise<void> may_go;
  std::mutex mutex;
  std::vector<int> order;
  auto note = [&](int number) {
    return [&, number]() -> Result<int> {
      const std::lock_guard lock(mutex);
      order.push_back(number);
      return number;
    };
  };
  auto hold = [&]() -> Result<int> {
    may_go.get_future().wait();
    return 0;
  };
  std::vector<Awaitable<void>> all;
  auto read = [&](Urgency urgency, std::function<Result<int>()> what) -> Awaitable<void> {
    EXPECT_TRUE(co_await pool.run<int>(urgency, std::move(what)));
  };
  auto release = [&]() -> Awaitable<void> {
    may_go.set_value();
    co_return;
  };
  all.push_back(read(Urgency::content, hold));
  all.push_back(read(Urgency::content, note(1)));
  all.push_back(read(Urgency::state, note(2)));
  all.push_back(release());
  drive_all(std::move(all));
  EXPECT_EQ(order, (std::vector<int>{2, 1}));
}

TEST(ReaderPool, a_closed_one_answers_unavailable) {
  ReaderPool pool(1);
  pool.close();
  EXPECT_EQ(reason_of(run(pool.run<int>(Urgency::state, []() -> Result<int> { return 7; })), ErrorKind::unavailable),
            "the server is shutting down");
}

}  // namespace
}  // namespace headrace::engine::embedded
