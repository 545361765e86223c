#pragma once
// Sensitive values in the configurations of connectors and sync jobs are sealed on disk, where there is a sealing key
// (docs/formats.md, "Sealed values"; docs/decisions/0005-sealing.md).

#include <atomic>
#include <memory>

#include "crypto/key_file.h"
#include "engine/source_sealing.h"

namespace headrace::security {

/// From many threads.
class ConfigurationSealing final : public engine::SourceSealing {
 public:
  /// Without a file behind `key_file` nothing is sealed.
  explicit ConfigurationSealing(std::shared_ptr<crypto::KeyFile> key_file) : key_file_(std::move(key_file)) {}

  /// Replaces `value` of each field with `"sensitive": true` below `configuration` or `connector.configuration`.
  std::string seal(std::string_view source, std::string_view place) override;
  [[nodiscard]] bool may_be_sealed(std::string_view bytes) const override;
  std::string open(std::string_view bytes, std::string_view place) override;

 private:
  /// Once, not with every document.
  void complain(std::string_view what, const Error& error);

  std::shared_ptr<crypto::KeyFile> key_file_;
  std::atomic<bool> has_complained_ = false;
};

}  // namespace headrace::security
