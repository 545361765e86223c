#include "engine/embedded/keys.h"

#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {
namespace {

constexpr char index_prefix = 'I';
constexpr char template_prefix = 'M';
constexpr char counters_prefix = 'C';
constexpr char document_prefix = 'D';
constexpr char list_prefix = 'L';
constexpr char list_changes_prefix = 'R';
constexpr char stored_list_prefix = 'G';
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

std::string list_changes_key(std::uint64_t index, std::uint64_t seq_no) { return key(list_changes_prefix, index, sortable(seq_no)); }
std::string stored_list_key(std::uint64_t index) { return key(stored_list_prefix, index); }

std::string body_key(std::uint64_t index, std::uint64_t seq_no) { return sortable(index) + sortable(seq_no); }

std::string_view id_of(std::string_view key) { return key.substr(id_begins); }
bool is_document_key(std::string_view key) { return key.size() >= id_begins && key.front() == document_prefix; }
std::uint64_t index_of(std::string_view key) { return from_sortable(key.substr(1, id_begins - 1)).value_or(0); }

KeyRange indices_range() { return {std::string(1, index_prefix), std::string(1, index_prefix + 1)}; }
KeyRange templates_range() { return {std::string(1, template_prefix), std::string(1, template_prefix + 1)}; }
KeyRange documents_range(std::uint64_t index) { return {key(document_prefix, index), key(document_prefix, index + 1)}; }
KeyRange lists_range(std::uint64_t index) { return {key(list_prefix, index), key(list_prefix, index + 1)}; }
KeyRange bodies_range(std::uint64_t index) { return {sortable(index), sortable(index + 1)}; }
KeyRange list_changes_range(std::uint64_t index, std::uint64_t from, std::uint64_t to) {
  return {list_changes_key(index, from), list_changes_key(index, to)};
}

}  // namespace headrace::engine::embedded
