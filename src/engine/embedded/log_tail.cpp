#include "engine/embedded/log_tail.h"

#include <boost/crc.hpp>

#include "base/log.h"
#include "base/strings.h"

namespace headrace::engine::embedded {
namespace {

// The format of RocksDB's logs (its wiki, "Write Ahead Log File Format"): blocks of 32 KiB, in them pieces of records. A piece has the
// checksum of what follows its length, its length, and which piece it is; the rest of a block that has no room for these is zeros.
constexpr std::size_t block_size = 32'768;
constexpr std::size_t checksum_size = 4;
constexpr std::size_t header_size = 7;
enum class Piece : std::uint8_t { whole = 1, first, middle, last };

struct FoundPiece {
  Piece piece;
  std::size_t end;
};

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = size; i > 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return number;
}

/// CRC-32C, turned and moved as RocksDB stores it.
std::uint32_t stored_checksum(std::string_view bytes) {
  constexpr std::uint32_t moved_by = 0xa282ead8;
  boost::crc_optimal<32, 0x1edc6f41, 0xffffffff, 0xffffffff, true, true> checksum;
  checksum.process_bytes(bytes.data(), bytes.size());
  const auto plain = static_cast<std::uint32_t>(checksum.checksum());
  return (plain >> 15 | plain << 17) + moved_by;
}

/// The piece that begins at `at`; none when nothing whole does.
std::optional<FoundPiece> piece_at(std::string_view log, std::size_t at) {
  const auto block_end = std::min(log.size(), at / block_size * block_size + block_size);
  if (at + header_size > block_end) return std::nullopt;
  const auto end = at + header_size + number_at(log, at + checksum_size, 2);
  const auto piece = static_cast<std::uint8_t>(log[at + header_size - 1]);
  if (end > block_end || piece < static_cast<std::uint8_t>(Piece::whole) || piece > static_cast<std::uint8_t>(Piece::last))
    return std::nullopt;
  const auto covered = log.substr(at + header_size - 1, end - (at + header_size - 1));
  if (number_at(log, at, checksum_size) != stored_checksum(covered)) return std::nullopt;
  return FoundPiece{static_cast<Piece>(piece), end};
}

/// Over the zeros at the end of a block.
std::size_t next_begin(std::size_t at) {
  const auto left = block_size - at % block_size;
  return left < header_size ? at + left : at;
}

/// Where the records that are whole end.
std::size_t end_of_whole_records(std::string_view log) {
  std::size_t end = 0;
  for (auto at = next_begin(0); at < log.size();) {
    const auto found = piece_at(log, at);
    if (!found) break;
    if (found->piece == Piece::whole || found->piece == Piece::last) end = found->end;
    at = next_begin(found->end);
  }
  return end;
}

/// Whether another record begins behind the one that begins at `torn`, wherever.
bool has_record_behind(std::string_view log, std::size_t torn) {
  for (auto at = torn + 1; at + header_size <= log.size(); ++at) {
    const auto piece = static_cast<std::uint8_t>(log[at + header_size - 1]);
    if (piece != static_cast<std::uint8_t>(Piece::whole) && piece != static_cast<std::uint8_t>(Piece::first)) continue;
    if (piece_at(log, at)) return true;
  }
  return false;
}

/// The log that was begun last; "" when there is none.
std::string newest_log(rocksdb::Env& env, const std::string& store) {
  constexpr std::string_view suffix = ".log";
  std::vector<std::string> names;
  env.GetChildren(store, &names).PermitUncheckedError();
  std::string newest;
  std::int64_t highest = -1;
  for (const auto& name : names) {
    if (!name.ends_with(suffix)) continue;
    const auto number = base::parse_integer(std::string_view(name).substr(0, name.size() - suffix.size()));
    if (!number || *number <= highest) continue;
    highest = *number;
    newest = store + "/" + name;
  }
  return newest;
}

/// "" when CURRENT cannot be read.
std::string current_manifest(rocksdb::Env& env, const std::string& store) {
  std::string name;
  if (!rocksdb::ReadFileToString(&env, store + "/CURRENT", &name).ok() || !name.starts_with("MANIFEST-")) return {};
  while (name.ends_with('\n')) name.pop_back();
  return store + "/" + name;
}

/// Of a file, all but its first `size` bytes.
rocksdb::Status cut_off(rocksdb::Env& env, const std::string& path, std::uint64_t size) {
  std::unique_ptr<rocksdb::WritableFile> file;
  auto status = env.ReopenWritableFile(path, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Truncate(size);
  if (status.ok()) status = file->Sync();
  if (status.ok()) status = file->Close();
  return status;
}

bool cut_torn_record_off(rocksdb::Env& env, const std::string& path) {
  std::string log;
  if (path.empty() || !rocksdb::ReadFileToString(&env, path, &log).ok()) return false;
  const auto torn = begin_of_torn_record(log);
  if (!torn) return false;
  if (!cut_off(env, path, *torn).ok()) return false;
  base::log_warning("engine", fmt::format("{}: the last {} bytes, which were cut short and acknowledged to nobody, are left out", path,
                                          log.size() - *torn));
  return true;
}

}  // namespace

std::optional<std::uint64_t> begin_of_torn_record(std::string_view log) {
  const auto end = end_of_whole_records(log);
  if (end == log.size() || has_record_behind(log, next_begin(end))) return std::nullopt;
  return end;
}

bool cut_torn_records_off(rocksdb::Env& env, const std::filesystem::path& store) {
  const bool log = cut_torn_record_off(env, newest_log(env, store.string()));
  const bool manifest = cut_torn_record_off(env, current_manifest(env, store.string()));
  return log || manifest;
}

}  // namespace headrace::engine::embedded
