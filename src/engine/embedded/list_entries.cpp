#include "engine/embedded/list_entries.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <boost/unordered/unordered_flat_set.hpp>

namespace headrace::engine::embedded {

/// Finds numbers by their ids. In parts, so that what grows at once is small.
class ListEntries::Ids {
 public:
  explicit Ids(const ListEntries& entries) {
    for (auto& part : parts_) part = std::make_unique<Part>(0, Hash{&entries}, Same{&entries});
  }

  [[nodiscard]] std::optional<Number> find(std::string_view id) const {
    const auto& part = part_of(id);
    const auto found = part.find(id);
    if (found == part.end()) return std::nullopt;
    return *found;
  }
  /// False when there is one with the same id.
  bool add(std::string_view id, Number number) { return part_of(id).insert(number).second; }
  void remove(std::string_view id, Number number) { part_of(id).erase(number); }
  void expect(std::size_t documents) {
    for (auto& part : parts_) part->reserve(documents / parts_.size() + documents / parts_.size() / 16);
  }

 private:
  static std::size_t hash_of(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;
    std::size_t operator()(std::string_view id) const { return hash_of(id); }
    std::size_t operator()(Number number) const { return hash_of(entries->id(number)); }
    const ListEntries* entries;
  };
  struct Same {
    using is_transparent = void;
    bool operator()(Number a, Number b) const { return a == b || entries->id(a) == entries->id(b); }
    bool operator()(std::string_view id, Number number) const { return id == entries->id(number); }
    bool operator()(Number number, std::string_view id) const { return id == entries->id(number); }
    const ListEntries* entries;
  };
  using Part = boost::unordered_flat_set<Number, Hash, Same>;

  [[nodiscard]] Part& part_of(std::string_view id) const { return *parts_[XXH32(id.data(), id.size(), 0) % parts_.size()]; }

  std::array<std::unique_ptr<Part>, 64> parts_;
};

ListEntries::ListEntries() : ids_(std::make_unique<Ids>(*this)) {}
ListEntries::~ListEntries() = default;

std::optional<ListEntries::Number> ListEntries::find(std::string_view id) const { return ids_->find(id); }

void ListEntries::expect(std::size_t documents) { ids_->expect(documents); }

ListEntries::Number ListEntries::next_number() {
  if (!unused_.empty()) {
    const auto number = unused_.back();
    unused_.pop_back();
    return number;
  }
  if (end_ == pieces_.size() * piece_entries) pieces_.push_back(std::make_unique_for_overwrite<Entry[]>(piece_entries));
  return end_++;
}

std::optional<ListEntries::Number> ListEntries::add(const PlaceView& place, KeywordSets::Number set) {
  const auto number = next_number();
  at(number) = {place.seq_no, place.creation, texts_.add(place.order, place.id), set};
  if (ids_->add(place.id, number)) return number;
  texts_.remove(at(number).text);
  unused_.push_back(number);
  return std::nullopt;
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
  ids_->remove(id(number), number);
  texts_.remove(at(number).text);
  unused_.push_back(number);
}

}  // namespace headrace::engine::embedded
