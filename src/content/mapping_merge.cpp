// What may be put over mappings that are there already.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "content/mapping.h"
#include "content/mapping_types.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using json::Value;

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

/// The type of a field as it is kept: an object with fields may have none.
std::string type_of(const Value& field) {
  const auto type = field.text("type");
  return type.empty() ? "object" : std::string(type);
}

std::string text_of(const Value* value, std::string_view parameter) {
  if (value == nullptr) return std::string(standard_of(parameter));
  const bool scalar = value->is_string() || value->is_number() || value->is_bool();
  return scalar ? scalar_text(*value) : json::write(*value);
}

Result<void> merge_properties(Value& into, const Value& part, const std::string& path);

/// `enabled` and the like are for life.
Result<void> check_fixed_flag(const Value& into, const Value& part, std::string_view flag, std::string_view standard,
                              std::string_view path) {
  const auto* wanted = part.find(flag);
  if (wanted == nullptr) return {};
  const auto* there = into.find(flag);
  if ((there == nullptr ? std::string(standard) : scalar_text(*there)) == scalar_text(*wanted)) return {};
  return refuse(fmt::format("the [{}] parameter can't be updated for the object mapping [{}]", flag, path));
}

Result<void> merge_object(Value& into, const Value& part, const std::string& path) {
  TRY_VOID(check_fixed_flag(into, part, "enabled", "true", path));
  TRY_VOID(check_fixed_flag(into, part, "subobjects", "true", path));
  for (const auto* flag : {"include_in_parent", "include_in_root"}) {
    if (!check_fixed_flag(into, part, flag, "false", path))
      return refuse(fmt::format("the [{}] parameter can't be updated on a nested object mapping", flag));
  }
  for (const auto& [name, value, offset] : part.as_object()) {
    if (name == "properties") {
      if (into.find(name) == nullptr) into.set(name, Value(json::Object{}));
      TRY_VOID(merge_properties(*into.find(name), value, path));
    } else if (name != "type") {
      into.set(name, value);
    }
  }
  if (into.text("type") == "object" && into.find("properties") != nullptr) into.erase("type");
  return {};
}

/// The parameters that may not change and do, as the original lists them.
std::string conflicts_of(const Value& into, const Value& part) {
  std::set<std::string> names;
  for (const auto* field : {&into, &part})
    for (const auto& member : field->as_object()) names.insert(member.name);
  std::string conflicts;
  for (const auto& name : names) {
    if (name == "type" || may_change(name)) continue;
    const auto from = text_of(into.find(name), name);
    const auto to = text_of(part.find(name), name);
    // Norms can be given up, and not be had again.
    if (from == to || (name == "norms" && to == "false")) continue;
    conflicts += fmt::format("\n\tCannot update parameter [{}] from [{}] to [{}]", name, from, to);
  }
  return conflicts;
}

/// A field is as it was said last; of its fields in other forms none goes away.
Result<void> merge_leaf(Value& into, const Value& part, const std::string& path) {
  if (type_of(into) != type_of(part))
    return refuse(fmt::format("mapper [{}] cannot be changed from type [{}] to [{}]", path, type_of(into), type_of(part)));
  if (const auto conflicts = conflicts_of(into, part); !conflicts.empty())
    return refuse(fmt::format("Mapper for [{}] conflicts with existing mapper:{}", path, conflicts));
  auto fields = into.find("fields") == nullptr ? Value(json::Object{}) : *into.find("fields");
  if (const auto* wanted = part.find("fields")) TRY_VOID(merge_properties(fields, *wanted, path));
  into = part;
  if (!fields.as_object().empty()) into.set("fields", std::move(fields));
  return {};
}

/// Where fields stand: there may be thousands on both sides.
class Places {
 public:
  Places(const json::Object& fields, std::size_t asked) : fields_(fields) {
    constexpr std::size_t few = 8;
    if (asked <= few) return;
    for (std::size_t i = 0; i < fields.size(); ++i) places_.emplace(fields[i].name, i);
  }
  /// The number of fields when there is none of this name.
  [[nodiscard]] std::size_t of(std::string_view name) const {
    if (places_.empty()) return static_cast<std::size_t>(std::ranges::find(fields_, name, &json::Member::name) - fields_.begin());
    const auto found = places_.find(name);
    return found == places_.end() ? fields_.size() : found->second;
  }

 private:
  const json::Object& fields_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

Result<void> merge_properties(Value& into, const Value& part, const std::string& path) {
  if (!into.is_object()) into = Value(json::Object{});
  auto& fields = into.as_object();
  std::vector<const json::Member*> added;
  const Places places(fields, part.as_object().size());
  for (const auto& member : part.as_object()) {
    if (const auto place = places.of(member.name); place == fields.size()) {
      added.push_back(&member);
    } else {
      TRY_VOID(merge_field(fields[place].value, member.value, joined(path, member.name)));
    }
  }
  for (const auto* member : added) fields.push_back(*member);
  return {};
}

/// Runtime fields are put one by one; null takes one away.
void merge_runtime(Value& into, const Value& part) {
  for (const auto& [name, field, offset] : part.as_object()) {
    if (field.is_null()) {
      into.erase(name);
    } else {
      into.set(name, field);
    }
  }
}

}  // namespace

Result<void> merge_field(Value& into, const Value& part, const std::string& path) {
  if (!into.is_object()) {  // older servers took anything
    into = part;
    return {};
  }
  const bool is_object = is_object_type(type_of(into));
  if (is_object != is_object_type(type_of(part)))
    return refuse(fmt::format("can't merge a non object mapping [{}] with an object mapping", path));
  if (!is_object) return merge_leaf(into, part, path);
  if (type_of(into) != type_of(part)) {
    return type_of(part) == "nested" ? refuse(fmt::format("can't merge a non-nested mapping [{}] with a nested mapping", path))
                                     : refuse(fmt::format("can't merge a nested mapping [{}] with a non-nested mapping", path));
  }
  return merge_object(into, part, path);
}

Result<Value> merge_mappings(Value into, const Value& part) {
  if (!into.is_object()) into = Value(json::Object{});
  if (!part.is_object()) return into;
  TRY_VOID(check_fixed_flag(into, part, "enabled", "true", "_doc"));
  TRY_VOID(check_fixed_flag(into, part, "subobjects", "true", "_doc"));
  for (const auto& [name, value, offset] : part.as_object()) {
    if (name == "properties" || name == "runtime") {
      if (into.find(name) == nullptr) into.set(name, Value(json::Object{}));
      if (name == "runtime") {
        merge_runtime(*into.find(name), value);
      } else {
        TRY_VOID(merge_properties(*into.find(name), value, ""));
      }
    } else {
      into.set(name, value);
    }
  }
  return into;
}

}  // namespace headrace::content
