#pragma once
// Unpacking streams within bounds.

#include "extract/pdf/budget.h"
#include "extract/pdf/object.h"

namespace headrace::extract::pdf {

/// Appends the unpacked bytes of `stream`; of a damaged one those before the damage; nothing for what is no stream or an image. Throws
/// TooMuch.
void unpack(const Object& stream, Budget& budget, std::string& to);

/// The contents of a page: one stream, or a list of them that is read as one.
std::string unpack_contents(const Object& contents, Budget& budget);

}  // namespace headrace::extract::pdf
