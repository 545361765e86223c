#pragma once
// Both ends of the helper process that reads PDF (docs/decisions/0007-text-of-files.md): `headrace extract-pdf` is the other one.

#include <atomic>

#include "extract/file_reader.h"

namespace headrace::extract {

/// The word of the command line under which a program runs serve_pdf_helper().
inline constexpr const char* pdf_helper_command = "extract-pdf";

/// Text and metadata of a PDF, read by `program`. Errors: those of run_helper and of read_pdf.
Result<FileText> read_pdf_outside(const std::string& program, std::string_view content, std::int64_t most_characters,
                                  const std::atomic<bool>& stop);

/// The helper's side: reads a file from standard input, gives up what rights it has, writes JSON to standard output. Its exit status.
int serve_pdf_helper(std::int64_t most_characters);

}  // namespace headrace::extract
