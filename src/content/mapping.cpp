#include "content/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/depth.h"
#include "content/index_settings.h"
#include "content/mapping_types.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using json::Value;

/// Of one body, whatever the limits of the index say.
constexpr std::size_t most_fields_read = 10'000;
constexpr std::int64_t most_fields = 1'000;
constexpr std::int64_t most_levels = 20;

constexpr auto root_members = std::to_array<std::string_view>(
    {"_data_stream_timestamp", "_doc_count", "_field_names", "_meta", "_routing", "_size", "_source", "_tier", "date_detection", "dynamic",
     "dynamic_date_formats", "dynamic_templates", "enabled", "numeric_detection", "properties", "runtime", "subobjects"});

constexpr auto template_members = std::to_array<std::string_view>({"mapping", "match", "match_mapping_type", "match_pattern", "path_match",
                                                                   "path_unmatch", "runtime", "unmatch", "unmatch_mapping_type"});

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::mapper_parsing, std::move(reason)); }

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

/// `[foo : bar]` as the original shows a member that it does not know.
std::string shown(const json::Member& member) {
  const bool scalar = member.value.is_string() || member.value.is_number() || member.value.is_bool();
  return fmt::format("[{} : {}]", member.name, scalar ? scalar_text(member.value) : json::write(member.value));
}

std::string_view class_of(const Value& value) {
  if (value.is_string()) return "java.lang.String";
  if (value.is_array()) return "java.util.ArrayList";
  if (value.is_bool()) return "java.lang.Boolean";
  if (value.is_number()) return value.integer() ? "java.lang.Integer" : "java.lang.Double";
  return "null";
}

Result<Value> read_boolean(const std::string& path, const Value& value) {
  if (value.is_bool()) return value;
  const auto text = value.is_string() || value.is_number() ? scalar_text(value) : std::string(class_of(value));
  if (text == "true" || text == "false") return Value(text == "true");
  return fail(Error{ErrorKind::mapper_parsing, fmt::format("Could not convert [{}] to boolean", path)}.because(
      {ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", text)}));
}

/// `dynamic` as text, which is how it is shown.
Result<Value> read_dynamic(const Value& value) {
  const auto text = value.is_string() || value.is_bool() ? base::to_lower(scalar_text(value)) : std::string();
  for (const auto* known : {"true", "false", "strict", "runtime"})
    if (text == known) return Value(text);
  return refuse(fmt::format("[dynamic] must be one of [true, false, strict, runtime] but was [{}]", json::write(value)));
}

/// One body on its way to the form that is kept.
class Reader {
 public:
  Result<Value> properties(const Value& sent, const std::string& path, bool subobjects, int level) {
    if (level > most_levels_kept) return fail(too_deep("mappings"));
    Value kept{json::Object{}};
    for (const auto& member : sent.as_object()) TRY_VOID(add(kept, member.name, member.value, path, subobjects, level));
    return kept;
  }

 private:
  /// `name` may have dots: objects around the field, unless there are none here.
  Result<void> add(Value& to, std::string_view name, const Value& sent, const std::string& path, bool subobjects, int level) {
    if (level > most_levels_kept) return fail(too_deep("mappings"));
    TRY_VOID(check_name(name));
    const auto dot = subobjects ? name.find('.') : std::string_view::npos;
    if (dot == std::string_view::npos) {
      TRY(auto field, read_field(joined(path, name), sent, level));
      return place(to, name, std::move(field), joined(path, name));
    }
    const auto outer = name.substr(0, dot);
    Value inner{json::Object{}};
    TRY_VOID(add(inner, name.substr(dot + 1), sent, joined(path, outer), subobjects, level + 1));
    return place(to, outer, json::object({{"properties", std::move(inner)}}), joined(path, outer));
  }

  static Result<void> check_name(std::string_view name) {
    if (name.empty()) return refuse("field name cannot be an empty string");
    if (name.find_first_not_of(' ') == std::string_view::npos) return refuse("field name cannot contain only whitespace");
    if (name.starts_with('.') || name.ends_with('.') || name.contains(".."))
      return refuse(fmt::format("field name starting or ending with a [.] makes object resolution ambiguous: [{}]", name));
    return {};
  }

  /// The same object may come in pieces: `a.b` and `a.c`.
  static Result<void> place(Value& to, std::string_view name, Value field, const std::string& path) {
    auto* there = to.find(name);
    if (there == nullptr) {
      to.set(name, std::move(field));
      return {};
    }
    return merge_field(*there, field, path);
  }

  Result<Value> read_field(const std::string& path, const Value& sent, int level) {
    if (++count_ > most_fields_read)
      return fail(ErrorKind::illegal_argument, fmt::format("Limit of total fields [{}] has been exceeded", most_fields_read));
    if (!sent.is_object())
      return refuse(fmt::format("Expected map for property [properties] on field [{}] but got a class {}", path, class_of(sent)));
    TRY(const auto name, type_name(path, sent));
    const auto* type = find_mapping_type(name);
    if (type == nullptr) return refuse(fmt::format("No handler for type [{}] declared on field [{}]", name, path));
    if (is_object_type(name)) return read_object(path, sent, *type, level);
    return read_leaf(path, sent, *type, level);
  }

  static Result<std::string> type_name(const std::string& path, const Value& sent) {
    if (const auto* type = sent.find("type")) {
      if (!type->is_string()) return refuse(fmt::format("No type specified for field [{}]", path));
      return type->as_string();
    }
    const bool only_enabled = sent.as_object().size() == 1 && sent.find("enabled") != nullptr;
    if (sent.find("properties") != nullptr || only_enabled) return "object";
    return refuse(fmt::format("No type specified for field [{}]", path));
  }

  Result<Value> read_object(const std::string& path, const Value& sent, const MappingType& type, int level) {
    Value kept{json::Object{}};
    const auto* flag = sent.find("subobjects");
    const bool subobjects = flag == nullptr || json::write(*flag) != "false";
    for (const auto& member : sent.as_object()) {
      const auto& [name, value, offset] = member;
      if (name == "type") {
        // An object with fields says by them what it is.
        if (type.name != "object" || sent.find("properties") == nullptr) kept.set(name, value);
      } else if (!takes_parameter(type, name)) {
        return refuse(fmt::format("Mapping definition for [{}] has unsupported parameters:  {}", path, shown(member)));
      } else if (name == "properties") {
        if (!value.is_object() && !(value.is_array() && value.as_array().empty()))
          return refuse(fmt::format("Expected map for property [properties] on field [{}] but got a class {}", path, class_of(value)));
        if (!value.is_object()) continue;
        TRY(auto inner, properties(value, path, subobjects, level + 1));
        kept.set(name, std::move(inner));
      } else if (name == "dynamic") {
        TRY(auto dynamic, read_dynamic(value));
        kept.set(name, std::move(dynamic));
      } else if (is_boolean_parameter(name)) {
        TRY(auto boolean, read_boolean(joined(path, name), value));
        kept.set(name, std::move(boolean));
      } else {
        kept.set(name, value);
      }
    }
    return kept;
  }

  Result<Value> read_leaf(const std::string& path, const Value& sent, const MappingType& type, int level) {
    Value kept{json::Object{}};
    for (const auto& member : sent.as_object()) {
      const auto& [name, value, offset] = member;
      if (name == "type") {
        kept.set(name, value);
      } else if (!takes_parameter(type, name)) {
        return refuse(fmt::format("unknown parameter [{}] on mapper [{}] of type [{}]", name, path, type.name));
      } else if (name == "fields") {
        TRY(auto fields, read_multi_fields(path, value, level));
        kept.set(name, std::move(fields));
      } else if (name == "meta" && !value.is_object()) {
        return refuse(fmt::format("[meta] must be an object, got {}[{}]", class_of(value), json::write(value)));
      } else if (is_boolean_parameter(name)) {
        TRY(auto boolean, read_boolean(joined(path, name), value));
        kept.set(name, std::move(boolean));
      } else {
        kept.set(name, value);
      }
    }
    if (!type.required.empty() && kept.find(type.required) == nullptr) {
      return refuse(type.name == "alias" ? fmt::format("The [path] property must be specified for field [{}].", path)
                                         : fmt::format("Field [{}] is required", type.required));
    }
    return kept;
  }

  Result<Value> read_multi_fields(const std::string& path, const Value& sent, int level) {
    if (sent.is_array() && sent.as_array().empty()) return Value(json::Object{});
    if (!sent.is_object())
      return refuse(fmt::format("expected map for property [fields] on field [{}] but got a class {}", path, class_of(sent)));
    Value kept{json::Object{}};
    for (const auto& [name, value, offset] : sent.as_object()) {
      if (level > most_levels_kept) return fail(too_deep("mappings"));
      if (name.contains('.')) return refuse(fmt::format("Field name [{}] which is a multi field of [{}] cannot contain '.'", name, path));
      TRY(auto field, read_field(joined(path, name), value, level + 1));
      const auto type = field.text("type");
      if (type.empty() || is_object_type(type) || type == "alias")
        return refuse(fmt::format("Type [{}] cannot be used in multi field", type.empty() ? "object" : type));
      kept.set(name, std::move(field));
    }
    return kept;
  }

  std::size_t count_ = 0;
};

Result<void> check_dynamic_templates(const Value& value) {
  if (!value.is_array()) return refuse("Dynamic template syntax error. An array of named objects is expected.");
  for (const auto& one : value.as_array()) {
    if (!one.is_object() || one.as_object().size() != 1 || !one.as_object().front().value.is_object())
      return refuse("A dynamic template must be defined with a name");
    const auto& [name, body, offset] = one.as_object().front();
    for (const auto& member : body.as_object())
      if (std::ranges::find(template_members, member.name) == template_members.end())
        return refuse(fmt::format("Illegal dynamic template parameter: [{}]", member.name));
    if (body.find("mapping") == nullptr && body.find("runtime") == nullptr)
      return refuse(fmt::format("template [{}] must have either mapping or runtime set", name));
  }
  return {};
}

Result<Value> read_root_member(const json::Member& member, bool subobjects) {
  const auto& [name, value, offset] = member;
  if (name == "dynamic") return read_dynamic(value);
  if (name == "date_detection" || name == "numeric_detection" || name == "enabled") return read_boolean(name, value);
  if (name == "dynamic_templates") {
    TRY_VOID(check_dynamic_templates(value));
    return value;
  }
  if (name == "properties") {
    if (value.is_array() && value.as_array().empty()) return Value(json::Object{});
    if (!value.is_object()) return refuse(fmt::format("Expected map for property [properties] but got a class {}", class_of(value)));
    return Reader().properties(value, "", subobjects, 1);
  }
  if ((name == "_meta" || name == "_source" || name == "runtime") && !value.is_object())
    return refuse(fmt::format("[{}] must be an object but got a class {}", name, class_of(value)));
  return value;
}

Result<Value> read_root(const Value& mappings) {
  if (!mappings.is_object()) return refuse(fmt::format("Expected an object but got a class {}", class_of(mappings)));
  const auto* flag = mappings.find("subobjects");
  const bool subobjects = flag == nullptr || json::write(*flag) != "false";
  Value kept{json::Object{}};
  for (const auto& member : mappings.as_object()) {
    if (std::ranges::find(root_members, member.name) == root_members.end())
      return refuse(fmt::format("Root mapping definition has unsupported parameters:  {}", shown(member)));
    TRY(auto value, read_root_member(member, subobjects));
    kept.set(member.name, std::move(value));
  }
  return kept;
}

/// Counts what is below `properties`, objects and fields of fields too.
Result<void> count_fields(const Value& properties, const std::string& path, std::int64_t level, std::int64_t levels, std::int64_t& count) {
  for (const auto& [name, field, offset] : properties.as_object()) {
    ++count;
    const auto full = joined(path, name);
    if (const auto* fields = field.find("fields"); fields != nullptr && fields->is_object())
      TRY_VOID(count_fields(*fields, full, 0, levels, count));
    const auto* inner = field.find("properties");
    if (inner == nullptr || !inner->is_object()) continue;
    if (level + 1 > levels)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("Limit of mapping depth [{}] has been exceeded due to object field [{}]", levels, full));
    TRY_VOID(count_fields(*inner, full, level + 1, levels, count));
  }
  return {};
}

void collect_fields(const Value& properties, const std::string& path, const std::vector<std::string>& patterns, Value& to) {
  for (const auto& [name, field, offset] : properties.as_object()) {
    const auto full = joined(path, name);
    const auto* inner = field.find("properties");
    const auto type = field.text("type");
    const bool is_field = !type.empty() && !is_object_type(type);
    if (is_field && std::ranges::any_of(patterns, [&](const auto& pattern) { return base::glob_matches(pattern, full); }))
      to.set(full, json::object({{"full_name", full}, {"mapping", json::object({{name, field}})}}));
    if (inner != nullptr && inner->is_object()) collect_fields(*inner, full, patterns, to);
    if (const auto* fields = field.find("fields"); fields != nullptr && fields->is_object()) collect_fields(*fields, full, patterns, to);
  }
}

}  // namespace

Result<Value> read_mappings(const Value& mappings) {
  TRY_VOID(check_depth(mappings, "mappings"));
  auto kept = read_root(mappings);
  if (kept || kept.error().kind != ErrorKind::mapper_parsing) return kept;
  auto reason = fmt::format("Failed to parse mapping: {}", kept.error().reason);
  return fail(Error{ErrorKind::mapper_parsing, std::move(reason)}.because(std::move(kept).error()));
}

Result<void> check_mapping_limits(const Value& mappings, const Value& settings) {
  const auto most = setting_number(settings, "index.mapping.total_fields.limit", most_fields);
  const auto levels = setting_number(settings, "index.mapping.depth.limit", most_levels);
  std::int64_t count = 0;
  for (const auto* member : {"properties", "runtime"}) {
    const auto* fields = mappings.find(member);
    if (fields != nullptr && fields->is_object()) TRY_VOID(count_fields(*fields, "", 1, levels, count));
  }
  if (count > most) return fail(ErrorKind::illegal_argument, fmt::format("Limit of total fields [{}] has been exceeded", most));
  return {};
}

Result<Value> read_mapping_body(std::string_view text) {
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(ErrorKind::parse, fmt::format("Failed to parse content to map: expected START_OBJECT but found {}", body.token_name()));
  if (body.as_object().size() == 1 && body.as_object().front().name == "_doc")
    return fail(ErrorKind::illegal_argument, "Types cannot be provided in put mapping requests");
  return read_mappings(body);
}

Value field_mappings(const Value& mappings, const std::vector<std::string>& patterns) {
  Value found{json::Object{}};
  if (const auto* properties = mappings.find("properties"); properties != nullptr && properties->is_object())
    collect_fields(*properties, "", patterns, found);
  return found;
}

}  // namespace headrace::content
