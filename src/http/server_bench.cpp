// A server with trivial handlers, to be measured from outside (wrk) beside another server with the same bytes.
// Usage: server_bench PORT THREADS. /small answers 28 bytes, /page 90 KB, /count the number of bytes that were posted.

#include <cstdio>
#include <cstdlib>

#include "http/server.h"

namespace {

using headrace::Awaitable;
using headrace::http::ProtocolFault;
using headrace::http::Request;
using headrace::http::Response;

Awaitable<Response> handle(Request request) {
  static const std::string page(90000, 'x');
  Response response{.headers = {{"X-elastic-product", "Elasticsearch"}, {"content-type", "application/json"}}};
  if (request.path() == "/page") {
    response.body = page;
  } else if (request.path() == "/count") {
    response.body = std::to_string(request.body.size());
  } else {
    response.body = R"({"result":"created","id":1})";
  }
  co_return response;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  headrace::http::ServerOptions options{.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                                        .threads = static_cast<unsigned>(std::atoi(argv[2]))};
  auto server = headrace::http::Server::listen(
      options, handle, [](ProtocolFault, const std::string& detail) { return Response{.status = 400, .body = detail}; });
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().reason.c_str());
    return 1;
  }
  (*server)->start();
  std::fprintf(stderr, "listening on port %u; Enter ends\n", (*server)->port());
  std::getchar();
  (*server)->stop(std::chrono::seconds(1));
  return 0;
}
