#include "http/body_sink.h"

#include <algorithm>
#include <utility>

namespace headrace::http {
namespace {

/// A body up to here gets its room at once; beyond it doubles as bytes arrive.
constexpr std::size_t first_room = std::size_t{256} * 1024;

}  // namespace

BodySink::BodySink(Coding coding, std::size_t limit) : limit_(limit) {
  if (coding != Coding::identity) inflater_.emplace(coding);
}

BodySink::Outcome BodySink::append(std::string_view piece) {
  if (inflater_) return inflater_->append(piece, body_, limit_);
  if (piece.size() > limit_ - body_.size()) return Outcome::too_large;
  body_.append(piece);
  return Outcome::ok;
}

std::span<char> BodySink::space(std::uint64_t remaining) {
  used_ = body_.size();
  const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(remaining, std::max(first_room, used_)));
  body_.resize_and_overwrite(used_ + step, [whole = used_ + step](char*, std::size_t) { return whole; });
  return {body_.data() + used_, step};
}

std::string BodySink::take() {
  limit_ -= std::min(limit_, body_.size());
  return std::exchange(body_, {});
}

void BodySink::filled(std::size_t bytes) { body_.resize(used_ + bytes); }

}  // namespace headrace::http
