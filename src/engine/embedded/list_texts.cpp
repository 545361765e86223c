#include "engine/embedded/list_texts.h"

#include <algorithm>

namespace headrace::engine::embedded {
namespace {

std::size_t size_of_number(std::size_t number) {
  std::size_t bytes = 1;
  for (; number >= 0x80; number >>= 7) ++bytes;
  return bytes;
}

char* write_number(char* at, std::size_t number) {
  for (; number >= 0x80; number >>= 7) *at++ = static_cast<char>((number & 0x7F) | 0x80);
  *at++ = static_cast<char>(number);
  return at;
}

const char* read_number(const char* at, std::size_t& number) {
  number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    number |= static_cast<std::size_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return at;
  }
}

}  // namespace

ListTexts::Offset ListTexts::own_room(std::size_t steps) {
  auto memory = std::make_unique_for_overwrite<char[]>(steps * step_bytes);
  if (unused_own_.empty()) {
    own_.push_back(std::move(memory));
    return own_memory | static_cast<Offset>(own_.size() - 1);
  }
  const auto offset = unused_own_.back();
  unused_own_.pop_back();
  own_[offset & ~own_memory] = std::move(memory);
  return offset;
}

ListTexts::Offset ListTexts::room_for(std::size_t steps) {
  if (steps > largest_shared) return own_room(steps);
  if (const auto unused = unused_.find(steps); unused != unused_.end() && !unused->second.empty()) {
    const auto offset = unused->second.back();
    unused->second.pop_back();
    return offset;
  }
  if (left_ < steps) {
    if (pieces_.size() == most_pieces) return own_room(steps);
    if (left_ > 0) unused_[left_].push_back(next_);
    next_ = static_cast<Offset>(pieces_.size()) << 16;
    pieces_.push_back(std::make_unique_for_overwrite<char[]>(piece_steps * step_bytes));
    left_ = piece_steps;
  }
  const auto offset = next_;
  left_ -= steps;
  if (left_ > 0) next_ += static_cast<Offset>(steps);  // the end of a piece is no place in it
  return offset;
}

ListTexts::Offset ListTexts::add(std::string_view order, std::string_view id) {
  const auto bytes = size_of_number(order.size()) + size_of_number(id.size()) + order.size() + id.size();
  const auto offset = room_for((bytes + step_bytes - 1) / step_bytes);
  auto* at = begin_of(offset);
  at = write_number(at, order.size());
  at = write_number(at, id.size());
  at = std::ranges::copy(order, at).out;
  std::ranges::copy(id, at);
  return offset;
}

ListTexts::Pair ListTexts::at(Offset offset) const {
  const auto* at = begin_of(offset);
  std::size_t order = 0;
  std::size_t id = 0;
  at = read_number(at, order);
  at = read_number(at, id);
  return {{at, order}, {at + order, id}};
}

void ListTexts::remove(Offset offset) {
  if ((offset & own_memory) != 0) {
    own_[offset & ~own_memory].reset();
    unused_own_.push_back(offset);
    return;
  }
  const auto pair = at(offset);
  const auto bytes = static_cast<std::size_t>(pair.id.data() + pair.id.size() - begin_of(offset));
  unused_[(bytes + step_bytes - 1) / step_bytes].push_back(offset);
}

}  // namespace headrace::engine::embedded
