#include "engine/text/file_seal.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace headrace::engine::text {
namespace {

namespace fs = std::filesystem;

fs::path seal_of(const fs::path& file) { return fs::path(file) += seal_suffix; }

/// Size and checksum of a file, as a line; none when it cannot be read.
std::optional<std::string> summed_up(const fs::path& file) {
  constexpr std::size_t piece_size = std::size_t{1} << 20;
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string piece(piece_size, '\0');
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::uint64_t size = 0;
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    XXH3_128bits_update(state.get(), piece.data(), count);
    size += count;
  }
  if (in.bad()) return std::nullopt;
  const auto sum = XXH3_128bits_digest(state.get());
  return fmt::format("{} {:016x}{:016x}\n", size, sum.high64, sum.low64);
}

}  // namespace

Seal look_at_seal(const fs::path& file) {
  std::ifstream in(seal_of(file), std::ios::binary);
  if (!in) return Seal::none;
  const std::string line(std::istreambuf_iterator<char>(in), {});
  return summed_up(file) == line ? Seal::good : Seal::broken;
}

void seal(const fs::path& file) {
  const auto line = summed_up(file);
  if (!line) return;
  std::ofstream out(seal_of(file), std::ios::binary | std::ios::trunc);
  out << *line << std::flush;
  if (out) return;
  std::error_code problem;
  out.close();
  fs::remove(seal_of(file), problem);
}

Result<void> break_seal(const fs::path& file) {
  std::error_code problem;
  fs::remove(seal_of(file), problem);
  if (problem) return fail(ErrorKind::unavailable, fmt::format("{}: {}", seal_of(file).string(), problem.message()));
  return {};
}

}  // namespace headrace::engine::text
