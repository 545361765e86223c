#pragma once
// Values of one type without a shape of their own, in their binary forms, as text (docs/spec/sources.md 3.4, 5.8). Each function is false
// when `bytes` are no such value; what it has appended until then is to be thrown away.

#include <string>
#include <string_view>

namespace headrace::sources::postgresql {

/// Shortest digits: `1.0`, `1e+16`, `nan`, `inf`.
void append_double_text(double number, std::string& to);
/// `6ba7b810-9dad-11d1-80b4-00c04fd430c8`
bool append_uuid(std::string_view bytes, std::string& to);
/// `192.168.1.1`, `10.30.0.9/24`; a cidr always has its mask.
bool append_address(std::string_view bytes, std::string& to);
/// Groups of four: `1010 1010`, `1101`.
bool append_bits(std::string_view bytes, std::string& to);
/// `b'ab\x00'`
void append_bytes_text(std::string_view bytes, std::string& to);
/// The text of a `json` as it goes into a document: as it is but in one line, or as a string when it is not the JSON that documents
/// consist of (a member twice, too deep).
void append_json_text(std::string_view text, std::string& to);
/// The same of a `jsonb`, which the server has brought into order.
void append_canonical_json(std::string_view text, std::string& to);

}  // namespace headrace::sources::postgresql
