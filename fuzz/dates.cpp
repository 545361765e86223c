// Dates: what is read can be written and read again.
#include <cstdlib>

#include "base/clock.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& read : {base::parse_instant(text), base::parse_date(text)}) {
    if (!read || *read > base::parse_instant("2261-12-31T00:00:00Z").value() || *read < base::parse_instant("1678-01-02T00:00:00Z").value())
      continue;
    if (base::parse_instant(base::format_instant(*read)) != *read) std::abort();
  }
  return 0;
}
