#pragma once
// The text that `cursor` and `next` carry: where a list goes on, and of which list (docs/formats.md). Opaque to clients.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headrace::rest {

/// `list` tells lists apart: a fingerprint of what was asked for. `position` is ListPage::next.
std::string write_cursor(std::uint64_t list, std::string_view position);

/// The position; none for a text that write_cursor() did not make for this list.
std::optional<std::string> read_cursor(std::uint64_t list, std::string_view cursor);

}  // namespace headrace::rest
