#include "rest/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace headrace::rest {
namespace {

/// Bytes of this process in memory; 0 where the system does not tell.
std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  if (!(statm >> pages >> resident_pages)) return 0;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void Metrics::count_answer(unsigned status) {
  const auto of_class = std::clamp(status / 100, 1U, 5U) - 1;
  answers_[of_class].fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::string out =
      "# HELP headrace_http_requests_total Requests that were answered, by class of status.\n"
      "# TYPE headrace_http_requests_total counter\n";
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    out += fmt::format("headrace_http_requests_total{{status=\"{}xx\"}} {}\n", i + 1, answers_[i].load(std::memory_order_relaxed));
  }
  out += fmt::format(
      "# HELP process_resident_memory_bytes Resident memory size in bytes.\n"
      "# TYPE process_resident_memory_bytes gauge\n"
      "process_resident_memory_bytes {}\n",
      resident_bytes());
  return out;
}

}  // namespace headrace::rest
