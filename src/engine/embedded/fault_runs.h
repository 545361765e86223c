#pragma once
// For tests only: how often tests of faults are run, and from which seed.

#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace headrace::engine::embedded {

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// `usual` rounds; a tenth of them where each takes ten times as long, ten times as many with HEADRACE_LONG (./dev test --long).
inline std::uint64_t rounds_of(std::uint64_t usual) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  usual /= 10;
#endif
  return number_from_environment("HEADRACE_LONG", 0) > 0 ? usual * 10 : usual;
}

/// Another one each time, printed, and the one of HEADRACE_FAULT_SEED when that is given.
inline std::uint32_t fault_seed() {
  const auto seed = static_cast<std::uint32_t>(number_from_environment("HEADRACE_FAULT_SEED", std::random_device()()));
  std::cout << "HEADRACE_FAULT_SEED=" << seed << "\n";
  return seed;
}

}  // namespace headrace::engine::embedded
