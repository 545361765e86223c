#pragma once
// What kind of file bytes are: by how they begin, else by a name.

#include <string_view>

namespace headrace::extract {

/// Who takes the text out of it.
enum class Reader {
  text,     ///< extract(), with FileType::name
  pdf,      ///< the helper process
  service,  ///< office formats: an extraction service
  none,     ///< nobody here
};

struct FileType {
  Reader reader;
  std::string_view name;        ///< one that extract() knows the type by, for Reader::text
  std::string_view media_type;  ///< as the original's attachment processor spells it
};

/// `name` ("" when there is none) tells formats of text apart that begin alike; what bytes say wins. Looks at a bounded part of `content`.
FileType type_of(std::string_view content, std::string_view name = {});

}  // namespace headrace::extract
