#include "engine/embedded/list_entries.h"

namespace headrace::engine::embedded {

ListEntries::Number ListEntries::next_number() {
  if (!unused_.empty()) {
    const auto number = unused_.back();
    unused_.pop_back();
    return number;
  }
  if (end_ == pieces_.size() * piece_entries) pieces_.push_back(std::make_unique_for_overwrite<Entry[]>(piece_entries));
  return end_++;
}

ListEntries::Number ListEntries::add_unfindable(const PlaceView& place, KeywordSets::Number set) {
  const auto number = next_number();
  at(number) = {place.seq_no, place.creation, texts_.add(place.order, place.id), set};
  ids_.add_later(place.id, number);
  return number;
}

std::vector<ListEntries::Number> ListEntries::make_findable() {
  std::vector<Number> others;
  ids_.add_all([&](Number a, Number b) {
    const bool keeps_first = seq_no(a) >= seq_no(b);
    others.push_back(keeps_first ? b : a);
    return keeps_first;
  });
  return others;
}

void ListEntries::drop(Number number) {
  texts_.remove(at(number).text);
  unused_.push_back(number);
}

std::optional<ListEntries::Number> ListEntries::add(const PlaceView& place, KeywordSets::Number set) {
  const auto number = next_number();
  if (!ids_.add(place.id, number)) {
    unused_.push_back(number);
    return std::nullopt;
  }
  at(number) = {place.seq_no, place.creation, texts_.add(place.order, place.id), set};
  return number;
}

void ListEntries::move(Number number, std::string_view order, std::uint64_t creation) {
  auto& entry = at(number);
  entry.creation = creation;
  const auto before = texts_.at(entry.text);
  if (before.order == order) return;
  const auto text = texts_.add(order, before.id);
  texts_.remove(entry.text);
  entry.text = text;
}

void ListEntries::remove(Number number) {
  ids_.remove(id(number));
  drop(number);
}

}  // namespace headrace::engine::embedded
