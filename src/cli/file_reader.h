#pragma once
// What reads files in this program: it is its own helper process (extract_command.cpp).

#include "extract/outside/server_reader.h"

namespace headrace::cli {

inline std::shared_ptr<extract::ServerReader> file_reader(extract::ExtractionServiceSettings service) {
  // Also when the file that this was started from has been replaced.
  return std::make_shared<extract::ServerReader>(extract::ReaderSettings{.pdf_program = "/proc/self/exe", .service = std::move(service)});
}

}  // namespace headrace::cli
