// Picks a command.
#include "cli/cli.h"

/// Read by jemalloc at the start: few arenas, and what is not used goes back to the system after a second, also while nothing happens.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true";
}

int main(int argc, char** argv) { return headrace::cli::run(argc, argv); }
