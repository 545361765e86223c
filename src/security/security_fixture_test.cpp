#include "security/security_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "base/strings.h"
#include "engine/embedded/embedded_engine.h"

namespace headrace::security {

namespace asio = boost::asio;

SecurityFixture::SecurityFixture()
    : folder_(std::filesystem::temp_directory_path() / ("headrace-security-" + base::random_hex(8))),
      clock_(std::make_unique<base::ManualClock>(*base::parse_instant("2026-03-04T05:06:07.089Z"))) {
  auto opened = engine::embedded::open({.folder = folder_, .clock = clock_.get(), .on_fatal = {}});
  if (!opened) throw std::runtime_error(opened.error().reason);
  engine_ = std::move(*opened);
}

SecurityFixture::~SecurityFixture() {
  engine_.reset();
  std::filesystem::remove_all(folder_);
}

void SecurityFixture::seed(const std::string& index, const std::string& id, std::string source) {
  std::vector<engine::Write> writes;
  writes.push_back({.index = index, .id = id, .source = std::move(source)});
  const auto written = run(engine_->of(index).write(std::move(writes)));
  if (!written || !written->front()) throw std::runtime_error("could not be seeded");
}

void SecurityFixture::drive(Awaitable<void> work) {
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

}  // namespace headrace::security
