#pragma once
// A file descriptor with an owner, and what the system says when a call on one fails.

#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace headrace::sources::dir {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int get() const { return number_; }
  /// Gives it away.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// "No such file or directory"
inline std::string system_message(int problem) { return std::generic_category().message(problem); }

}  // namespace headrace::sources::dir
