#pragma once
// A document on its way through pipelines: its source, its metadata, and what is known about the run (`_ingest`).

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "content/ingest/field_path.h"
#include "json/value.h"

namespace headrace::content::ingest {

/// Where a document is to go.
struct Target {
  std::string index;
  std::optional<std::string> id = {};
  std::optional<std::string> routing = {};
};

/// Paths resolve as the original's do: a step into a list is a number; `_index`, `_id`, `_routing` and their like are metadata, whatever
/// the source has. Errors are illegal_argument with the original's words, such as `field [b] not present as part of path [a.b]`.
class Document {
 public:
  /// `source` is an object; `now` becomes `_ingest.timestamp`.
  Document(Target target, json::Value source, base::Instant now);

  [[nodiscard]] const json::Value& source() const { return source_; }
  [[nodiscard]] json::Value take_source() && { return std::move(source_); }
  /// Where it is to go now: pipelines may have changed it.
  [[nodiscard]] Target target() const;
  /// `_index`, `_id`, `_version`, `_routing`: those there are.
  [[nodiscard]] const json::Value& metadata() const { return metadata_; }
  [[nodiscard]] base::Instant now() const { return now_; }
  /// False: the source is as it was given.
  [[nodiscard]] bool is_changed() const { return is_changed_; }

  /// The value there, nullptr when there is none.
  [[nodiscard]] const json::Value* find(const FieldPath& path) const;
  /// The value there. Errors: not present, or a step through what has no members.
  [[nodiscard]] Result<const json::Value*> get(const FieldPath& path) const;
  /// Puts the value there; objects on the way are made.
  Result<void> set(const FieldPath& path, json::Value value);
  /// Puts the values behind those that are there; what is no list becomes one.
  Result<void> append(const FieldPath& path, json::Array values, bool allow_duplicates);
  /// Errors: not present.
  Result<void> remove(const FieldPath& path);
  /// Keeps only the top-level members of the source that `keeps` wants, deciding for each.
  template <class Keeps>
  void keep_members(Keeps keeps) {
    is_changed_ = true;
    std::erase_if(source_.as_object(), [&](json::Member& member) { return !keeps(member); });
  }

  /// The first name of a template or condition: `_source`, `_ingest`, metadata, or a member of the source; nullptr when there is none.
  [[nodiscard]] const json::Value* top(std::string_view name) const;

  /// `_ingest.pipeline` is this one until told otherwise.
  void set_pipeline(std::string_view id);
  /// `_ingest.on_failure_…` while handlers run; they go away with clear_failure().
  void set_failure(std::string_view message, std::string_view type, const std::optional<std::string>& tag, std::string_view pipeline);
  void clear_failure();

  /// Counts what a processor reads as if it were written: nobody may read a large document for ever. Errors: illegal_argument.
  Result<void> charge(std::size_t bytes);
  /// The same for a step that may look at all of the document.
  Result<void> charge_step();
  /// More was written and read than one document may: nothing can be written any more.
  [[nodiscard]] bool is_exhausted() const;

 private:
  using Access = Result<json::Value*>;
  json::Value& root(const FieldPath& path);
  [[nodiscard]] const json::Value& root(const FieldPath& path) const;
  /// What is known about the run, written down when somebody asks.
  [[nodiscard]] const json::Value& ingest() const;
  /// The value that holds the last step.
  Access parent(const FieldPath& path, bool makes_objects);
  [[nodiscard]] Result<void> check_metadata(const FieldPath& path, const json::Value& value) const;
  /// Nothing that pipelines write may grow without end.
  Result<void> charge(const FieldPath& path, const json::Value& value);

  json::Value source_;
  json::Value metadata_;
  mutable json::Value ingest_;  ///< null until then
  std::string pipeline_;
  base::Instant now_;
  bool is_changed_ = false;
  std::size_t written_ = 0;
  std::size_t size_ = 0;  ///< of the source as it was when charge_step() came first
};

}  // namespace headrace::content::ingest
