#include "engine/embedded/list_ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <utility>

#include "base/strings.h"

namespace headrace::engine::embedded {
namespace {

bool is_full(std::size_t used, std::size_t slots) { return used * 5 > slots * 4; }

}  // namespace

ListIds::Hash ListIds::hash_of(std::string_view id) {
  // Clients choose ids; which of them meet must be a secret.
  static const auto secret = base::random_hex(16);
  static const auto seed = XXH3_64bits(secret.data(), secret.size());
  const auto hash = XXH3_64bits_withSeed(id.data(), id.size(), seed);
  return {static_cast<std::size_t>(hash >> (64 - part_bits)), static_cast<std::uint32_t>(hash)};
}

void ListIds::Part::put_free(std::uint32_t hash, Number number) {
  auto slot = home(hash);
  while (numbers[slot] != none) slot = next(slot);
  numbers[slot] = number;
  tags[slot] = static_cast<std::uint8_t>(hash);
  ++used;
}

void ListIds::make_room(Part& part, std::size_t used) const {
  if (!is_full(used, part.numbers.size())) return;
  const auto before = std::move(part);
  const auto slots = std::max<std::size_t>(16, used + used / 2);
  part = {std::vector<Number>(slots, Part::none), std::vector<std::uint8_t>(slots), 0};
  for (const auto number : before.numbers) {
    if (number != Part::none) part.put_free(hash_of(id_of_(number)).rest, number);
  }
}

std::size_t ListIds::slot_of(const Part& part, std::uint32_t hash, std::string_view id) const {
  auto slot = part.home(hash);
  for (; part.numbers[slot] != Part::none; slot = part.next(slot)) {
    if (part.tags[slot] == static_cast<std::uint8_t>(hash) && id_of_(part.numbers[slot]) == id) break;
  }
  return slot;
}

std::optional<ListIds::Number> ListIds::find(std::string_view id) const {
  const auto [in, hash] = hash_of(id);
  const auto& part = parts_[in];
  if (part.numbers.empty()) return std::nullopt;
  const auto number = part.numbers[slot_of(part, hash, id)];
  if (number == Part::none) return std::nullopt;
  return number;
}

bool ListIds::add(std::string_view id, Number number) {
  const auto [in, hash] = hash_of(id);
  auto& part = parts_[in];
  make_room(part, part.used + 1);
  const auto slot = slot_of(part, hash, id);
  if (part.numbers[slot] != Part::none) return false;
  part.numbers[slot] = number;
  part.tags[slot] = static_cast<std::uint8_t>(hash);
  ++part.used;
  return true;
}

void ListIds::remove(std::string_view id) {
  const auto [in, hash] = hash_of(id);
  auto& part = parts_[in];
  if (part.numbers.empty()) return;
  auto gap = slot_of(part, hash, id);
  if (part.numbers[gap] == Part::none) return;
  // Those behind move up where that brings them nearer to where their search begins.
  const auto distance = [&](std::size_t from, std::size_t to) { return to >= from ? to - from : to + part.numbers.size() - from; };
  for (auto slot = part.next(gap); part.numbers[slot] != Part::none; slot = part.next(slot)) {
    const auto home = part.home(hash_of(id_of_(part.numbers[slot])).rest);
    if (distance(home, slot) < distance(gap, slot)) continue;
    part.numbers[gap] = part.numbers[slot];
    part.tags[gap] = part.tags[slot];
    gap = slot;
  }
  part.numbers[gap] = Part::none;
  --part.used;
}

void ListIds::add_later(std::string_view id, Number number) {
  const auto [in, hash] = hash_of(id);
  later_[in].emplace_back(hash, number);
}

void ListIds::add_all(const std::function<bool(Number a, Number b)>& keeps_first) {
  for (std::size_t in = 0; in < parts_.size(); ++in) {
    auto& part = parts_[in];
    const auto waiting = std::exchange(later_[in], {});
    if (!waiting.empty()) make_room(part, part.used + waiting.size());
    for (const auto& [hash, number] : waiting) {
      auto slot = part.home(hash);
      for (; part.numbers[slot] != Part::none; slot = part.next(slot)) {
        if (part.tags[slot] == static_cast<std::uint8_t>(hash) && id_of_(part.numbers[slot]) == id_of_(number)) break;
      }
      if (part.numbers[slot] == Part::none) {
        ++part.used;
      } else if (keeps_first(part.numbers[slot], number)) {
        continue;
      }
      part.numbers[slot] = number;
      part.tags[slot] = static_cast<std::uint8_t>(hash);
    }
  }
}

}  // namespace headrace::engine::embedded
