#pragma once
// What an engine that keeps documents on a disk of ours does with the parts of them that must not stand there in clear: it calls these at
// the very boundary of its storage, so that everything above sees documents as they were sent.

#include <string>
#include <string_view>

namespace headrace::engine {

class SourceSealing {
 public:
  virtual ~SourceSealing() = default;
  /// The source as it may be written; `place` (what the document is kept under) is bound in.
  virtual std::string seal(std::string_view source, std::string_view place) = 0;
  /// True when open() may have something to do.
  [[nodiscard]] virtual bool may_be_sealed(std::string_view bytes) const = 0;
  /// Stored bytes with everything that seal() has closed opened again, to the byte; what cannot be opened stays as it is.
  virtual std::string open(std::string_view bytes, std::string_view place) = 0;
};

}  // namespace headrace::engine
