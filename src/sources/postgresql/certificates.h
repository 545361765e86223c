#pragma once
// The certificates that a server's own is held against, as the file that libpq asks for (docs/spec/connector-service.md 16.7).

#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::sources::postgresql {

/// The roots of the system and one more, in memory under the name of a file: nothing is left on a disk.
class Certificates {
 public:
  /// `own`: PEM, also in one line; "": the system's alone. Errors: internal.
  static Result<Certificates> open(std::string_view own);
  Certificates(Certificates&& other) noexcept;
  Certificates& operator=(Certificates&&) = delete;
  ~Certificates();

  [[nodiscard]] std::string path() const;

 private:
  explicit Certificates(int file) : file_(file) {}

  int file_;
};

}  // namespace headrace::sources::postgresql
