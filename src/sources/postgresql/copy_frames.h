#pragma once
// The rows of `COPY … TO STDOUT (FORMAT binary)`, out of pieces that may end anywhere.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::sources::postgresql {

struct Field {
  std::string_view bytes;
  bool is_null = false;
};

class CopyFrames {
 public:
  /// The next piece; it must live until next() has found no further row. Rows that next() has given before are gone.
  void feed(std::string_view chunk);
  /// Puts the fields of the next row into `fields`; false when the pieces given so far hold no further one.
  /// Errors: connection, bytes that are no such stream: nothing more can be read from there.
  Result<bool> next(std::vector<Field>& fields);
  /// True when the stream has said that it is over.
  [[nodiscard]] bool has_ended() const { return has_ended_; }

 private:
  Result<bool> read_header();
  bool wait_for_more();

  std::string kept_;       ///< what the last piece had after its last whole row, with the next one behind it
  std::string_view rest_;  ///< of kept_, or of the piece itself when nothing was kept
  bool is_kept_ = false;   ///< rest_ is of kept_
  bool has_header_ = false;
  bool has_ended_ = false;
};

}  // namespace headrace::sources::postgresql
