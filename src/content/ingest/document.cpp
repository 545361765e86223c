#include "content/ingest/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::string_view timestamp = "timestamp";
constexpr std::string_view pipeline_member = "pipeline";
constexpr auto metadata_names = std::to_array<std::string_view>(
    {"_index", "_id", "_routing", "_version", "_version_type", "_if_seq_no", "_if_primary_term", "_dynamic_templates"});
constexpr auto failure_names =
    std::to_array<std::string_view>({"on_failure_message", "on_failure_processor_type", "on_failure_processor_tag", "on_failure_pipeline"});
/// What pipelines may write of one document, in bytes of memory, and how deep it may become.
constexpr std::size_t most_written = std::size_t{512} << 20U;
constexpr std::size_t deepest = 1000;

bool is_metadata(std::string_view name) { return name.starts_with('_') && std::ranges::find(metadata_names, name) != metadata_names.end(); }

Error problem(std::string reason) { return {ErrorKind::illegal_argument, std::move(reason)}; }

Error not_present(std::string_view step, const FieldPath& path) {
  return problem(fmt::format("field [{}] not present as part of path [{}]", step, path.text()));
}

/// The element that a step into a list means.
Result<std::size_t> position(const json::Array& list, std::string_view step, const FieldPath& path) {
  const auto number = base::parse_integer(step);
  if (!number)
    return fail(problem(fmt::format("[{}] is not an integer, cannot be used as an index as part of path [{}]", step, path.text())));
  if (*number < 0 || static_cast<std::size_t>(*number) >= list.size())
    return fail(
        problem(fmt::format("[{}] is out of bounds for array with length [{}] as part of path [{}]", step, list.size(), path.text())));
  return static_cast<std::size_t>(*number);
}

/// `what` is "cannot resolve [x] from" or the like.
Error no_way(std::string_view verb, std::string_view step, std::string_view preposition, const Value& at, const FieldPath& path) {
  const bool is_parent = preposition == "with";
  if (at.is_null())
    return problem(
        fmt::format("cannot {} [{}] {} null{} as part of path [{}]", verb, step, preposition, is_parent ? " parent" : "", path.text()));
  return problem(fmt::format("cannot {} [{}] {} {}object of type [{}] as part of path [{}]", verb, step, preposition,
                             is_parent ? "parent " : "", java_type(at), path.text()));
}

template <class Any>
Result<Any*> step_into(Any& at, std::string_view step, const FieldPath& path) {
  if (at.is_object()) {
    if (auto* found = at.find(step)) return found;
    return fail(not_present(step, path));
  }
  if (at.is_array()) {
    TRY(const auto place, position(at.as_array(), step, path));
    return &at.as_array()[place];
  }
  return fail(no_way("resolve", step, "from", at, path));
}

struct Size {
  std::size_t bytes;
  std::size_t depth;
};

Size size_of(const Value& value) {
  Size size{sizeof(Value), 1};
  const auto add = [&](const Value& inner, std::size_t name) {
    const auto [bytes, depth] = size_of(inner);
    size = {size.bytes + bytes + name, std::max(size.depth, depth + 1)};
  };
  if (value.is_string()) size.bytes += value.as_string().size();
  if (value.is_array()) std::ranges::for_each(value.as_array(), [&](const Value& element) { add(element, 0); });
  if (value.is_object())
    std::ranges::for_each(value.as_object(), [&](const json::Member& member) { add(member.value, member.name.size()); });
  return size;
}

}  // namespace

Document::Document(Target target, Value source, base::Instant now) : source_(std::move(source)), metadata_(json::Object()), now_(now) {
  metadata_.as_object().reserve(4);
  metadata_.set("_index", std::move(target.index));
  if (target.id) metadata_.set("_id", std::move(*target.id));
  metadata_.set("_version", -3);  // "whatever there is", as the original counts
  if (target.routing) metadata_.set("_routing", std::move(*target.routing));
}

Target Document::target() const {
  const auto text = [&](std::string_view name) {
    const auto* value = metadata_.find(name);
    return value == nullptr || value->is_null() ? std::nullopt : std::optional(java_text(*value));
  };
  return {std::string(metadata_.text("_index")), text("_id"), text("_routing")};
}

const Value& Document::ingest() const {
  if (ingest_.is_null()) ingest_ = json::object({{timestamp, base::format_instant(now_)}, {pipeline_member, pipeline_}});
  return ingest_;
}

const Value& Document::root(const FieldPath& path) const {
  if (path.is_ingest()) return ingest();
  return is_metadata(path.steps().front()) ? metadata_ : source_;
}

Value& Document::root(const FieldPath& path) { return const_cast<Value&>(std::as_const(*this).root(path)); }

Result<const Value*> Document::get(const FieldPath& path) const {
  const Value* at = &root(path);
  for (const auto& step : path.steps()) {
    TRY(at, step_into(*at, step, path));
  }
  return at;
}

const Value* Document::find(const FieldPath& path) const {
  const Value* at = &root(path);
  for (const auto& step : path.steps()) {
    if (at->is_array()) {
      const auto number = base::parse_integer(step);
      const bool is_inside = number && *number >= 0 && static_cast<std::size_t>(*number) < at->as_array().size();
      at = is_inside ? &at->as_array()[static_cast<std::size_t>(*number)] : nullptr;
    } else {
      at = at->find(step);
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

Document::Access Document::parent(const FieldPath& path, bool makes_objects) {
  Value* at = &root(path);
  for (std::size_t i = 0; i + 1 < path.steps().size(); ++i) {
    const auto& step = path.steps()[i];
    if (makes_objects && at->is_object() && at->find(step) == nullptr) at->set(step, json::Object());
    TRY(at, step_into(*at, step, path));
  }
  return at;
}

bool Document::is_exhausted() const { return written_ > most_written; }

Result<void> Document::charge(std::size_t bytes) {
  written_ += bytes;
  if (is_exhausted()) return fail(problem(fmt::format("the pipeline writes more than {} bytes into one document", most_written)));
  return {};
}

Result<void> Document::charge_step() {
  constexpr std::size_t share = 64;  // reading is cheap beside writing
  if (size_ == 0) size_ = size_of(source_).bytes;
  return charge(size_ / share);
}

Result<void> Document::charge(const FieldPath& path, const Value& value) {
  const auto [bytes, depth] = size_of(value);
  is_changed_ = true;
  TRY_VOID(charge(bytes));
  if (path.steps().size() + depth > deepest) return fail(problem(fmt::format("field [{}] would be nested too deeply", path.text())));
  return {};
}

Result<void> Document::check_metadata(const FieldPath& path, const Value& value) const {
  if (&root(path) != &metadata_) return {};
  const auto& name = path.steps().front();
  const bool is_text = name == "_index" || name == "_id" || name == "_routing" || name == "_version_type";
  const bool is_number = name == "_version" || name == "_if_seq_no" || name == "_if_primary_term";
  const bool may_be_null = name != "_index" && name != "_version";
  if ((value.is_null() && may_be_null) || (is_text && value.is_string()) || (is_number && value.integer())) return {};
  if (!is_text && !is_number && value.is_object()) return {};
  const auto wanted = is_text ? "java.lang.String" : (is_number ? "java.lang.Number" : "java.util.Map");
  return fail(problem(fmt::format("{} must be [{}] but was [{}] with type [{}]", name, wanted, java_text(value), java_type(value))));
}

Result<void> Document::set(const FieldPath& path, Value value) {
  TRY_VOID(check_metadata(path, value));
  TRY_VOID(charge(path, value));
  TRY(auto* at, parent(path, true));
  const auto& last = path.steps().back();
  if (at->is_object()) {
    at->set(last, std::move(value));
    return {};
  }
  if (!at->is_array()) return fail(no_way("set", last, "with", *at, path));
  TRY(const auto place, position(at->as_array(), last, path));
  at->as_array()[place] = std::move(value);
  return {};
}

Result<void> Document::append(const FieldPath& path, json::Array values, bool allow_duplicates) {
  const Value added(std::move(values));
  TRY_VOID(charge(path, added));
  if (&root(path) == &metadata_) TRY_VOID(check_metadata(path, added));
  TRY(auto* at, parent(path, true));
  const auto& last = path.steps().back();
  Value* list = nullptr;
  if (at->is_object()) {
    list = at->find(last);
    if (list == nullptr) list = at->set(last, json::Array()).find(last);
  } else if (at->is_array()) {
    TRY(const auto place, position(at->as_array(), last, path));
    list = &at->as_array()[place];
  } else {
    return fail(no_way("set", last, "with", *at, path));
  }
  const auto is_new = [&](const Value& value) {
    if (allow_duplicates) return true;
    return list->is_array() ? std::ranges::find(list->as_array(), value) == list->as_array().end() : *list != value;
  };
  for (const auto& value : added.as_array()) {
    if (!is_new(value)) continue;
    if (!list->is_array()) *list = json::Array{std::exchange(*list, Value())};
    list->as_array().push_back(value);
  }
  return {};
}

Result<void> Document::remove(const FieldPath& path) {
  is_changed_ = true;
  TRY(auto* at, parent(path, false));
  const auto& last = path.steps().back();
  if (at == &metadata_ && (last == "_index" || last == "_version")) return fail(problem(fmt::format("{} cannot be removed", last)));
  if (at->is_object()) {
    if (!at->erase(last)) return fail(not_present(last, path));
    return {};
  }
  if (!at->is_array()) return fail(no_way("remove", last, "from", *at, path));
  TRY(const auto place, position(at->as_array(), last, path));
  at->as_array().erase(at->as_array().begin() + static_cast<std::ptrdiff_t>(place));
  return {};
}

const Value* Document::top(std::string_view name) const {
  if (name == "_source") return &source_;
  if (name == "_ingest") return &ingest();
  return is_metadata(name) ? metadata_.find(name) : source_.find(name);
}

void Document::set_pipeline(std::string_view id) {
  pipeline_ = id;
  if (!ingest_.is_null()) ingest_.set(pipeline_member, id);
}

void Document::set_failure(std::string_view message, std::string_view type, const std::optional<std::string>& tag,
                           std::string_view pipeline) {
  const std::array<Value, failure_names.size()> values = {Value(message), Value(type), tag ? Value(*tag) : Value(), Value(pipeline)};
  (void)ingest();
  for (std::size_t i = 0; i < values.size(); ++i) ingest_.set(failure_names.at(i), values.at(i));
}

void Document::clear_failure() {
  for (const auto name : failure_names) ingest_.erase(name);
}

}  // namespace headrace::content::ingest
