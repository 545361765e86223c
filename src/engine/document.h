#pragma once
// What a stored document is, and the names of the indices that hold the state (docs/spec/document-api.md 3).

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "base/clock.h"
#include "base/shared_text.h"
#include "json/value.h"

namespace headrace::engine {

inline constexpr std::string_view connectors_index = ".elastic-connectors-v1";
inline constexpr std::string_view connectors_alias = ".elastic-connectors";
inline constexpr std::string_view sync_jobs_index = ".elastic-connectors-sync-jobs-v1";
inline constexpr std::string_view sync_jobs_alias = ".elastic-connectors-sync-jobs";
/// Connector secrets, sealed (control/secrets.h).
inline constexpr std::string_view secrets_index = ".connector-secrets-1";
inline constexpr std::string_view secrets_alias = ".connector-secrets";
/// Users and API keys (security/).
inline constexpr std::string_view security_index = ".security-7";
inline constexpr std::string_view security_alias = ".security";
/// Ingest pipelines, by id; the body of each as it was put.
inline constexpr std::string_view pipelines_index = ".headrace-pipelines";
/// Who holds which job. Without an alias; what its documents say is control/'s.
inline constexpr std::string_view claims_index = ".headrace-claims";

struct Document {
  std::string index;  ///< the concrete name, never an alias
  std::string id;
  std::shared_ptr<const std::string> source;  ///< JSON, byte for byte as it was sent
  std::uint64_t version = 1;
  std::uint64_t seq_no = 0;
  std::uint64_t primary_term = 1;
  std::string routing = {};  ///< that it was written with; "": none. There is one shard, so it is only shown
  std::string tag = {};      ///< as in Write; only where SearchRequest::tags_suffice, and then `source` may be none
};

/// Optimistic concurrency: the write happens only when the current document has this seq_no and primary term.
struct Guard {
  std::uint64_t seq_no = 0;
  std::uint64_t primary_term = 1;
};

/// One write, as in `_bulk`.
struct Write {
  enum class Action { index, create, update, remove };
  Action action = Action::index;
  std::string index;              ///< name or alias; made when it does not exist
  std::optional<std::string> id;  ///< none: one is made (index and create)
  base::SharedText source;        ///< index, create: the document. Not for the others
  // update only (docs/spec/document-api.md 4.12 and 6)
  std::optional<json::Value> doc = std::nullopt;     ///< merged into the stored document
  std::optional<json::Value> upsert = std::nullopt;  ///< the document when there is none
  bool doc_as_upsert = false;
  bool detect_noop = true;
  std::optional<Guard> guard = std::nullopt;
  bool makes_index = true;   ///< false: an index that does not exist is an error
  std::string routing = {};  ///< kept with the document; "": none, and of an update what it has
  /// index, create: a few bytes about the source that whoever writes it wants to have again without reading it. Gone with the next write,
  /// and not kept with a small source.
  std::string tag = {};
};

enum class Outcome { created, updated, deleted, noop, not_found };
std::string_view to_string(Outcome);

struct Written {
  std::string index;  ///< concrete
  std::string id;
  Outcome outcome = Outcome::noop;
  std::uint64_t version = 1;
  std::uint64_t seq_no = 0;
  std::uint64_t primary_term = 1;
};

/// The pipelines that documents of an index go through (docs/spec/document-api.md 8.6); "" for none.
struct IndexPipelines {
  std::string by_default;  ///< where a request names none: `index.default_pipeline`
  std::string at_last;     ///< whatever was before: `index.final_pipeline`
};
/// `settings` as IndexInfo has them.
IndexPipelines pipelines_of(const json::Value& settings);

/// Another name of one or more indices.
struct Alias {
  Alias() = default;
  Alias(const char* of) : name(of) {}
  Alias(std::string of) : name(std::move(of)) {}
  bool operator==(const Alias&) const = default;

  std::string name;
  /// Whether writes under this name go to this index. Not said: when it is the only one that has the name.
  std::optional<bool> is_write_index = std::nullopt;
  bool is_hidden = false;
  // An index has one shard here, so that these are kept and change nothing.
  std::string index_routing = {};
  std::string search_routing = {};
};

struct IndexInfo {
  std::string name;
  std::string uuid;  ///< 22 characters
  std::vector<Alias> aliases;
  base::Instant created_at{};
  json::Value mappings;    ///< as they were given, or {}
  json::Value settings;    ///< as they were given, or {}: nested, below `index`, values as text
  bool is_closed = false;  ///< nothing can be read from it or written to it
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;  ///< of all sources
};

/// True when `index` has this name itself or as an alias.
[[nodiscard]] inline bool has_name(const IndexInfo& index, std::string_view name) {
  return index.name == name || std::ranges::find(index.aliases, name, &Alias::name) != index.aliases.end();
}

}  // namespace headrace::engine
