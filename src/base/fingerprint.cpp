#include "base/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::base {
namespace {

/// The output function of SplitMix64: every bit of the input reaches every bit of the result, and no two inputs have one result.
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

}  // namespace

Fingerprint& Fingerprint::add(std::uint64_t number) {
  constexpr std::uint64_t step = 0x9e3779b97f4a7c15;
  state_ = mixed((state_ ^ number) + step);
  return *this;
}

Fingerprint& Fingerprint::add(std::string_view text) {
  add(std::uint64_t{text.size()});
  while (!text.empty()) {
    const auto length = std::min(text.size(), sizeof(std::uint64_t));
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < length; ++i) word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    add(word);
    text.remove_prefix(length);
  }
  return *this;
}

std::string Fingerprint::hex() const { return fmt::format("{:016x}", state_); }

}  // namespace headrace::base
