#include "content/engine_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "base/strings.h"
#include "content/documents.h"
#include "engine/embedded/embedded_engine.h"

namespace headrace::content {
namespace {

namespace asio = boost::asio;

std::unique_ptr<engine::Engine> open_engine(const std::filesystem::path& folder, base::Clock& clock) {
  auto opened = engine::embedded::open({.folder = folder, .clock = &clock, .on_fatal = {}});
  if (!opened) throw std::runtime_error(opened.error().reason);
  return std::move(*opened);
}

}  // namespace

EngineFixture::EngineFixture()
    : folder_(std::filesystem::temp_directory_path() / ("headrace-content-" + base::random_hex(8))),
      clock_(std::make_unique<base::ManualClock>(*base::parse_instant("2026-03-04T05:06:07.089Z"))),
      engine_(open_engine(folder_, *clock_)) {}

EngineFixture::~EngineFixture() {
  engine_->close();
  engine_.reset();
  std::filesystem::remove_all(folder_);
}

void EngineFixture::drive(Awaitable<void> work) {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::exception_ptr failure;
  asio::co_spawn(io, std::move(work), [&](std::exception_ptr problem) {
    failure = problem;
    guard.reset();
  });
  io.run();
  if (failure) std::rethrow_exception(failure);
}

void EngineFixture::put(const std::string& index, const std::string& id, std::string source) {
  engine::Write write;
  write.index = index;
  write.id = id;
  write.source = std::move(source);
  value_of(run(write_document(engine(), std::move(write))));
}

std::string EngineFixture::stored(const std::string& index, const std::string& id) {
  const auto found = run(get_document(engine(), index, id));
  return found && found->document ? *found->document->source : "";
}

TEST_F(EngineFixture, what_was_put_is_stored) {
  put("i", "1", R"({"a" : 1.10})");
  EXPECT_EQ(stored("i", "1"), R"({"a" : 1.10})");
  EXPECT_EQ(stored("i", "2"), "");
}

}  // namespace headrace::content
