// set, remove, rename, append: whole values (docs/spec/document-api.md 8.3, 8.8).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "content/ingest/processor.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

/// Present and not null.
bool has_value(const Document& document, const FieldPath& path) {
  const auto* present = document.find(path);
  return present != nullptr && !present->is_null();
}

class Set final : public Processor {
 public:
  Set(FieldName field, ValueTemplate value, std::optional<FieldName> from, bool overrides, bool ignores_empty)
      : field_(std::move(field)), value_(std::move(value)), from_(std::move(from)), overrides_(overrides), ignores_empty_(ignores_empty) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    std::optional<FieldPath> made;
    TRY(const auto* path, field_.path(document, made));
    if (!overrides_ && has_value(document, *path)) return Fate::kept;
    TRY(auto value, value_for(document));
    const bool is_empty = value.is_null() || (value.is_string() && value.as_string().empty());
    if (is_empty && ignores_empty_) return Fate::kept;
    TRY_VOID(document.set(*path, std::move(value)));
    return Fate::kept;
  }

 private:
  [[nodiscard]] Result<Value> value_for(const Document& document) const {
    if (!from_) return value_.render(document);
    std::optional<FieldPath> made;
    TRY(const auto* path, from_->path(document, made));
    if (ignores_empty_ && document.find(*path) == nullptr) return Value();
    TRY(const auto* value, document.get(*path));
    return *value;
  }

  FieldName field_;
  ValueTemplate value_;
  std::optional<FieldName> from_;
  bool overrides_;
  bool ignores_empty_;
};

class Remove final : public Processor {
 public:
  Remove(std::vector<FieldName> fields, bool ignores_missing) : fields_(std::move(fields)), ignores_missing_(ignores_missing) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    for (const auto& field : fields_) {
      std::optional<FieldPath> made;
      const auto path = field.path(document, made);
      if (!path && ignores_missing_) continue;
      if (!path) return fail(path.error());
      if (ignores_missing_ && document.find(**path) == nullptr) continue;
      TRY_VOID(document.remove(**path));
    }
    return Fate::kept;
  }

  [[nodiscard]] std::optional<std::vector<std::string>> needs() const override {
    if (!ignores_missing_) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& field : fields_) {
      const auto path = FieldPath::parse(field.text());
      if (!field.is_constant() || !path || path->is_ingest() || path->steps().front() == "_id" || path->steps().front() == "_routing")
        return std::nullopt;
      names.push_back(path->steps().front());
    }
    return names;
  }

 private:
  std::vector<FieldName> fields_;
  bool ignores_missing_;
};

/// Removes everything but what it names.
class Keep final : public Processor {
 public:
  explicit Keep(std::vector<FieldName> fields) : fields_(std::move(fields)) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    Value kept = json::Object();
    std::set<std::vector<std::string>> wanted;
    for (const auto& field : fields_) {
      std::optional<FieldPath> made;
      TRY(const auto* path, field.path(document, made));
      if (!path->is_ingest()) wanted.insert(path->steps());
    }
    std::vector<std::string> at;
    document.keep_members([&](json::Member& member) { return keeps(member, at, wanted); });
    return Fate::kept;
  }

 private:
  /// A member stays whole when it is wanted, in part when something in it is.
  static bool keeps(json::Member& member, std::vector<std::string>& at, const std::set<std::vector<std::string>>& wanted) {
    at.push_back(member.name);
    bool is_kept = wanted.contains(at);
    if (!is_kept && member.value.is_object()) {
      const auto inner = wanted.upper_bound(at);
      const bool is_inside = inner != wanted.end() && inner->size() > at.size() && std::equal(at.begin(), at.end(), inner->begin());
      if (is_inside) std::erase_if(member.value.as_object(), [&](json::Member& below) { return !keeps(below, at, wanted); });
      is_kept = is_inside && !member.value.as_object().empty();
    }
    at.pop_back();
    return is_kept;
  }

  std::vector<FieldName> fields_;
};

class Rename final : public Processor {
 public:
  Rename(FieldName field, FieldName target, bool ignores_missing, bool overrides)
      : field_(std::move(field)), target_(std::move(target)), ignores_missing_(ignores_missing), overrides_(overrides) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    std::optional<FieldPath> made_from;
    std::optional<FieldPath> made_to;
    const auto from = field_.path(document, made_from);
    const auto* present = from ? document.find(**from) : nullptr;
    if (present == nullptr) {
      if (ignores_missing_) return Fate::kept;
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] doesn't exist", from ? (*from)->text() : std::string()));
    }
    TRY(const auto* to, target_.path(document, made_to));
    if (!overrides_ && document.find(*to) != nullptr)
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] already exists", to->text()));
    auto value = *present;
    TRY_VOID(document.remove(**from));
    if (auto moved = document.set(*to, value); !moved) {
      TRY_VOID(document.set(**from, std::move(value)));
      return fail(std::move(moved).error());
    }
    return Fate::kept;
  }

 private:
  FieldName field_;
  FieldName target_;
  bool ignores_missing_;
  bool overrides_;
};

class Append final : public Processor {
 public:
  Append(FieldName field, ValueTemplate value, bool allows_duplicates)
      : field_(std::move(field)), value_(std::move(value)), allows_duplicates_(allows_duplicates) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    std::optional<FieldPath> made;
    TRY(const auto* path, field_.path(document, made));
    TRY(auto value, value_.render(document));
    auto values = value.is_array() ? std::move(value.as_array()) : json::Array{std::move(value)};
    TRY_VOID(document.append(*path, std::move(values), allows_duplicates_));
    return Fate::kept;
  }

 private:
  FieldName field_;
  ValueTemplate value_;
  bool allows_duplicates_;
};

Result<std::vector<FieldName>> compile_all(const Options& options, std::string_view name, const std::vector<std::string>& texts) {
  std::vector<FieldName> fields;
  for (const auto& text : texts) {
    auto field = FieldName::compile(text);
    if (!field) return fail(options.problem(name, field.error().reason));
    fields.push_back(std::move(*field));
  }
  return fields;
}

Result<ValueTemplate> compile_value(const Options& options, const Value* value, Escape escape) {
  if (value == nullptr) return fail(options.missing("value"));
  auto made = ValueTemplate::compile(*value, escape);
  if (!made) return fail(options.problem("value", made.error().reason));
  return made;
}

}  // namespace

MadeProcessor make_set(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(const auto from_text, options.optional_text("copy_from"));
  TRY(const auto escape, options.media_type());
  const auto* written = options.value("value");
  std::optional<FieldName> from;
  ValueTemplate value;
  if (from_text) {
    if (written != nullptr) return fail(options.problem("copy_from", "cannot set both `copy_from` and `value` in the same processor"));
    TRY(from, options.field("copy_from"));
  } else {
    TRY(value, compile_value(options, written, escape));
  }
  TRY(const bool overrides, options.flag("override", true));
  TRY(const bool ignores_empty, options.flag("ignore_empty_value", false));
  return std::make_unique<Set>(std::move(field), std::move(value), std::move(from), overrides, ignores_empty);
}

MadeProcessor make_remove(Options& options) {
  TRY(const auto fields, options.optional_texts("field"));
  TRY(const auto keeps, options.optional_texts("keep"));
  if (!fields && !keeps) return fail(options.problem("keep", "or [field] must be specified"));
  if (fields && keeps) return fail(options.problem("keep", "and [field] cannot both be used in the same processor"));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  TRY(auto names, compile_all(options, fields ? "field" : "keep", fields ? *fields : *keeps));
  if (keeps) return std::make_unique<Keep>(std::move(names));
  return std::make_unique<Remove>(std::move(names), ignores_missing);
}

MadeProcessor make_rename(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(auto target, options.field("target_field"));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  TRY(const bool overrides, options.flag("override", false));
  return std::make_unique<Rename>(std::move(field), std::move(target), ignores_missing, overrides);
}

MadeProcessor make_append(Options& options) {
  TRY(auto field, options.field("field"));
  const auto* written = options.value("value");
  TRY(const auto escape, options.media_type());
  TRY(auto value, compile_value(options, written, escape));
  TRY(const bool allows_duplicates, options.flag("allow_duplicates", true));
  return std::make_unique<Append>(std::move(field), std::move(value), allows_duplicates);
}

}  // namespace headrace::content::ingest
