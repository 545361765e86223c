#pragma once
// Collects the body of a request: decompresses, keeps the limit, never reserves what was only announced.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/gzip.h"

namespace headrace::http {

class BodySink {
 public:
  using Outcome = Inflater::Outcome;

  BodySink(Coding coding, std::size_t limit);

  Outcome append(std::string_view piece);
  /// For bodies that need no decompression: room to read into, at most `remaining` bytes, growing with what has arrived. Then filled().
  std::span<char> space(std::uint64_t remaining);
  void filled(std::size_t bytes);
  /// True when a compressed body ended where it should.
  [[nodiscard]] bool is_finished() const { return !inflater_ || inflater_->is_finished(); }
  [[nodiscard]] bool is_compressed() const { return inflater_.has_value(); }

  /// What has arrived and was not taken yet.
  [[nodiscard]] std::size_t size() const { return body_.size(); }
  std::string take();

 private:
  std::size_t limit_;  ///< of what is still to come, with what was not taken yet
  std::optional<Inflater> inflater_;
  std::string body_;
  std::size_t used_ = 0;  ///< of body_, while space() is out
};

}  // namespace headrace::http
