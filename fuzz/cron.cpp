// Cron expressions: whatever is accepted has its next moment at or after the start, on a whole second.
#include <cstdlib>

#include "control/cron.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const auto cron = control::Cron::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!cron) return 0;
  const auto from = base::Instant(std::chrono::seconds(1'700'000'000));
  const auto next = cron->next(from);
  if (next && (*next < from || next->time_since_epoch() % std::chrono::seconds(1) != base::Nanoseconds(0))) std::abort();
  return 0;
}
