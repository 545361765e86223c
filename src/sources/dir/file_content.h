#pragma once
// The bytes of a file, opened only when they are wanted.

#include "sources/source.h"

namespace headrace::sources::dir {

class FileContent final : public Content {
 public:
  FileContent(std::string path, std::uint64_t size) : path_(std::move(path)), size_(size) {}

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  /// All bytes that the file has by now; one with more than `limit` is an error, also when it grows while it is read. Never waits for
  /// a writer: what has become a FIFO or a device since it was listed is an error.
  Result<std::string> read(std::uint64_t limit) override;
  Result<std::unique_ptr<ByteStream>> open() override;

 private:
  std::string path_;
  std::uint64_t size_;
};

}  // namespace headrace::sources::dir
