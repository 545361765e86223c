#pragma once
// All data sources of this program.

#include <span>
#include <string_view>

#include "sources/source.h"

namespace headrace::sources {

/// Every source, in order of service type.
std::span<const SourceType> source_types();
/// The source with this service type, or nullptr.
const SourceType* find_source_type(std::string_view service_type);

}  // namespace headrace::sources
