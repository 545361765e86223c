// engine_writes FOLDER CLIENTS SECONDS: check-ins of jobs through the rules and the engine, without HTTP; each client asks again when its
// check-in is on disk. Prints check-ins per second.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "base/strings.h"
#include "control/sync_jobs.h"
#include "engine/embedded/embedded_engine.h"

namespace {

namespace asio = boost::asio;
using headrace::Awaitable;
using headrace::control::Mode;
using headrace::control::SyncJobs;
using Clock = std::chrono::steady_clock;

[[noreturn]] void stop(const std::string& why) {
  std::cerr << why << '\n';
  std::_Exit(1);
}

template <class T>
T must(headrace::Result<T> result) {
  if (!result) stop(result.error().reason);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Load {
  headrace::engine::StateStore& store;
  std::vector<std::string> ids = {};
  Clock::time_point end = {};
  std::uint64_t done = 0;
};

Awaitable<void> seed(Load& load, std::size_t jobs) {
  constexpr std::string_view index = ".elastic-connectors-v1";
  headrace::engine::Write connector{.index = std::string(index), .id = "c", .source = R"({"index_name":"idx","service_type":"dir"})"};
  std::vector<headrace::engine::Write> writes;
  writes.push_back(std::move(connector));
  for (auto& result : must(co_await load.store.write(std::move(writes)))) must(std::move(result));
  SyncJobs rules(load.store, Mode::standard);
  while (load.ids.size() < jobs) load.ids.push_back(must(co_await rules.create({.connector_id = "c"})));
}

Awaitable<void> check_in(Load& load, std::size_t first, std::size_t step) {
  SyncJobs rules(load.store, Mode::standard);
  for (auto at = first; Clock::now() < load.end; at += step) {
    must(co_await rules.check_in(load.ids[at % load.ids.size()]));
    ++load.done;
  }
}

void run(asio::io_context& io) {
  io.restart();
  io.run();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) stop("engine_writes FOLDER CLIENTS SECONDS");
  const auto clients = static_cast<std::size_t>(headrace::base::parse_integer(arguments[2]).value_or(1));
  const std::chrono::seconds duration(headrace::base::parse_integer(arguments[3]).value_or(1));
  const auto engine =
      must(headrace::engine::embedded::open({.folder = arguments[1], .on_fatal = [](const std::string& what) { stop(what); }}));
  Load load{.store = engine->state()};
  asio::io_context io;
  asio::co_spawn(io, seed(load, 4 * clients), asio::detached);
  run(io);
  const auto begin = Clock::now();
  load.end = begin + duration;
  for (std::size_t i = 0; i < clients; ++i) asio::co_spawn(io, check_in(load, i, clients), asio::detached);
  run(io);
  const std::chrono::duration<double> took = Clock::now() - begin;
  std::cout << fmt::format("{:.0f}\n", static_cast<double>(load.done) / took.count());
  engine->close();
  return 0;
}
