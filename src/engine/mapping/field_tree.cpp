#include "engine/mapping/field_tree.h"

namespace headrace::engine::mapping {
namespace {

using json::Value;

bool is_off(const Value& definition, std::string_view name) {
  const auto* value = definition.find(name);
  if (value == nullptr) return false;
  return value->is_bool() ? !value->as_bool() : value->is_string() && value->as_string() == "false";
}

bool is_object_definition(const Value& definition) {
  const auto type = definition.text("type");
  return type.empty() || type == "object" || type == "nested" || type == "passthrough";
}

std::unique_ptr<Node> make_object(ObjectNode& above, std::string_view name) {
  auto node = std::make_unique<Node>();
  node->name = name;
  node->object = std::make_unique<ObjectNode>();
  auto& object = *node->object;
  object.above = &above;
  object.name = name;
  object.path = above.path_of(name);
  object.level = above.level + 1;
  object.dynamic = above.dynamic;
  object.has_subobjects = above.has_subobjects;
  return node;
}

void add_properties(ObjectNode& object, const Value& definition, const LeafDefaults& defaults) {
  const auto* properties = definition.find("properties");
  if (properties == nullptr || !properties->is_object()) return;
  for (const auto& [name, field, offset] : properties->as_object()) add_field(object, name, field, defaults);
}

void read_object(ObjectNode& object, const Value& definition, const LeafDefaults& defaults) {
  object.dynamic = dynamic_of(definition).value_or(object.dynamic);
  object.is_enabled = object.is_enabled && !is_off(definition, "enabled");
  object.has_subobjects = object.has_subobjects && !is_off(definition, "subobjects");
  add_properties(object, definition, defaults);
}

}  // namespace

void ObjectNode::drop_empty() {
  const auto is_empty = [](const auto& node) { return node->object && !node->object->is_mapped && node->object->nodes.empty(); };
  if (std::erase_if(nodes, is_empty) == 0) return;
  places.clear();
  for (std::uint32_t place = 0; place < nodes.size(); ++place) places.emplace(nodes[place]->name, place);
}

void read_root(ObjectNode& root, const Value& mappings, const LeafDefaults& defaults) {
  read_object(root, mappings, defaults);
  const auto* runtime = mappings.find("runtime");
  if (runtime == nullptr || !runtime->is_object()) return;
  for (const auto& member : runtime->as_object()) add_runtime_field(root, member.name);
}

Node* add_field(ObjectNode& to, std::string_view name, const Value& definition, const LeafDefaults& defaults) {
  if (!definition.is_object() || to.level >= most_levels) return nullptr;
  const auto dot = to.has_subobjects ? name.find('.') : std::string_view::npos;
  if (dot != std::string_view::npos && dot > 0 && dot + 1 < name.size()) {
    auto* above = to.node(name.substr(0, dot));
    if (above == nullptr) above = &to.add(make_object(to, name.substr(0, dot)));
    return above->object ? add_field(*above->object, name.substr(dot + 1), definition, defaults) : nullptr;
  }
  auto* there = to.node(name);
  if (is_object_definition(definition)) {
    if (there == nullptr) there = &to.add(make_object(to, name));
    if (!there->object) return nullptr;
    there->object->is_mapped = true;
    read_object(*there->object, definition, defaults);
    return there;
  }
  if (there != nullptr) return nullptr;
  auto node = std::make_unique<Node>();
  node->name = name;
  node->leaf = std::make_unique<LeafRules>(leaf_rules(to.path_of(name), definition, defaults));
  return &to.add(std::move(node));
}

void add_runtime_field(ObjectNode& root, std::string_view path) {
  auto* object = &root;
  for (auto dot = path.find('.'); dot != std::string_view::npos && object->has_subobjects; dot = path.find('.')) {
    if (object->level >= most_levels) return;
    const auto name = path.substr(0, dot);
    auto* node = object->node(name);
    if (node == nullptr) node = &add_unmapped_object(*object, name);
    if (!node->object) return;
    object = node->object.get();
    path.remove_prefix(dot + 1);
  }
  if (object->node(path) == nullptr) add_runtime_leaf(*object, path);
}

Node& add_runtime_leaf(ObjectNode& to, std::string_view name) {
  auto node = std::make_unique<Node>();
  node->name = name;
  node->leaf = std::make_unique<LeafRules>(LeafRules{.path = to.path_of(name), .type_name = {}});
  return to.add(std::move(node));
}

Node& add_unmapped_object(ObjectNode& to, std::string_view name) {
  auto node = make_object(to, name);
  node->object->is_mapped = false;
  return to.add(std::move(node));
}

std::int64_t count_fields(const Value& definition) {
  std::int64_t count = 1;
  for (const auto* below : {"properties", "fields"}) {
    const auto* fields = definition.find(below);
    if (fields == nullptr || !fields->is_object()) continue;
    for (const auto& member : fields->as_object()) count += count_fields(member.value);
  }
  return count;
}

}  // namespace headrace::engine::mapping
