#include "base/thread.h"

#include <sys/resource.h>
#include <unistd.h>

namespace headrace::base {

void give_way() {
  constexpr int niceness = 10;
  // Of a thread, on Linux. Without the right to it everything is only less smooth.
  if (::getpriority(PRIO_PROCESS, 0) < niceness) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

}  // namespace headrace::base
