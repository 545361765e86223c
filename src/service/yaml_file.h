#pragma once
// Reading a YAML file whatever lies at its path.

#include <yaml-cpp/yaml.h>

#include <filesystem>

#include "base/result.h"

namespace headrace::service {

/// The root of the file, a map or null (an empty file). Errors: illegal_argument with why (not there, a folder, not YAML, no map of keys).
Result<YAML::Node> load_yaml(const std::filesystem::path& path);

/// What stands at `key` of the map `parent`: a map, or null when it is absent or empty. Errors: illegal_argument.
Result<YAML::Node> yaml_section(const YAML::Node& parent, const std::string& key);

}  // namespace headrace::service
