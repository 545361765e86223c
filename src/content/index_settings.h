#pragma once
// Settings of indices: which there are, what may change when, how they are shown (docs/spec/document-api.md 4.2, 4.3, 12). They are kept
// and shown; what they would do to shards has no meaning here.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/document.h"

namespace headrace::content {

/// A setting by its full name ("index.number_of_replicas"), and its value as text, a list of texts, or null: back to the default.
using SettingChange = std::pair<std::string, json::Value>;

/// The settings of a body, in any of its forms: nested, dotted, with or without `index`. Errors: illegal_argument (depth, number).
Result<std::vector<SettingChange>> read_setting_changes(const json::Value& body);

/// The settings that an index is to be made with, nested below `index`. Errors: illegal_argument for unknown names and bad values,
/// validation for private ones.
Result<json::Value> read_creation_settings(const json::Value& body);

struct SettingUpdate {
  std::vector<SettingChange> changes;
  bool preserve_existing = false;  ///< only what is not set yet
  bool reopen = false;             ///< closes and opens what is open, so that static settings may change too
};

/// The update of a body `{"index":{…}}`, `{"settings":{…}}` or `{"index.a":1}`. Errors: as above, and illegal_argument for private ones.
Result<SettingUpdate> read_setting_update(std::string_view text);

/// Whether the update may be made to these indices. Errors: illegal_argument, for static settings of open indices and for final ones.
Result<void> check_setting_update(const SettingUpdate& update, const std::vector<engine::IndexInfo>& indices);

void apply_setting_update(const SettingUpdate& update, engine::IndexInfo& index);

/// All settings of an index, nested: `{"index":{…}}`, with those that it has by itself (uuid, version, …).
json::Value shown_settings(const engine::IndexInfo& index);
/// The defaults of those that are not set, nested.
json::Value default_settings(const engine::IndexInfo& index);
/// Those whose full names match one of `patterns`; no patterns: all.
json::Value settings_named(const json::Value& settings, const std::vector<std::string>& patterns);
/// `{"index.a.b":"1"}`
json::Value flat_settings(const json::Value& settings);
/// A setting as a number of `settings` (nested), or `otherwise`.
std::int64_t setting_number(const json::Value& settings, std::string_view full_name, std::int64_t otherwise);

}  // namespace headrace::content
