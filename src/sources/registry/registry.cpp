#include "sources/registry/registry.h"

#include <algorithm>
#include <vector>

#include "sources/dir/dir_source.h"
#include "sources/mysql/mysql_source.h"
#include "sources/postgresql/postgresql_source.h"

namespace headrace::sources {

std::span<const SourceType> source_types() {
  static const std::vector<SourceType> types = {dir::dir_source_type(), mysql::mysql_source_type(), postgresql::postgresql_source_type()};
  return types;
}

const SourceType* find_source_type(std::string_view service_type) {
  const auto types = source_types();
  const auto found = std::ranges::find(types, service_type, &SourceType::service_type);
  return found == types.end() ? nullptr : &*found;
}

}  // namespace headrace::sources
