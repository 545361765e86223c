#pragma once
// What stands where the original shows the hash of its build.

#include <string>
#include <string_view>

namespace headrace::rest {

/// 40 hex digits, made of the version: this program has no build of the original.
std::string build_hash(std::string_view version);

}  // namespace headrace::rest
