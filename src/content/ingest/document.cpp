#include "content/ingest/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::array<std::string_view, 7> metadata_paths{"_index",
                                                         "_id",
                                                         "_ingest.timestamp",
                                                         "_ingest.on_failure_message",
                                                         "_ingest.on_failure_processor_type",
                                                         "_ingest.on_failure_processor_tag",
                                                         "_ingest.on_failure_pipeline"};

/// What pipelines may write of one document, in bytes of memory, and how deep it may become.
constexpr std::size_t most_written = std::size_t{512} << 20U;
constexpr std::size_t deepest = 1000;

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

std::string_view without_root(std::string_view path) {
  for (const std::string_view root : {"_source.", "ctx."}) {
    if (path.starts_with(root)) return path.substr(root.size());
  }
  return path;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  for (path = without_root(path);;) {
    const auto dot = path.find('.');
    parts.push_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

/// The element of a list that a part names. Errors: illegal_argument.
Result<std::size_t> element(const json::Array& list, std::string_view part, std::string_view path) {
  const auto number = base::parse_integer(part);
  if (!number) return refuse(fmt::format("[{}] is not an integer, cannot be used as an index as part of path [{}]", part, path));
  if (*number < 0 || static_cast<std::uint64_t>(*number) >= list.size())
    return refuse(fmt::format("[{}] is out of bounds for array with length [{}] as part of path [{}]", part, list.size(), path));
  return static_cast<std::size_t>(*number);
}

Result<Value*> step(Value& at, std::string_view part, std::string_view path) {
  if (at.is_array()) {
    TRY(const auto i, element(at.as_array(), part, path));
    return &at.as_array()[i];
  }
  if (at.is_null()) return refuse(fmt::format("cannot resolve [{}] from null as part of path [{}]", part, path));
  if (!at.is_object())
    return refuse(fmt::format("cannot resolve [{}] from object of type [{}] as part of path [{}]", part, java_type(at), path));
  return at.find(part);
}

/// The value that holds the last part. With `makes`, objects that are missing on the way are made.
Result<Value*> holder(Value& source, const std::vector<std::string_view>& parts, std::string_view path, bool makes) {
  Value* at = &source;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    TRY(auto* next, step(*at, parts[i], path));
    if (next == nullptr) {
      if (!makes) return refuse(fmt::format("field [{}] not present as part of path [{}]", parts[i], path));
      at->set(parts[i], json::Object{});
      next = at->find(parts[i]);
    }
    at = next;
  }
  return at;
}

}  // namespace

std::string_view java_type(const Value& value) {
  if (value.is_string()) return "java.lang.String";
  if (value.is_bool()) return "java.lang.Boolean";
  if (value.is_array()) return "java.util.ArrayList";
  if (value.is_object()) return "java.util.LinkedHashMap";
  return value.integer() ? "java.lang.Integer" : "java.lang.Double";
}

bool is_metadata(std::string_view path) { return std::ranges::find(metadata_paths, path) != metadata_paths.end(); }

const Value* Document::find_metadata(std::string_view path) const {
  const auto give = [this](Value value) {
    metadata_ = std::move(value);
    return &metadata_;
  };
  if (path == "_index") return give(index_);
  if (path == "_id") return id_.empty() ? nullptr : give(id_);
  if (path == "_ingest.timestamp") return give(base::format_instant(timestamp_));
  if (failures.empty()) return nullptr;
  const auto& failure = failures.back();
  if (path == "_ingest.on_failure_message") return give(failure.message);
  if (path == "_ingest.on_failure_processor_type") return give(failure.processor_type);
  if (path == "_ingest.on_failure_processor_tag") return give(failure.processor_tag);
  return give(failure.pipeline);
}

Result<bool> Document::set_metadata(std::string_view path, const Value& value) {
  if (path != "_index" && path != "_id") return false;
  if (!value.is_string()) return refuse(fmt::format("{} must be null or a String but was [{}]", path, json::write(value)));
  (path == "_index" ? index_ : id_) = value.as_string();
  return true;
}

const Value* Document::find(std::string_view path) const {
  if (is_metadata(path)) return find_metadata(path);
  const auto* at = &source_;
  for (const auto part : parts_of(path)) {
    if (at->is_array()) {
      const auto i = element(at->as_array(), part, path);
      if (!i) return nullptr;
      at = &at->as_array()[*i];
    } else {
      at = at->find(part);
      if (at == nullptr) return nullptr;
    }
  }
  return at;
}

Result<const Value*> Document::get(std::string_view path) const {
  if (const auto* found = find(path)) return found;
  const auto parts = parts_of(path);
  return refuse(fmt::format("field [{}] not present as part of path [{}]", parts.back(), without_root(path)));
}

bool Document::is_full() const { return written_ > most_written; }

Result<void> Document::charge(std::string_view path, const Value& value) {
  const auto [bytes, depth] = size_of(value);
  written_ += bytes + path.size();
  if (is_full()) return refuse(fmt::format("the pipeline writes more than {} bytes into one document", most_written));
  if (static_cast<std::size_t>(std::ranges::count(path, '.')) + 1 + depth > deepest)
    return refuse(fmt::format("field [{}] would be nested too deeply", path));
  return {};
}

Result<void> Document::set(std::string_view path, Value value) {
  TRY_VOID(charge(path, value));
  TRY(const bool is_done, set_metadata(path, value));
  if (is_done) return {};
  if (path.empty()) return refuse("path cannot be null nor empty");
  const auto parts = parts_of(path);
  TRY(auto* at, holder(source_, parts, path, true));
  if (at->is_array()) {
    TRY(const auto i, element(at->as_array(), parts.back(), path));
    at->as_array()[i] = std::move(value);
    return {};
  }
  if (!at->is_object())
    return refuse(fmt::format("cannot set [{}] with parent object of type [{}] as part of path [{}]", parts.back(),
                              at->is_null() ? "null" : java_type(*at), path));
  at->set(parts.back(), std::move(value));
  return {};
}

Result<void> Document::append(std::string_view path, json::Array values, bool unique) {
  json::Array list;
  if (const auto* found = find(path)) {
    if (found->is_array()) {
      list = found->as_array();
    } else {
      list.push_back(*found);
    }
  }
  for (auto& value : values) {
    if (!unique || std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
  }
  return set(path, std::move(list));
}

Result<void> Document::remove(std::string_view path) {
  const auto parts = parts_of(path);
  TRY(auto* at, holder(source_, parts, path, false));
  if (at->is_array()) {
    TRY(const auto i, element(at->as_array(), parts.back(), path));
    at->as_array().erase(at->as_array().begin() + static_cast<std::ptrdiff_t>(i));
    return {};
  }
  if (at->is_object() && at->erase(parts.back())) return {};
  return refuse(fmt::format("field [{}] not present as part of path [{}]", parts.back(), without_root(path)));
}

}  // namespace headrace::content::ingest
