#pragma once
// The mapping of one index in the form in which documents are held against it: what they may hold, and what they add to it
// (docs/spec/document-api.md 3.12). Pure: storage is the engine's.

#include <memory>
#include <string_view>
#include <vector>

#include "engine/mapping/field_tree.h"

namespace headrace::engine::mapping {

/// A field that a document has added.
struct Addition {
  std::vector<std::string> objects;  ///< that it is in, from the document down; empty for runtime fields
  std::string name;                  ///< of a runtime field the full path
  NewField field;
};

/// What the settings of an index bound.
struct MappingLimits {
  std::int64_t fields = 1'000;     ///< `index.mapping.total_fields.limit`: objects and fields of fields count too
  std::int64_t levels = 20;        ///< `index.mapping.depth.limit`
  bool ignores_further = false;    ///< `index.mapping.total_fields.ignore_dynamic_beyond_limit`
  std::size_t name_bytes = 8'191;  ///< of a full path; `index.mapping.field_name_length.limit` may be less, never more
};

/// For one thread.
class IndexMapping {
 public:
  /// Of mappings and settings as they are kept. What it does not understand takes everything.
  IndexMapping(const json::Value& mappings, const json::Value& settings);
  ~IndexMapping();
  IndexMapping(IndexMapping&&) noexcept;
  IndexMapping& operator=(IndexMapping&&) noexcept;

  /// Looks at a document once: `source` is a JSON object, beyond doubt. On success the mapping knows the fields that come back, which are
  /// to be kept (add_to), and mostly are none. On an error it is as before.
  /// Errors: document_parsing with the original's cause, strict_dynamic_mapping.
  Result<std::vector<Addition>> read(std::string_view source, std::string_view id);

  /// True when no document can be refused and none can add anything.
  [[nodiscard]] bool takes_everything() const;

 private:
  std::unique_ptr<ObjectNode> root_;
  DynamicRules rules_;
  LeafDefaults defaults_;
  MappingLimits limits_;
  std::int64_t fields_ = 0;
};

/// Puts into mappings, as they are kept, what documents have added.
void add_to(json::Value& mappings, const std::vector<Addition>& additions);

}  // namespace headrace::engine::mapping
