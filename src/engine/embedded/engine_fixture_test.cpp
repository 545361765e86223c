#include "engine/embedded/engine_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/strings.h"

namespace headrace::engine::embedded {

namespace asio = boost::asio;

void drive(Awaitable<void> work) {
  std::vector<Awaitable<void>> one;
  one.push_back(std::move(work));
  drive_all(std::move(one));
}

void drive_all(std::vector<Awaitable<void>> work) {
  asio::io_context io;
  std::exception_ptr failure;
  for (auto& one : work) {
    asio::co_spawn(io, std::move(one), [&](std::exception_ptr problem) {
      if (problem) failure = problem;
    });
  }
  io.run();
  if (failure) std::rethrow_exception(failure);
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) : path_(parent / ("headrace-embedded-" + base::random_hex(8))) {}
TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

EngineFixture::EngineFixture() : clock_(*base::parse_instant("2026-03-04T05:06:07.089Z")) { restart(); }

void EngineFixture::restart() {
  if (engine_) engine_->close();
  engine_.reset();
  auto opened = open(
      {.folder = folder_.path(), .clock = &clock_, .stored_lists_from = stored_lists_from_, .on_fatal = [this](const std::string& what) {
         fatal_.push_back(what);
       }});
  if (!opened) throw std::runtime_error(opened.error().reason);
  engine_ = std::move(*opened);
}

Result<Written> EngineFixture::write(Write one) {
  auto& store = engine_->of(one.index);
  std::vector<Write> writes;
  writes.push_back(std::move(one));
  TRY(auto results, run(store.write(std::move(writes))));
  return results.at(0);
}

Result<Written> EngineFixture::index(const std::string& index, const std::string& id, std::string source) {
  return write({.index = index, .id = id, .source = std::move(source)});
}

Result<Written> EngineFixture::update(const std::string& index, const std::string& id, std::string_view doc) {
  TRY(auto part, json::parse(doc));
  return write({.action = Write::Action::update, .index = index, .id = id, .source = {}, .doc = std::move(part)});
}

Result<Written> EngineFixture::remove(const std::string& index, const std::string& id) {
  return write({.action = Write::Action::remove, .index = index, .id = id, .source = {}});
}

std::string EngineFixture::source_of(const std::string& index, const std::string& id) {
  const auto found = run(engine_->of(index).get(index, id));
  if (!found) return "error: " + found.error().reason;
  return *found ? *(*found)->source : "none";
}

std::vector<std::string> EngineFixture::listed(ListRequest request) {
  const auto page = run(state().list(std::move(request)));
  if (!page) return {page.error().reason};
  std::vector<std::string> ids;
  for (const auto& document : page->documents) ids.push_back(document.id);
  return ids;
}

Result<void> EngineFixture::transact(Reads reads, std::function<Result<void>(StateView&)> rules) {
  return run(state().transact(std::move(reads), std::move(rules)));
}

namespace {

TEST_F(EngineFixture, what_was_written_is_read_back_to_the_byte) {
  ASSERT_TRUE(index("i", "1", R"({ "b" : 1.10 , "a":null })"));
  EXPECT_EQ(source_of("i", "1"), R"({ "b" : 1.10 , "a":null })");
  EXPECT_EQ(source_of("i", "2"), "none");
  EXPECT_EQ(source_of("j", "1"), "error: no such index [j]");
}

}  // namespace
}  // namespace headrace::engine::embedded
