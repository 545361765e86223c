#include "service/yaml_file.h"

#include <fmt/format.h>

namespace headrace::service {

Result<YAML::Node> load_yaml(const std::filesystem::path& path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::illegal_argument, "it does not exist");
  if (std::filesystem::is_directory(status)) return fail(ErrorKind::illegal_argument, "it is a folder");
  try {
    auto root = YAML::LoadFile(path.string());
    if (!root.IsNull() && !root.IsMap()) return fail(ErrorKind::illegal_argument, "it is no map of keys");
    return root;
  } catch (const YAML::BadFile&) {
    return fail(ErrorKind::illegal_argument, "it cannot be read");
  } catch (const std::exception& error) {  // YAML::Exception, and what the stream throws
    return fail(ErrorKind::illegal_argument, error.what());
  }
}

Result<YAML::Node> yaml_section(const YAML::Node& parent, const std::string& key) {
  if (!parent.IsMap()) return YAML::Node();
  auto section = parent[key];
  if (!section.IsDefined() || section.IsNull()) return YAML::Node();
  if (!section.IsMap()) return fail(ErrorKind::illegal_argument, fmt::format("{} is no map of keys", key));
  return section;
}

}  // namespace headrace::service
