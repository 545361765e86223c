// Picks a command.
#include "cli/cli.h"

int main(int argc, char** argv) { return headrace::cli::run(argc, argv); }
