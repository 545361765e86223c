#include "engine/embedded/hit_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/embedded/field_types.h"
#include "engine/embedded/sort_value.h"
#include "engine/field_access.h"

namespace headrace::engine::embedded {
namespace {

using json::Value;
using Source = WantedField::Source;

bool is_pattern(std::string_view name) { return name.contains('*'); }

Error is_text(std::string_view path) {
  return {ErrorKind::illegal_argument,
          fmt::format("Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so "
                      "[{}] has no doc values: use a keyword field instead",
                      path)};
}

/// A field that is wanted, and where it stands.
struct Shown {
  std::string path;
  std::vector<FieldAccess> accesses;
};

/// What is wanted of the documents of one index.
class FieldReader {
 public:
  FieldReader(const IndexView& view, const std::vector<WantedField>& wanted)
      : name_(view.definition->name), types_(*view.definition), wanted_(wanted) {}

  [[nodiscard]] const std::string& index() const { return name_; }

  /// Which of the fields that the mapping knows are meant. Errors: illegal_argument.
  Result<void> resolve() {
    const auto paths = types_.paths();
    for (const auto& field : wanted_) {
      std::vector<Shown> shown;
      if (!is_pattern(field.name)) {
        TRY_VOID(add(field, field.name, shown));
      } else {
        for (const auto& path : paths) {
          if (base::glob_matches(field.name, path)) TRY_VOID(add(field, path, shown));
        }
      }
      shown_.push_back(std::move(shown));
    }
    return {};
  }

  Result<json::Object> read(const Value& source) const {
    json::Object fields;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      for (const auto& shown : shown_[i]) TRY_VOID(put(wanted_[i], shown, source, fields));
      if (is_pattern(wanted_[i].name) && wanted_[i].from != Source::stored) TRY_VOID(put_dynamic(wanted_[i], source, fields));
    }
    return fields;
  }

 private:
  Result<void> add(const WantedField& field, const std::string& path, std::vector<Shown>& to) const {
    const auto* rules = types_.rules_of(path);
    if (field.from == Source::stored && (rules == nullptr || !rules->is_stored)) return {};
    if (!types_.is_within(path, "") && types_.type_of(path) != FieldType::unmapped)
      return fail(ErrorKind::illegal_argument, fmt::format("fields of nested objects, such as [{}], are not shown by this server", path));
    if (field.from == Source::doc_values && types_.type_of(path) == FieldType::text) {
      if (is_pattern(field.name)) return {};
      return fail(is_text(path));
    }
    if (auto accesses = accesses_of(path, "", types_); !accesses.empty()) to.push_back({path, std::move(accesses)});
    return {};
  }

  Result<void> put(const WantedField& field, const Shown& shown, const Value& source, json::Object& to) const {
    json::Array values;
    for (const auto& access : shown.accesses) {
      for (const auto* value : values_of(access, source)) TRY_VOID(add_value(field, shown.path, access.rules, *value, values));
    }
    if (field.from == Source::doc_values) sort(values);
    put_values(shown.path, std::move(values), to);
    return {};
  }

  /// Those that the mapping does not name, and the subfield `keyword` of their texts.
  Result<void> put_dynamic(const WantedField& field, const Value& source, json::Object& to) const {
    Result<void> done;
    visit_dynamic_fields(source, "", types_, [&](const std::string& path, FieldValues) {
      for (const auto& name : {path, path + std::string(keyword_subfield)}) {
        if (!base::glob_matches(field.name, name)) continue;
        const Shown shown{name, accesses_of(name, "", types_)};
        if (auto one = put(field, shown, source, to); !one) done = std::move(one);
      }
      return !done;
    });
    return done;
  }

  static Result<void> add_value(const WantedField& field, const std::string& path, const FieldRules& rules, const Value& value,
                                json::Array& to) {
    const bool is_dynamic_word = rules.type == FieldType::dynamic && is_dynamic_text(value);
    if (field.from == Source::doc_values && is_dynamic_word) {
      if (is_pattern(field.name)) return {};
      return fail(is_text(path));
    }
    const bool is_date = rules.type == FieldType::date || (rules.type == FieldType::dynamic && is_written_date(value));
    auto shown = is_date ? date_text(field, rules, value) : Result<Value>(to_json(sort_value(value, rules)));
    if (!shown) return fail(std::move(shown).error());
    if (rules.type == FieldType::boolean) shown = flag_of(value) ? Value(*flag_of(value)) : Value();
    if (rules.type == FieldType::dynamic && value.is_bool()) shown = value;
    if (!shown->is_null()) to.push_back(std::move(*shown));
    return {};
  }

  static Result<Value> date_text(const WantedField& field, const FieldRules& rules, const Value& value) {
    const auto date = date_of(value, rules);
    if (!date) return Value();
    if (field.format.empty()) return Value(rules.format.print(*date));
    TRY(const auto format, base::DateFormat::compile(field.format));
    return Value(format.print(*date));
  }

  /// As doc values are: in order, and each text once.
  static void sort(json::Array& values) {
    std::ranges::sort(values, [](const Value& a, const Value& b) {
      if (a.is_string() && b.is_string()) return a.as_string() < b.as_string();
      return a.real().value_or(0) < b.real().value_or(0);
    });
    const auto same = std::ranges::unique(values, [](const Value& a, const Value& b) { return a.is_string() && b.is_string() && a == b; });
    values.erase(same.begin(), same.end());
  }

  /// A field that several have asked for stands once, as the last has asked.
  static void put_values(const std::string& path, json::Array values, json::Object& to) {
    if (values.empty()) return;
    std::erase_if(to, [&](const auto& member) { return member.name == path; });
    to.push_back({path, Value(std::move(values))});
  }

  const std::string& name_;
  const IndexFieldTypes types_;
  const std::vector<WantedField>& wanted_;
  std::vector<std::vector<Shown>> shown_;  ///< as wanted_
};

std::unexpected<Error> failed(Error cause) {
  return fail(Error{ErrorKind::search_phase_execution, "all shards failed"}.because(std::move(cause)));
}

}  // namespace

Result<void> add_fields(const std::vector<IndexView>& indices, const std::vector<WantedField>& wanted, SearchResult& result) {
  std::vector<std::unique_ptr<FieldReader>> readers;
  for (const auto& view : indices) {
    readers.push_back(std::make_unique<FieldReader>(view, wanted));
    if (auto known = readers.back()->resolve(); !known) return failed(std::move(known).error());
  }
  for (auto& hit : result.hits) {
    const auto reader = std::ranges::find_if(readers, [&](const auto& one) { return one->index() == hit.document.index; });
    if (reader == readers.end()) continue;
    TRY(const auto source, json::parse(*hit.document.source));
    auto fields = (*reader)->read(source);
    if (!fields) return failed(std::move(fields).error());
    hit.fields = std::move(*fields);
  }
  return {};
}

}  // namespace headrace::engine::embedded
