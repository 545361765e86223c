// set, remove, rename, append, drop, fail, pipeline.

#include <fmt/format.h>

#include <algorithm>

#include "content/ingest/pipeline.h"
#include "content/ingest/processor_types.h"
#include "content/ingest/template.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

class Set final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto copy_from, configuration.optional_text("copy_from"));
    auto value = configuration.optional_value("value");
    if (!value && !copy_from) return fail(configuration.error("value", "required property is missing"));
    if (value && copy_from) return fail(configuration.error("copy_from", "cannot set both `copy_from` and `value` in the same processor"));
    TRY(const bool overrides, configuration.flag("override", true));
    TRY(const bool ignores_empty, configuration.flag("ignore_empty_value", false));
    TRY_VOID(configuration.optional_text("media_type"));
    return std::unique_ptr<const Set>(
        new Set(field, copy_from, ValueTemplate(value ? std::move(*value) : Value()), overrides, ignores_empty));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    if (const auto* present = document.find(field); !overrides_ && present != nullptr && !present->is_null()) return Fate::kept;
    Value value;
    if (copy_from_) {
      TRY(const auto source, Template(*copy_from_).fill(document));
      const auto* found = document.find(source);
      if (found == nullptr && !ignores_empty_) return fail(document.get(source).error());
      if (found != nullptr) value = *found;
    } else {
      TRY(value, value_.fill(document));
    }
    if (ignores_empty_ && (value.is_null() || (value.is_string() && value.as_string().empty()))) return Fate::kept;
    TRY_VOID(document.set(field, std::move(value)));
    return Fate::kept;
  }

 private:
  Set(const std::string& field, std::optional<std::string> copy_from, ValueTemplate value, bool overrides, bool ignores_empty)
      : field_(field), copy_from_(std::move(copy_from)), value_(std::move(value)), overrides_(overrides), ignores_empty_(ignores_empty) {}

  Template field_;
  std::optional<std::string> copy_from_;
  ValueTemplate value_;
  bool overrides_, ignores_empty_;
};

class Remove final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(auto fields, configuration.optional_texts("field"));
    TRY(auto kept, configuration.optional_texts("keep"));
    if (!fields && !kept) return fail(configuration.error("keep", "or [field] must be specified"));
    if (fields && kept) return fail(configuration.error("keep", "and [field] cannot both be used in the same processor"));
    TRY(const bool ignores_missing, configuration.flag("ignore_missing", false));
    return std::unique_ptr<const Remove>(new Remove(fields.value_or(std::vector<std::string>()), std::move(kept), ignores_missing));
  }

  Result<Fate> run(Document& document, Run&) const override {
    if (kept_) return remove_others(document);
    for (const auto& field : fields_) {
      TRY(const auto path, field.fill(document));
      if (ignores_missing_ && document.find(path) == nullptr) continue;
      TRY_VOID(document.remove(path));
    }
    return Fate::kept;
  }

 private:
  Remove(const std::vector<std::string>& fields, std::optional<std::vector<std::string>> kept, bool ignores_missing)
      : kept_(std::move(kept)), ignores_missing_(ignores_missing) {
    for (const auto& field : fields) fields_.emplace_back(field);
  }

  [[nodiscard]] Result<Fate> remove_others(Document& document) const {
    std::vector<std::string> others;
    for (const auto& member : document.source().as_object()) {
      const auto keeps = [&](const std::string& kept) { return kept == member.name || kept.starts_with(member.name + "."); };
      if (std::ranges::none_of(*kept_, keeps)) others.push_back(member.name);
    }
    for (const auto& name : others) TRY_VOID(document.remove(name));
    return Fate::kept;
  }

  std::vector<Template> fields_;
  std::optional<std::vector<std::string>> kept_;
  bool ignores_missing_;
};

class Rename final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    TRY(const auto target, configuration.text("target_field"));
    TRY(const bool ignores_missing, configuration.flag("ignore_missing", false));
    TRY(const bool overrides, configuration.flag("override", false));
    return std::unique_ptr<const Rename>(new Rename(field, target, ignores_missing, overrides));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(const auto field, field_.fill(document));
    TRY(const auto target, target_.fill(document));
    const auto* found = document.find(field);
    if (found == nullptr) {
      if (ignores_missing_) return Fate::kept;
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] doesn't exist", field));
    }
    if (!overrides_ && document.find(target) != nullptr)
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] already exists", target));
    auto value = *document.find(field);
    TRY_VOID(document.remove(field));
    TRY_VOID(document.set(target, std::move(value)));
    return Fate::kept;
  }

 private:
  Rename(const std::string& field, const std::string& target, bool ignores_missing, bool overrides)
      : field_(field), target_(target), ignores_missing_(ignores_missing), overrides_(overrides) {}

  Template field_, target_;
  bool ignores_missing_, overrides_;
};

class Append final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto field, configuration.text("field"));
    auto value = configuration.optional_value("value");
    if (!value) return fail(configuration.error("value", "required property is missing"));
    TRY(const bool repeats, configuration.flag("allow_duplicates", true));
    TRY_VOID(configuration.optional_text("media_type"));
    return std::unique_ptr<const Append>(new Append(field, std::move(*value), repeats));
  }

  Result<Fate> run(Document& document, Run&) const override {
    TRY(auto value, value_.fill(document));
    auto values = value.is_array() ? std::move(value.as_array()) : json::Array{std::move(value)};
    TRY(const auto target, field_.fill(document));
    TRY_VOID(document.append(target, std::move(values), !repeats_));
    return Fate::kept;
  }

 private:
  Append(const std::string& field, Value value, bool repeats) : field_(field), value_(std::move(value)), repeats_(repeats) {}

  Template field_;
  ValueTemplate value_;
  bool repeats_;
};

class Drop final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration&) { return std::make_unique<const Drop>(); }
  Result<Fate> run(Document&, Run&) const override { return Fate::dropped; }
};

class Fail final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto message, configuration.text("message"));
    return std::unique_ptr<const Fail>(new Fail(message));
  }
  Result<Fate> run(Document& document, Run&) const override {
    TRY(auto message, message_.fill(document));
    return fail(ErrorKind::fail_processor, std::move(message));
  }

 private:
  explicit Fail(const std::string& message) : message_(message) {}
  Template message_;
};

class RunPipeline final : public Processor {
 public:
  static Result<ProcessorPtr> read(Configuration& configuration) {
    TRY(const auto name, configuration.text("name"));
    TRY(const bool ignores_missing, configuration.flag("ignore_missing_pipeline", false));
    return std::unique_ptr<const RunPipeline>(new RunPipeline(name, ignores_missing));
  }
  Result<Fate> run(Document& document, Run& run) const override {
    TRY(const auto name, name_.fill(document));
    const auto pipeline = run.find_pipeline(name);
    if (pipeline) return pipeline->run(document, run);
    if (ignores_missing_) return Fate::kept;
    return fail(ErrorKind::illegal_argument, fmt::format("Pipeline processor configured for non-existent pipeline [{}]", name));
  }

 private:
  RunPipeline(const std::string& name, bool ignores_missing) : name_(name), ignores_missing_(ignores_missing) {}
  Template name_;
  bool ignores_missing_;
};

}  // namespace

std::vector<ProcessorType> field_processors() {
  return {{"set", Set::read},   {"remove", Remove::read}, {"rename", Rename::read},       {"append", Append::read},
          {"drop", Drop::read}, {"fail", Fail::read},     {"pipeline", RunPipeline::read}};
}

}  // namespace headrace::content::ingest
