#pragma once
// The kinds of processors; each reads its options. Errors: parse.

#include "content/ingest/processor.h"

namespace headrace::content::ingest {

using ReadProcessor = Result<ProcessorPtr> (*)(Configuration& configuration);

struct ProcessorType {
  std::string_view name;
  ReadProcessor read;
};

/// `set`, `remove`, `rename`, `append`, `drop`, `fail`, `pipeline`.
std::vector<ProcessorType> field_processors();
/// `lowercase`, `uppercase`, `trim`, `gsub`, `split`, `join`, `html_strip`.
std::vector<ProcessorType> text_processors();
/// `convert`, `date`.
std::vector<ProcessorType> value_processors();
/// `attachment`.
std::vector<ProcessorType> attachment_processors();

/// nullptr for a name that none has.
ReadProcessor find_processor(std::string_view name);

}  // namespace headrace::content::ingest
