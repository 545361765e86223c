// headrace index list | search
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

std::expected<Exit, Failure> list_indices(ServerApi& server, const Context& context) {
  auto answer = server.get_list("/_cat/indices?format=json", "");
  if (!answer) return std::unexpected(answer.error());
  json::Array rows = std::move(*answer);
  for (auto& row : rows) row.set_first("id", std::string(row.text("index")));
  std::fputs(
      format_rows(context, rows, {column("INDEX", "index"), column("DOCUMENTS", "docs.count"), column("SIZE", "store.size")}).c_str(),
      stdout);
  return Exit::done;
}

struct SearchOptions {
  std::string index, words, field = "body";
  std::uint64_t size = 10;
};

/// The beginning of what a person would read of a hit.
std::string excerpt(const json::Value& hit, const std::string& field) {
  const auto* source = hit.find("_source");
  const auto* text = source == nullptr ? nullptr : source->at_path(field);
  return text == nullptr ? "" : plain(*text).substr(0, 80);
}

std::expected<Exit, Failure> search_index(ServerApi& server, const Context& context, const SearchOptions& options) {
  auto query = options.words.empty() ? json::object({{"match_all", json::Object{}}})
                                     : json::object({{"match", json::object({{options.field, options.words}})}});
  const auto body = json::object({{"query", std::move(query)}, {"size", options.size}});
  auto answer = server.send("POST", "/" + http::percent_encode(options.index) + "/_search", json::write(body));
  if (!answer) return std::unexpected(answer.error());
  auto hits = server.list_in(*answer, "hits.hits");
  if (!hits) return std::unexpected(hits.error());
  json::Array rows = std::move(*hits);
  for (auto& row : rows) row.set_first("id", std::string(row.text("_id")));
  const std::vector<Column> columns = {column("ID", "_id"), column("PATH", "_source.path"), {"TEXT", [&options](const json::Value& hit) {
                                                                                               return excerpt(hit, options.field);
                                                                                             }}};
  std::fputs(format_rows(context, rows, columns).c_str(), stdout);
  return Exit::done;
}

}  // namespace

void add_index_commands(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("index", "Indices and their documents");
  family->require_subcommand(1);
  auto* list = family->add_subcommand("list", "Indices with their number of documents");
  list->callback([&context] { with_server(context, [&](ServerApi& server) { return list_indices(server, context); }); });

  auto options = std::make_shared<SearchOptions>();
  auto* search = family->add_subcommand("search", "Documents of an index that have one of the words");
  search->add_option("INDEX", options->index, "Name of the index")->required();
  search->add_option("WORDS", options->words, "Words to look for (none: all documents)");
  search->add_option("--field", options->field, "Field to look in (body)");
  search->add_option("-n,--size", options->size, "Show at most so many (10)");
  search->callback(
      [&context, options] { with_server(context, [&](ServerApi& server) { return search_index(server, context, *options); }); });
}

}  // namespace headrace::cli
