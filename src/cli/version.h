#pragma once
// The version of the program; CHANGELOG.md has what came with each.
#define HEADRACE_VERSION "0.1.0"
