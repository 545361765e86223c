#pragma once
// The documents of one list, each under a number, in as little memory as that takes: about 50 bytes beside its id.

#include <memory>
#include <optional>
#include <string>

#include "engine/embedded/keyword_sets.h"
#include "engine/embedded/list_ids.h"
#include "engine/embedded/list_texts.h"

namespace headrace::engine::embedded {

/// A place that stands elsewhere.
struct PlaceView {
  std::string_view id = {};
  std::uint64_t seq_no = 0;
  std::string_view order = {};
  std::uint64_t creation = 0;
};

/// Where a document stands in a list, and which version of it.
struct ListPlace {
  std::string id = {};
  std::uint64_t seq_no = 0;
  std::string order = {};  ///< ListRecord::order
  std::uint64_t creation = 0;

  operator PlaceView() const { return {id, seq_no, order, creation}; }
};

class ListEntries {
 public:
  using Number = std::uint32_t;
  using Codes = KeywordSets::Codes;

  ListEntries() : ids_([this](Number number) { return id(number); }) {}
  ~ListEntries() = default;
  ListEntries(const ListEntries&) = delete;
  ListEntries& operator=(const ListEntries&) = delete;

  [[nodiscard]] std::optional<Number> find(std::string_view id) const { return ids_.find(id); }
  /// A document that is not here yet. None when it is.
  std::optional<Number> add(const PlaceView& place, KeywordSets::Number set);
  /// Its place is another one now.
  void move(Number number, std::string_view order, std::uint64_t creation);
  void remove(Number number);

  /// As add(), for many: none of them is found before make_findable().
  Number add_unfindable(const PlaceView& place, KeywordSets::Number set);
  /// Gives those that are not to be found: of those with the same id all but the one with the highest seq_no. They are to be dropped.
  std::vector<Number> make_findable();
  void drop(Number number);

  [[nodiscard]] PlaceView place(Number number) const {
    const auto& entry = at(number);
    const auto text = texts_.at(entry.text);
    return {text.id, entry.seq_no, text.order, entry.creation};
  }
  [[nodiscard]] std::uint64_t seq_no(Number number) const { return at(number).seq_no; }
  [[nodiscard]] std::uint64_t creation(Number number) const { return at(number).creation; }
  [[nodiscard]] KeywordSets::Number set(Number number) const { return at(number).set; }
  [[nodiscard]] const Codes& codes(Number number) const { return sets_.codes(at(number).set); }
  void put_seq_no(Number number, std::uint64_t seq_no) { at(number).seq_no = seq_no; }
  void put_set(Number number, KeywordSets::Number set) { at(number).set = set; }

  /// Who puts a set into an entry counts it there, and takes it out.
  [[nodiscard]] KeywordSets& sets() { return sets_; }
  [[nodiscard]] const KeywordSets& sets() const { return sets_; }

 private:
  struct Entry {
    std::uint64_t seq_no;
    std::uint64_t creation;
    ListTexts::Offset text;
    KeywordSets::Number set;
  };
  static constexpr std::size_t piece_entries = 4'096;

  [[nodiscard]] const Entry& at(Number number) const { return pieces_[number / piece_entries][number % piece_entries]; }
  [[nodiscard]] Entry& at(Number number) { return pieces_[number / piece_entries][number % piece_entries]; }
  [[nodiscard]] std::string_view id(Number number) const { return texts_.at(at(number).text).id; }
  Number next_number();

  ListTexts texts_;
  KeywordSets sets_;
  std::vector<std::unique_ptr<Entry[]>> pieces_;
  std::vector<Number> unused_;
  Number end_ = 0;  ///< no number from here on was ever given
  ListIds ids_;
};

}  // namespace headrace::engine::embedded
