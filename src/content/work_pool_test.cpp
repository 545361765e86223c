#include "content/work_pool.h"

#include <future>

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

class WorkPoolTest : public EngineFixture {};

TEST_F(WorkPoolTest, works_elsewhere_and_resumes_where_the_caller_was) {
  WorkPool pool(1, 1);
  auto work = [&]() -> Awaitable<bool> {
    const auto caller = std::this_thread::get_id();
    const auto worker = co_await pool.run<std::thread::id>([]() -> Result<std::thread::id> { return std::this_thread::get_id(); });
    co_return worker && *worker != caller&& std::this_thread::get_id() == caller;
  };
  EXPECT_TRUE(run(work()));
}

TEST_F(WorkPoolTest, an_exception_is_an_error_of_that_work) {
  WorkPool pool(2, 1);
  const auto failed = run(pool.run<int>([]() -> Result<int> { throw std::runtime_error("thrown"); }));
  EXPECT_EQ(failed.error().reason, "thrown");
  EXPECT_EQ(run(pool.run<int>([]() -> Result<int> { return 7; })), 7);
}

TEST_F(WorkPoolTest, too_much_is_refused) {
  std::promise<void> started, may_go;
  auto go = may_go.get_future().share();
  WorkPool pool(1, 1);
  std::thread first([&] {
    run(pool.run<int>([&]() -> Result<int> {
      started.set_value();
      go.wait();
      return 1;
    }));
  });
  started.get_future().wait();
  // Of two more, one waits and the other is refused at once.
  std::promise<ErrorKind> refused;
  std::vector<std::thread> others;
  for (int i = 0; i < 2; ++i) {
    others.emplace_back([&] {
      const auto done = run(pool.run<int>([]() -> Result<int> { return 2; }));
      if (!done) refused.set_value(done.error().kind);
    });
  }
  EXPECT_EQ(refused.get_future().get(), ErrorKind::rejected_execution);
  may_go.set_value();
  first.join();
  for (auto& other : others) other.join();
}

}  // namespace
}  // namespace headrace::content
