#pragma once
// A document on its way through pipelines (docs/spec/document-api.md 8).

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "json/value.h"

namespace headrace::content::ingest {

/// Where and why a processor failed, for those that handle it: `_ingest.on_failure_message` and its sisters.
struct Failure {
  std::string message, processor_type, processor_tag, pipeline;
};

/// Paths are dotted; a part that is a number finds an element of a list. `_index` and `_id` are fields too, `_source.a` is `a`, and
/// `_ingest.timestamp` can be read.
class Document {
 public:
  Document(std::string index, std::string id, json::Value source, base::Instant timestamp)
      : index_(std::move(index)), id_(std::move(id)), source_(std::move(source)), timestamp_(timestamp) {}

  [[nodiscard]] const std::string& index() const { return index_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const json::Value& source() const { return source_; }

  /// nullptr when there is no such field. Good until the document is changed, and until `find` is called again.
  [[nodiscard]] const json::Value* find(std::string_view path) const;
  /// Errors: illegal_argument, `field [b] not present as part of path [a.b]`.
  [[nodiscard]] Result<const json::Value*> get(std::string_view path) const;
  /// Makes what is missing on the way. Errors: illegal_argument for a way through what is no object or list.
  Result<void> set(std::string_view path, json::Value value);
  /// Makes a list of what is there, and puts `values` behind it; with `unique` only those that are not in it.
  Result<void> append(std::string_view path, json::Array values, bool unique);
  /// Errors: illegal_argument when there is no such field.
  Result<void> remove(std::string_view path);
  /// More was written into it than pipelines may write: nothing can be written any more.
  [[nodiscard]] bool is_full() const;

  /// What failed last, for `_ingest.on_failure_…`; kept while it is handled.
  std::vector<Failure> failures;

 private:
  [[nodiscard]] const json::Value* find_metadata(std::string_view path) const;
  /// Nothing that pipelines write may grow without end. Errors: illegal_argument.
  Result<void> charge(std::string_view path, const json::Value& value);
  Result<bool> set_metadata(std::string_view path, const json::Value& value);

  std::string index_, id_;
  json::Value source_;
  base::Instant timestamp_;
  std::size_t written_ = 0;       ///< bytes of memory
  mutable json::Value metadata_;  ///< what find() gave of what is not in the source
};

/// What the original calls the kind of a value: `java.lang.String` and its like.
std::string_view java_type(const json::Value& value);

/// Whether `path` is among what find_metadata() knows.
bool is_metadata(std::string_view path);

}  // namespace headrace::content::ingest
