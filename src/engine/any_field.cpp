#include "engine/any_field.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/field_value.h"
#include "engine/query_values.h"

namespace headrace::engine {
namespace {

using json::Value;
using Subject = QueryPlan::Subject;
using Test = QueryPlan::Test;

bool is_pattern(std::string_view field) { return field.find('*') != std::string_view::npos; }

Result<FieldTest> test_of(const Query& query, std::string_view path, const FieldRules& rules) {
  return std::visit(
      [&](const auto& node) -> Result<FieldTest> {
        if constexpr (requires { make_field_test(node, path, rules); }) {
          return make_field_test(node, path, rules);
        } else {
          return fail(ErrorKind::internal, "a query of several fields must be one of a field");
        }
      },
      query.node);
}

/// What a field holds, by its places.
struct Field {
  std::string path;
  FieldAccess access;
  FieldTest test;
};

/// Those that the mapping names, and what to ask of the others.
struct Fields {
  std::vector<Field> named;
  std::vector<std::string> patterns;   ///< of fields that the mapping does not name
  FieldTest dynamic, dynamic_keyword;  ///< what is asked of those, and of their subfields
};

Result<void> add_field(const AnyField& any, std::string_view path, bool is_lenient, std::string_view nested, const FieldTypes& types,
                       Fields& to) {
  for (auto& access : accesses_of(path, nested, types)) {
    auto test = test_of(any.query.front(), path, access.rules);
    if (!test && is_lenient) continue;
    if (!test) return std::unexpected(std::move(test).error());
    to.named.push_back({std::string(path), std::move(access), std::move(*test)});
  }
  return {};
}

Result<void> add_pattern(const AnyField& any, const std::string& pattern, std::string_view nested, const FieldTypes& types, Fields& to) {
  const auto paths = types.paths();
  const auto matches = [&](const std::string& path) { return base::glob_matches(pattern, path); };
  const auto found = static_cast<std::size_t>(std::ranges::count_if(paths, matches));
  if (found + to.named.size() > QueryPlan::most_fields)
    return fail(ErrorKind::illegal_argument, fmt::format("field expansion for [{}] matches too many fields, limit: {}, got: {}", pattern,
                                                         QueryPlan::most_fields, found + to.named.size()));
  for (const auto& path : paths) {
    if (matches(path)) TRY_VOID(add_field(any, path, true, nested, types, to));
  }
  to.patterns.push_back(pattern);
  return {};
}

Result<Fields> fields_of(const AnyField& any, std::string_view nested, const FieldTypes& types, std::size_t& clauses) {
  Fields fields;
  for (const auto& field : any.fields) {
    if (is_pattern(field)) {
      TRY_VOID(add_pattern(any, field, nested, types, fields));
      clauses += QueryPlan::cost_of_pattern;
    } else {
      TRY_VOID(add_field(any, field, false, nested, types, fields));
    }
    TRY_VOID(check_clauses(clauses + fields.named.size()));
  }
  clauses += fields.named.size();
  const FieldTest nothing = [](FieldValues) { return false; };
  fields.dynamic = test_of(any.query.front(), "*", FieldRules{}).value_or(nothing);
  fields.dynamic_keyword = test_of(any.query.front(), "*", engine::dynamic_keyword()).value_or(nothing);
  return fields;
}

bool is_wanted(const Fields& fields, std::string_view path) {
  return std::ranges::any_of(fields.patterns, [&](const auto& pattern) { return base::glob_matches(pattern, path); });
}

std::vector<const Value*> texts_of(FieldValues values) {
  std::vector<const Value*> texts;
  std::ranges::copy_if(values, std::back_inserter(texts), [](const Value* value) { return is_dynamic_text(*value); });
  return texts;
}

Test separate_test(Fields fields, std::string nested, const FieldTypes& types) {
  return [fields = std::move(fields), nested = std::move(nested), &types](const Subject& subject) {
    for (const auto& field : fields.named)
      if (field.test(values_of(field.access, subject.source))) return true;
    bool found = false;
    if (fields.patterns.empty()) return found;
    visit_dynamic_fields(subject.source, nested, types, [&](const std::string& path, FieldValues values) {
      found = (is_wanted(fields, path) && fields.dynamic(values)) ||
              (is_wanted(fields, path + std::string(keyword_subfield)) && fields.dynamic_keyword(texts_of(values)));
      return found;
    });
    return found;
  };
}

/// The words may stand in any of the fields of words; all other fields are asked for themselves.
Result<Test> across_test(const AnyField& any, Fields fields, std::string nested, const FieldTypes& types) {
  TRY(auto words, test_of(any.query.front(), "*", FieldRules{.type = FieldType::text, .type_name = "text"}));
  auto separate = separate_test(fields, nested, types);
  return [words = std::move(words), separate = std::move(separate), fields = std::move(fields), nested = std::move(nested),
          &types](const Subject& subject) {
    std::vector<const Value*> all;
    const auto add = [&](FieldValues values) {
      std::ranges::copy_if(values, std::back_inserter(all), [](const Value* value) { return is_dynamic_text(*value); });
    };
    for (const auto& field : fields.named) {
      const auto values = values_of(field.access, subject.source);
      if (field.access.rules.type == FieldType::text) std::ranges::copy(values, std::back_inserter(all));
      if (field.access.rules.type == FieldType::dynamic) add(values);
    }
    if (!fields.patterns.empty()) {
      visit_dynamic_fields(subject.source, nested, types, [&](const std::string& path, FieldValues values) {
        if (is_wanted(fields, path)) add(values);
        return false;
      });
    }
    return words(all) || separate(subject);
  };
}

bool has_value(const FieldAccess& place, const Value& source) {
  const auto values = values_of(place, source);
  return std::ranges::any_of(values, [&](const Value* value) {
    if (place.rules.type == FieldType::keyword) return keyword_of(*value, place.rules).has_value();
    // An empty text is no number, and no fault either.
    return place.rules.type != FieldType::number || !value->is_string() || !value->as_string().empty();
  });
}

/// A value in any field that the pattern stands for.
Test exists_any_test(const std::string& pattern, std::string_view nested, const FieldTypes& types) {
  std::vector<FieldAccess> named;
  for (const auto& path : types.paths()) {
    if (!base::glob_matches(pattern, path)) continue;
    for (auto& place : accesses_of(path, nested, types)) named.push_back(std::move(place));
  }
  return [named = std::move(named), pattern, nested = std::string(nested), &types](const Subject& subject) {
    if (std::ranges::any_of(named, [&](const auto& place) { return has_value(place, subject.source); })) return true;
    bool found = false;
    visit_dynamic_fields(subject.source, nested, types, [&](const std::string& path, FieldValues) {
      found = base::glob_matches(pattern, path);
      return found;
    });
    return found;
  };
}

}  // namespace

Result<void> check_clauses(std::size_t clauses) {
  if (clauses <= QueryPlan::most_clauses) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("too_many_clauses: maxClauseCount is set to {}", QueryPlan::most_clauses));
}

/// docs/spec/document-api.md 5.7; an object exists by what it holds.
Result<Test> exists_test(const Exists& exists, std::string_view nested, const FieldTypes& types) {
  if (exists.field == "_id" || exists.field == "_index") return [](const Subject&) { return true; };
  if (is_pattern(exists.field)) return exists_any_test(exists.field, nested, types);
  auto places = accesses_of(exists.field, nested, types);
  const auto inside = nested.empty() ? exists.field : exists.field.substr(std::min(nested.size() + 1, exists.field.size()));
  return [places = std::move(places), path = inside, nested = std::string(nested), &types](const Subject& subject) {
    if (std::ranges::any_of(places, [&](const auto& place) { return has_value(place, subject.source); })) return true;
    return any_scalar(subject.source, path, [&](std::string_view below, const Value&) {
      if (below == path) return false;  // looked at above
      const auto full = nested.empty() ? std::string(below) : fmt::format("{}.{}", nested, below);
      return types.type_of(full) != FieldType::unmapped && types.is_within(full, nested);
    });
  };
}

Result<Test> any_field_test(const AnyField& any, std::string_view nested, const FieldTypes& types, std::size_t& clauses) {
  TRY(auto fields, fields_of(any, nested, types, clauses));
  if (any.across) return across_test(any, std::move(fields), std::string(nested), types);
  return separate_test(std::move(fields), std::string(nested), types);
}

}  // namespace headrace::engine
