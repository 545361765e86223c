#include "service/known_documents.h"

#include <xxhash.h>

#include <type_traits>

namespace headrace::service {
namespace {

using Table = std::variant<KnownTable<2>, KnownTable<4>>;

Table table_of(const KnownOptions& options) {
  if (options.versions) return KnownTable<4>(options.in_memory, options.folder);
  return KnownTable<2>(options.in_memory, options.folder);
}

std::array<std::uint64_t, 2> key_of(std::string_view id) {
  const auto hash = XXH3_128bits(id.data(), id.size());
  return {hash.high64, hash.low64};
}

}  // namespace

KnownDocuments::KnownDocuments(KnownOptions options) : table_(table_of(options)) {}

std::uint64_t KnownDocuments::hash_of_text(std::string_view text) {
  if (text.empty()) return 0;
  const auto hash = XXH3_64bits(text.data(), text.size());
  return hash == 0 ? 1 : hash;
}

void KnownDocuments::reserve(std::size_t count) {
  std::visit([&](auto& table) { table.reserve(count); }, table_);
}

Result<void> KnownDocuments::add(const StoredDocument& document) {
  const auto [high, low] = key_of(document.id);
  if (auto* plain = std::get_if<KnownTable<2>>(&table_)) return plain->add({high, low});
  const auto timestamp = document.timestamp.empty() ? document.timestamp_hash : hash_of_text(document.timestamp);
  return std::get<KnownTable<4>>(table_).add({high, low, timestamp, document.content_hash});
}

Result<void> KnownDocuments::seal() {
  TRY_VOID(std::visit([](auto& table) { return table.seal(); }, table_));
  seen_.assign(size(), false);
  return {};
}

std::size_t KnownDocuments::size() const {
  return std::visit([](const auto& table) { return table.size(); }, table_);
}

std::optional<KnownDocuments::Held> KnownDocuments::find(std::string_view id) {
  const auto key = key_of(id);
  return std::visit(
      [&](auto& table) -> std::optional<Held> {
        const auto found = table.find(key);
        if (!found) {
          health_ = fail(found.error());
          return std::nullopt;
        }
        if (!*found) return std::nullopt;
        Held held{.position = (*found)->position};
        if constexpr (std::is_same_v<std::decay_t<decltype(table)>, KnownTable<4>>) {
          held.timestamp = (*found)->row[2];
          held.content_hash = (*found)->row[3];
        }
        return held;
      },
      table_);
}

bool KnownDocuments::see(const Held& held) {
  if (seen_[held.position]) return false;
  seen_[held.position] = true;
  ++seen_count_;
  return true;
}

bool KnownDocuments::is_unseen(std::string_view id) {
  const auto held = find(id);
  return held && !seen_[held->position];
}

}  // namespace headrace::service
