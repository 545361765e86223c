// Query strings, percent escapes and the router.
#include <cstdlib>

#include "http/router.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  static const auto router = [] {
    http::Router made;
    made.add("GET", "/_connector", 0);
    made.add("PUT", "/_connector/{connector_id}", 1);
    made.add("GET", "/_connector/_sync_job/{id}", 2);
    made.add("PUT", "/_connector/{connector_id}/_check_in", 3);
    made.add("PUT", "/{index}/_doc/{id}", 4);
    return made;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)http::parse_query(text);
  (void)router.find("PUT", text);
  const auto decoded = http::percent_decode(text, false);
  if (decoded && http::percent_decode(http::percent_encode(*decoded), false) != *decoded) std::abort();
  return 0;
}
