#pragma once
// One document held against a mapping, in one pass over its text.

#include "engine/mapping/index_mapping.h"
#include "engine/mapping/source_cursor.h"

namespace headrace::engine::mapping {

/// For one document. New fields go into the tree as they are met, so that what follows in the document is held against them; when the
/// document is refused they are taken out again.
class DocumentReader {
 public:
  /// `fields` is how many the mapping has; raised by what is added.
  DocumentReader(std::string_view source, std::string_view id, ObjectNode& root, const DynamicRules& rules, const LeafDefaults& defaults,
                 const MappingLimits& limits, std::int64_t& fields)
      : cursor_(source), id_(id), root_(root), rules_(rules), defaults_(defaults), limits_(limits), fields_(fields) {}

  ~DocumentReader() { undo(); }
  DocumentReader(const DocumentReader&) = delete;
  DocumentReader& operator=(const DocumentReader&) = delete;

  /// Once. Errors: as IndexMapping::read.
  Result<std::vector<Addition>> read();

 private:
  // Each goes over one piece of the text; false once `error_` is set.
  bool object(ObjectNode& node);
  bool value_of(const Node& node, std::string_view name);
  bool object_value(ObjectNode& node, std::string_view name, bool is_element);
  bool leaf_value(const LeafRules& rules);
  bool scalar_value(const LeafRules& rules, char first);
  bool object_for_leaf(const LeafRules& rules);

  // What is not found under its name.
  bool other_member(ObjectNode& in, std::string_view name);
  bool escaped_member(ObjectNode& in, std::string_view written);
  bool dotted_member(ObjectNode& in, std::string_view name);
  bool new_member(ObjectNode& in, std::string_view name);
  bool new_object(ObjectNode& in, std::string_view name);
  bool new_leaf(ObjectNode& in, std::string_view name, char first);
  bool new_array(ObjectNode& in, std::string_view name);
  /// An object where there are no subobjects: its members are fields of `in`, with `name` and a dot in front.
  bool flat_object(ObjectNode& in, std::string_view name);

  /// The node of a new object; nullptr: nothing is made of it, or `error_` is set.
  Node* make_object(ObjectNode& in, std::string_view name);
  /// The same of any new field.
  Node* add(ObjectNode& in, std::string_view name, NewField field);
  bool check_name(std::string_view name);

  bool skip();
  Scalar scalar(SourceCursor& cursor, char first);
  bool malformed();
  bool refuse(Error error);
  /// `[1:7] failed to parse: reason`, for what is wrong beside the value of a field.
  bool refuse_document(std::string reason);
  /// The value from `begin` to where the walk is; `place` is what the error shows.
  bool refuse_value(const LeafRules& rules, std::size_t begin, std::size_t place, Error cause);
  bool refuse_strict(const ObjectNode& in, std::string_view name);
  void undo();

  SourceCursor cursor_;
  std::string_view id_;
  ObjectNode& root_;
  const DynamicRules& rules_;
  const LeafDefaults& defaults_;
  const MappingLimits& limits_;
  std::int64_t& fields_;
  std::int64_t fields_before_ = fields_;
  std::vector<Addition> additions_;
  std::vector<ObjectNode*> grown_;  ///< in which a node was added, in order
  std::vector<ObjectNode*> named_;  ///< which the mapping has come to name
  bool has_unmapped_ = false;       ///< a node that was added is an object which the mapping does not name
  std::string text_;                ///< of the last scalar with escapes
  unsigned depth_ = 0;
  std::optional<Error> error_;
};

}  // namespace headrace::engine::mapping
