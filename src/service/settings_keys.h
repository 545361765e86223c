#pragma once
// The table of the configuration file: every key that is read, and where it goes.

#include <functional>
#include <span>
#include <string_view>

#include "service/settings.h"

namespace headrace::service {

/// What is read on the way to a target.
struct FileReading {
  ConfigurationFile file;
  std::string username, password, api_key;
  bool uses_tls_keys = true;  ///< elasticsearch.ssl
  bool worker_mode = false;
  bool has_actions = false;  ///< at least one was named
  std::vector<std::string> service_types = {};
};

struct SettingKey {
  std::string_view name;  ///< dotted
  /// Errors: illegal_argument, what would be right.
  std::function<Result<void>(const std::string& value, FileReading& to)> read;
  bool may_be_list = false;  ///< then it is read once for each entry
};

/// Keys whose values are scalars. `connectors` and `elasticsearch.headers` are read elsewhere.
std::span<const SettingKey> setting_keys();
/// Keys of the Elastic connector service that have no meaning here; they are accepted without a word.
bool is_without_meaning(std::string_view key);

}  // namespace headrace::service
