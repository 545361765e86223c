#pragma once
// The fields of a mapping as a tree, in the form in which documents are held against it.

#include <memory>
#include <unordered_map>

#include "engine/mapping/dynamic_rules.h"

namespace headrace::engine::mapping {

struct ObjectNode;

/// A field or an object: one of both is there.
struct Node {
  std::string name;
  std::unique_ptr<LeafRules> leaf;
  std::unique_ptr<ObjectNode> object;
};

struct ObjectNode {
  ObjectNode* above = nullptr;  ///< null for the document
  std::string name;
  std::string path;  ///< "" for the document
  std::int64_t level = 0;
  Dynamic dynamic = Dynamic::add;
  bool is_enabled = true;
  bool has_subobjects = true;  ///< false: names with dots are names, and objects below are only another way to write them
  bool is_mapped = true;       ///< false: only there for the runtime fields below it, the mapping does not name it, nor what it is in
  std::vector<std::unique_ptr<Node>> nodes;
  std::unordered_map<std::string_view, std::uint32_t> places;  ///< by name, of the nodes

  /// The place of the node with this name; documents have their members mostly in one order, so `likely` is tried first. None: not there.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view member, std::uint32_t likely) const {
    if (likely < nodes.size() && nodes[likely]->name == member) return likely;
    const auto found = places.find(member);
    return found == places.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] Node* node(std::string_view member) const {
    const auto place = find(member, 0);
    return place ? nodes[*place].get() : nullptr;
  }
  [[nodiscard]] std::string path_of(std::string_view member) const {
    return path.empty() ? std::string(member) : std::string(path).append(".").append(member);
  }

  Node& add(std::unique_ptr<Node> node) {
    places.emplace(node->name, static_cast<std::uint32_t>(nodes.size()));
    return *nodes.emplace_back(std::move(node));
  }
  /// Takes out the node that was added last.
  void drop_last() {
    places.erase(nodes.back()->name);
    nodes.pop_back();
  }
  /// Takes out objects that the mapping does not name and that hold no field.
  void drop_empty();
};

/// The document itself, by the mappings of an index.
void read_root(ObjectNode& root, const json::Value& mappings, const LeafDefaults& defaults);
/// Puts the field with this definition into `to`, with all that is below it. One that is there stays; objects come together. A name with
/// dots makes objects.
Node* add_field(ObjectNode& to, std::string_view name, const json::Value& definition, const LeafDefaults& defaults);
/// A runtime field: any value goes with it. Nothing happens when there is a field with this path.
void add_runtime_field(ObjectNode& root, std::string_view path);
/// The same of the object that it is in.
Node& add_runtime_leaf(ObjectNode& to, std::string_view name);
/// An object without fields, which the mapping does not name.
Node& add_unmapped_object(ObjectNode& to, std::string_view name);

/// Deeper ones are left out, whatever the limits of the index say.
inline constexpr std::int64_t most_levels = 1'000;

/// How many fields a definition counts for: itself, its subfields, and all below it.
std::int64_t count_fields(const json::Value& definition);

}  // namespace headrace::engine::mapping
