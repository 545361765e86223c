#include "engine/mapping/document_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "engine/mapping/value_preview.h"

namespace headrace::engine::mapping {
namespace {

/// As many as json/ lets in; stands between a text and the stack.
constexpr unsigned max_depth = 1'000;

/// Fields of the index that no document has as its own. `_doc_count` is one that may stand there.
constexpr auto metadata = std::to_array<std::string_view>(
    {"_field_names", "_id", "_ignored", "_index", "_nested_path", "_routing", "_seq_no", "_source", "_tier", "_version"});

bool is_metadata(std::string_view name) { return name.starts_with('_') && std::ranges::find(metadata, name) != metadata.end(); }

bool has_escape(std::string_view written) { return written.contains('\\'); }

/// How many of this object and those it is in the mapping does not name.
std::int64_t unnamed_objects(const ObjectNode& node) {
  std::int64_t count = 0;
  for (const auto* at = &node; !at->is_mapped; at = at->above) ++count;
  return count;
}

std::vector<std::string> names_of(const ObjectNode& node) {
  std::vector<std::string> names;
  for (const auto* at = &node; at->above != nullptr; at = at->above) names.push_back(at->name);
  std::ranges::reverse(names);
  return names;
}

}  // namespace

Result<std::vector<Addition>> DocumentReader::read() {
  if (!object(root_)) return fail(std::move(*error_));
  // What lies in an object was added after it, so that this goes from the inside out.
  if (has_unmapped_) {
    for (auto* object : std::views::reverse(grown_)) object->drop_empty();
  }
  grown_.clear();
  named_.clear();
  fields_before_ = fields_;
  return std::move(additions_);
}

void DocumentReader::undo() {
  for (auto* object : named_) object->is_mapped = false;
  for (auto* object : std::views::reverse(grown_)) object->drop_last();
  fields_ = fields_before_;
}

bool DocumentReader::object(ObjectNode& node) {
  if (++depth_ > max_depth || !cursor_.expect('{')) return malformed();
  std::uint32_t likely = 0;
  while (cursor_.peek() == '"') {
    const auto name = cursor_.string();
    if (!cursor_.expect(':')) return malformed();
    if (const auto place = node.find(name, likely)) {
      likely = *place + 1;
      if (!value_of(*node.nodes[*place], name)) return false;
    } else if (!(has_escape(name) ? escaped_member(node, name) : other_member(node, name))) {
      return false;
    }
    if (!cursor_.take(',')) break;
  }
  --depth_;
  return cursor_.expect('}') || malformed();
}

bool DocumentReader::value_of(const Node& node, std::string_view name) {
  return node.leaf ? leaf_value(*node.leaf) : object_value(*node.object, name, false);
}

bool DocumentReader::object_value(ObjectNode& node, std::string_view name, bool is_element) {
  if (!node.is_enabled) return skip();
  switch (cursor_.peek()) {
    case '{':
      return object(node);
    case 'n':
      return skip();
    case '[': {
      if (++depth_ > max_depth || !cursor_.expect('[')) return malformed();
      if (cursor_.peek() != ']') {
        do {
          if (!object_value(node, name, true)) return false;
        } while (cursor_.take(','));
      }
      --depth_;
      return cursor_.expect(']') || malformed();
    }
    default: {
      if (!node.is_mapped) return skip();
      const auto place = json::location(cursor_.text(), cursor_.offset());
      return refuse({ErrorKind::document_parsing,
                     fmt::format("[{}] object mapping for [{}] tried to parse field [{}] as object, but found a concrete value", place,
                                 node.path, is_element ? "null" : name)});
    }
  }
}

bool DocumentReader::leaf_value(const LeafRules& rules) {
  if (rules.kind == LeafKind::any) return skip();
  const auto first = cursor_.peek();
  switch (first) {
    case '{':
      return object_for_leaf(rules);
    case 'n':
      return skip();
    case '[':
      if (++depth_ > max_depth || !cursor_.expect('[')) return malformed();
      if (cursor_.peek() != ']') {
        do {
          if (!leaf_value(rules)) return false;
        } while (cursor_.take(','));
      }
      --depth_;
      return cursor_.expect(']') || malformed();
    default:
      return scalar_value(rules, first);
  }
}

bool DocumentReader::scalar_value(const LeafRules& rules, char first) {
  if (rules.kind == LeafKind::text && rules.subfields.empty()) return skip();
  const auto begin = cursor_.offset();
  const auto value = scalar(cursor_, first);
  if (cursor_.is_broken()) return malformed();
  if (auto fault = fault_of(rules, value); fault && !rules.ignore_malformed) return refuse_value(rules, begin, begin, std::move(*fault));
  for (const auto& subfield : rules.subfields) {
    if (auto fault = fault_of(subfield, value); fault && !subfield.ignore_malformed)
      return refuse_value(subfield, begin, begin, std::move(*fault));
  }
  return true;
}

bool DocumentReader::object_for_leaf(const LeafRules& rules) {
  const auto begin = cursor_.offset();
  if (!skip()) return false;
  if (rules.ignore_malformed) return true;
  auto fault = fault_of_object(rules, json::location(cursor_.text(), begin));
  // The original's place is where it has read to.
  return !fault || refuse_value(rules, begin, cursor_.offset() - 1, std::move(*fault));
}

bool DocumentReader::escaped_member(ObjectNode& in, std::string_view written) { return other_member(in, unescaped(written)); }

bool DocumentReader::other_member(ObjectNode& in, std::string_view name) {
  if (const auto* node = in.node(name)) return value_of(*node, name);
  if (!check_name(name)) return false;
  if (&in == &root_ && is_metadata(name.substr(0, name.find('.')))) {
    const auto place = (cursor_.peek(), json::location(cursor_.text(), cursor_.offset()));
    return refuse(
        {ErrorKind::document_parsing,
         fmt::format("[{}] Field [{}] is a metadata field and cannot be added inside a document. Use the index API request parameters.",
                     place, name)});
  }
  return in.has_subobjects && name.contains('.') ? dotted_member(in, name) : new_member(in, name);
}

bool DocumentReader::dotted_member(ObjectNode& in, std::string_view name) {
  const auto dot = name.find('.');
  const auto outer = name.substr(0, dot);
  const auto* node = in.node(outer);
  if (node == nullptr) {
    if (in.dynamic == Dynamic::ignore) return skip();
    if (in.dynamic == Dynamic::refuse) return refuse_strict(in, outer);
    node = make_object(in, outer);
    if (node == nullptr) return !error_ && skip();
  }
  // As the original reads it: `"a.b": 1` is `"a": {"b": 1}`, which a field that is no object does not take.
  if (node->leaf) return node->leaf->kind == LeafKind::any ? skip() : object_for_leaf(*node->leaf);
  return node->object->is_enabled ? other_member(*node->object, name.substr(dot + 1)) : skip();
}

bool DocumentReader::new_member(ObjectNode& in, std::string_view name) {
  const auto first = cursor_.peek();
  // Fields may be named by objects around them, whatever is made of others.
  if (!in.has_subobjects && first == '{') return flat_object(in, name);
  if (!in.has_subobjects && first == '[') return new_array(in, name);
  if (in.dynamic == Dynamic::ignore) return skip();
  if (in.dynamic == Dynamic::refuse) return refuse_strict(in, name);
  switch (first) {
    case 'n':
      return skip();
    case '[':
      return new_array(in, name);
    case '{':
      return new_object(in, name);
    default:
      return new_leaf(in, name, first);
  }
}

bool DocumentReader::new_object(ObjectNode& in, std::string_view name) {
  const auto* node = make_object(in, name);
  return node != nullptr ? value_of(*node, name) : !error_ && skip();
}

bool DocumentReader::new_leaf(ObjectNode& in, std::string_view name, char first) {
  auto ahead = cursor_;
  const auto value = scalar(ahead, first);
  if (ahead.is_broken()) return malformed();
  const auto* node = add(in, name, rules_.field_for(name, in.path_of(name), value, in.dynamic));
  return node != nullptr ? value_of(*node, name) : !error_ && skip();
}

/// The first element that is not null decides, and the others are held against it.
bool DocumentReader::new_array(ObjectNode& in, std::string_view name) {
  if (++depth_ > max_depth || !cursor_.expect('[')) return malformed();
  if (cursor_.peek() != ']') {
    do {
      const auto* node = in.node(name);
      if (!(node != nullptr ? value_of(*node, name) : new_member(in, name))) return false;
    } while (cursor_.take(','));
  }
  --depth_;
  return cursor_.expect(']') || malformed();
}

bool DocumentReader::flat_object(ObjectNode& in, std::string_view name) {
  if (name.size() > limits_.name_bytes)
    return in.dynamic == Dynamic::ignore ? skip() : refuse_document(fmt::format("Field name [{}] is too long", preview_of_text(name)));
  if (++depth_ > max_depth || !cursor_.expect('{')) return malformed();
  while (cursor_.peek() == '"') {
    const auto written = cursor_.string();
    if (!cursor_.expect(':')) return malformed();
    auto full = std::string(name).append(".");
    has_escape(written) ? full.append(unescaped(written)) : full.append(written);
    const auto* node = in.node(full);
    if (!(node != nullptr ? value_of(*node, full) : new_member(in, full))) return false;
    if (!cursor_.take(',')) break;
  }
  --depth_;
  return cursor_.expect('}') || malformed();
}

Node* DocumentReader::make_object(ObjectNode& in, std::string_view name) {
  // An object is one level, the fields in it are the next.
  if (in.level + 2 > limits_.levels) {
    refuse_document(fmt::format("Limit of mapping depth [{}] has been exceeded due to object field [{}]", limits_.levels,
                                preview_of_text(in.path_of(name))));
    return nullptr;
  }
  if (auto field = rules_.object_for(name, in.path_of(name), in.dynamic)) return add(in, name, std::move(*field));
  grown_.push_back(&in);
  has_unmapped_ = true;
  return &add_unmapped_object(in, name);
}

Node* DocumentReader::add(ObjectNode& in, std::string_view name, NewField field) {
  if (in.path.size() + 1 + name.size() > limits_.name_bytes) {
    refuse_document(fmt::format("Field name [{}] is longer than the limit of [{}] characters", preview_of_text(name), limits_.name_bytes));
    return nullptr;
  }
  const auto count = field.is_runtime ? 1 : count_fields(field.definition) + unnamed_objects(in);
  if (fields_ + count > limits_.fields) {
    if (!limits_.ignores_further)
      refuse_document(fmt::format("Limit of total fields [{}] has been exceeded while adding new fields [{}]", limits_.fields,
                                  fields_ - fields_before_ + count));
    return nullptr;
  }
  auto* node = field.is_runtime ? &add_runtime_leaf(in, name) : add_field(in, name, field.definition, defaults_);
  if (node == nullptr) return nullptr;
  grown_.push_back(&in);
  fields_ += count;
  if (field.is_runtime) {
    additions_.push_back({{}, in.path_of(name), std::move(field)});
  } else {
    additions_.push_back({names_of(in), std::string(name), std::move(field)});
    // So the mapping names the objects that it is in too.
    for (auto* object = &in; !object->is_mapped; object = object->above) {
      object->is_mapped = true;
      named_.push_back(object);
    }
  }
  return node;
}

bool DocumentReader::check_name(std::string_view name) {
  const auto is_blank = [](std::string_view part) { return part.find_first_not_of(" \t\n\r\v\f") == std::string_view::npos; };
  if (name.empty()) return refuse_document("field name cannot be an empty string");
  if (is_blank(name)) return refuse_document("field name cannot contain only whitespace");
  if (!name.contains('.')) return true;
  if (name.find_first_not_of('.') == std::string_view::npos)
    return refuse_document(fmt::format("field name cannot contain only dots: [{}]", preview_of_text(name)));
  for (std::size_t begin = 0, end = 0; end < name.size(); begin = end + 1) {
    end = std::min(name.find('.', begin), name.size());
    if (is_blank(name.substr(begin, end - begin)))
      return refuse_document(
          fmt::format("field name starting or ending with a [.] makes object resolution ambiguous: [{}]", preview_of_text(name)));
  }
  return !name.ends_with('.') ||
         refuse_document(
             fmt::format("field name starting or ending with a [.] makes object resolution ambiguous: [{}]", preview_of_text(name)));
}

bool DocumentReader::skip() {
  cursor_.skip();
  return !cursor_.is_broken() || malformed();
}

Scalar DocumentReader::scalar(SourceCursor& cursor, char first) {
  if (first == '"') {
    const auto written = cursor.string();
    if (!has_escape(written)) return {Scalar::Kind::text, written};
    text_ = unescaped(written);
    return {Scalar::Kind::text, text_};
  }
  const auto spelling = cursor.literal();
  return {first == 't' || first == 'f' ? Scalar::Kind::boolean : Scalar::Kind::number, spelling};
}

bool DocumentReader::malformed() {
  return refuse({ErrorKind::document_parsing, fmt::format("failed to parse document with id '{}': it must be a JSON object", id_)});
}

bool DocumentReader::refuse(Error error) {
  if (!error_) error_ = std::move(error);
  return false;
}

bool DocumentReader::refuse_document(std::string reason) {
  cursor_.peek();
  const auto place = json::location(cursor_.text(), cursor_.offset());
  auto shown = fmt::format("[{}] failed to parse: {}", place, reason);
  return refuse(Error{ErrorKind::document_parsing, std::move(shown)}.because({ErrorKind::illegal_argument, std::move(reason)}));
}

bool DocumentReader::refuse_value(const LeafRules& rules, std::size_t begin, std::size_t place, Error cause) {
  auto reason = fmt::format("[{}] failed to parse field [{}] of type [{}] in document with id '{}'. Preview of field's value: '{}'",
                            json::location(cursor_.text(), place), rules.path, rules.type_name, id_,
                            preview_of_value(cursor_.text().substr(begin, cursor_.offset() - begin)));
  return refuse(Error{ErrorKind::document_parsing, std::move(reason)}.because(std::move(cause)));
}

bool DocumentReader::refuse_strict(const ObjectNode& in, std::string_view name) {
  cursor_.peek();
  return refuse({ErrorKind::strict_dynamic_mapping,
                 fmt::format("[{}] mapping set to strict, dynamic introduction of [{}] within [{}] is not allowed",
                             json::location(cursor_.text(), cursor_.offset()), preview_of_text(name), in.path.empty() ? "_doc" : in.path)});
}

}  // namespace headrace::engine::mapping
