#include "engine/embedded/keys.h"

#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {
namespace {

constexpr char index_prefix = 'I';
constexpr char template_prefix = 'M';
constexpr char counters_prefix = 'C';
constexpr char document_prefix = 'D';
constexpr char list_prefix = 'L';
constexpr std::size_t id_begins = 9;  // after the prefix and the number

std::string key(char prefix, std::uint64_t index, std::string_view id = {}) {
  std::string bytes(1, prefix);
  bytes.reserve(id_begins + id.size());
  bytes += sortable(index);
  bytes += id;
  return bytes;
}

}  // namespace

std::string index_key(std::string_view name) { return std::string(1, index_prefix).append(name); }
std::string template_key(std::string_view name) { return std::string(1, template_prefix).append(name); }
std::string counters_key(std::uint64_t index) { return key(counters_prefix, index); }
std::string document_key(std::uint64_t index, std::string_view id) { return key(document_prefix, index, id); }
std::string list_key(std::uint64_t index, std::string_view id) { return key(list_prefix, index, id); }

std::string_view id_of(std::string_view key) { return key.substr(id_begins); }

KeyRange indices_range() { return {std::string(1, index_prefix), std::string(1, index_prefix + 1)}; }
KeyRange templates_range() { return {std::string(1, template_prefix), std::string(1, template_prefix + 1)}; }
KeyRange documents_range(std::uint64_t index) { return {key(document_prefix, index), key(document_prefix, index + 1)}; }
KeyRange lists_range(std::uint64_t index) { return {key(list_prefix, index), key(list_prefix, index + 1)}; }

}  // namespace headrace::engine::embedded
