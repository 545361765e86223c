#include "control/store_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "base/strings.h"
#include "engine/embedded/embedded_engine.h"

namespace headrace::control {
namespace {

namespace asio = boost::asio;

std::unique_ptr<engine::Engine> open_engine(const std::filesystem::path& folder, base::Clock& clock) {
  auto opened = engine::embedded::open({.folder = folder, .clock = &clock, .on_fatal = {}});
  if (!opened) throw std::runtime_error(opened.error().reason);
  return std::move(*opened);
}

}  // namespace

StoreFixture::StoreFixture()
    : folder_(std::filesystem::temp_directory_path() / ("headrace-control-" + base::random_hex(8))),
      clock_(std::make_unique<base::ManualClock>(*base::parse_instant("2026-03-04T05:06:07.089Z"))),
      engine_(open_engine(folder_, *clock_)),
      connectors_(std::make_unique<Connectors>(engine_->state(), Mode::standard)),
      jobs_(std::make_unique<SyncJobs>(engine_->state(), Mode::standard)),
      strict_jobs_(std::make_unique<SyncJobs>(engine_->state(), Mode::strict)) {}

StoreFixture::~StoreFixture() {
  engine_->close();
  engine_.reset();
  std::filesystem::remove_all(folder_);
}

void StoreFixture::drive(Awaitable<void> work) {
  std::vector<Awaitable<void>> one;
  one.push_back(std::move(work));
  drive_all(std::move(one));
}

void StoreFixture::drive_all(std::vector<Awaitable<void>> work) {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::size_t running = work.size();
  std::exception_ptr failure;
  for (auto& one : work) {
    asio::co_spawn(io, std::move(one), [&](std::exception_ptr problem) {
      if (problem) failure = problem;
      if (--running == 0) guard.reset();
    });
  }
  io.run();
  if (failure) std::rethrow_exception(failure);
}

engine::StateStore& StoreFixture::store() { return engine_->state(); }
base::Instant StoreFixture::now() { return clock_->now(); }
void StoreFixture::advance(base::Nanoseconds by) { clock_->advance(by); }

void StoreFixture::seed(std::string_view index, const std::string& id, std::string source) {
  auto put = [index, id, source = std::move(source)](engine::StateView& state) -> Result<void> {
    state.put(index, id, source);
    return {};
  };
  engine::Reads reads{.documents = {{std::string(index), id}}, .keywords = {}};
  const auto done = run(store().transact(std::move(reads), std::move(put)));
  if (!done) ADD_FAILURE() << done.error().reason;
}

json::Value StoreFixture::stored(std::string_view index, const std::string& id) {
  const auto found = run(store().get(std::string(index), id));
  if (!found || !*found) return nullptr;
  return json_of(*(*found)->source);
}

void StoreFixture::make_connector(const std::string& id, const std::string& index_name, const std::string& service_type) {
  NewConnector wanted;
  wanted.index_name = index_name;
  wanted.service_type = service_type;
  wanted.language = "en";
  value_of(run(connectors().create(id, std::move(wanted))));
}

std::string StoreFixture::make_job(const std::string& connector_id, SyncJobType type) {
  return value_of(run(jobs().create({.connector_id = connector_id, .type = type})));
}

void StoreFixture::change_job(const std::string& id, const json::Value& part) {
  auto changed = job(id);
  json::merge(changed, part);
  seed(engine::sync_jobs_index, id, json::write(changed));
}

TEST_F(StoreFixture, what_was_seeded_is_read_back) {
  seed(engine::sync_jobs_index, "J", R"({"status":"pending"})");
  EXPECT_EQ(job("J"), json_of(R"({"status":"pending"})"));
  EXPECT_TRUE(job("K").is_null());
}

}  // namespace headrace::control
