#include "content/multi_get.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using json::Value;

/// Members of an entry that change nothing on one shard.
constexpr std::array<std::string_view, 4> ignored{"routing", "version", "version_type", "stored_fields"};

Result<WantedDocument> read_entry(const Value& entry, std::string_view text, WantedDocument wanted) {
  if (!entry.is_object()) return fail(parsing("docs array element should include an object", text, entry.offset()));
  for (const auto& member : entry.as_object()) {
    const bool scalar = member.value.is_string() || member.value.is_number();
    if (member.name == "_index" && scalar) {
      wanted.index = scalar_text(member.value);
    } else if (member.name == "_id" && scalar) {
      wanted.id = scalar_text(member.value);
    } else if (member.name == "_source") {
      TRY(wanted.source, SourceFilter::read(member.value, text));
    } else if (std::ranges::find(ignored, member.name) == ignored.end()) {
      return fail(parsing(fmt::format("failed to parse multi get request. unknown field [{}]", member.name), text, member.offset));
    }
  }
  return wanted;
}

Result<WantedDocument> read_id(const Value& id, std::string_view text, WantedDocument wanted) {
  if (!id.is_string() && !id.is_number()) return fail(parsing("ids array element should only contain ids", text, id.offset()));
  wanted.id = scalar_text(id);
  return wanted;
}

std::vector<std::string> findings(const std::vector<WantedDocument>& wanted) {
  constexpr std::size_t most = 100;
  std::vector<std::string> found;
  if (wanted.empty()) found.emplace_back("no documents to get");
  for (std::size_t i = 0; i < wanted.size() && found.size() < most; ++i) {
    if (wanted[i].index.empty()) found.push_back(fmt::format("index is missing for doc {}", i));
    if (wanted[i].id.empty()) found.push_back(fmt::format("id is missing for doc {}", i));
  }
  return found;
}

}  // namespace

Result<std::vector<WantedDocument>> read_multi_get(std::string_view text, const std::string& index, const SourceFilter& source) {
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(parsing(fmt::format("unexpected token [{}], expected [START_OBJECT]", body.token_name()), text, body.offset()));
  std::vector<WantedDocument> wanted;
  for (const auto& member : body.as_object()) {
    const bool is_docs = member.name == "docs";
    if ((!is_docs && member.name != "ids") || !member.value.is_array())
      return fail(parsing(fmt::format("unknown key [{}] for a {}, expected [docs] or [ids]", member.name, member.value.token_name()), text,
                          member.offset));
    for (const auto& element : member.value.as_array()) {
      const WantedDocument defaults{index, "", source};
      TRY(auto entry, is_docs ? read_entry(element, text, defaults) : read_id(element, text, defaults));
      wanted.push_back(std::move(entry));
    }
  }
  if (const auto found = findings(wanted); !found.empty()) return fail(validation_failed(found));
  return wanted;
}

}  // namespace headrace::content
