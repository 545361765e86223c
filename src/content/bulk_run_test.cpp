#include "content/bulk_run.h"

#include <fmt/format.h>

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

PipelineRunner no_pipelines(engine::Engine& engine) { return {engine, std::make_shared<const Pipelines::All>(), {}}; }

class BulkRun : public EngineFixture {
 protected:
  /// The items as `name id outcome`, or `name id: reason`.
  std::vector<std::string> items_of(std::string_view body, BulkDefaults defaults = {.index = "i"}) {
    std::vector<std::string> items;
    const auto done = run(run_bulk(engine(), no_pipelines(engine()), body, std::move(defaults), [&](const BulkItem& item) {
      const auto id = item.id.value_or("-");
      items.push_back(item.result ? fmt::format("{} {} {}", item.name, id, engine::to_string(item.result->outcome))
                                  : fmt::format("{} {}: {}", item.name, id, item.result.error().reason));
      if (item.document) items.back() += " " + *item.document->source;
    }));
    if (!done) items.push_back(done.error().reason);
    return items;
  }
};

TEST_F(BulkRun, items_are_independent_and_come_in_order) {
  put("i", "5", R"({"a":1})");
  EXPECT_EQ(items_of("{\"index\":{\"_id\":\"1\"}}\n{\"x\":1}\n"
                     "{\"delete\":{\"_id\":\"9\"}}\n"
                     "{\"update\":{\"_id\":\"7\"}}\n{\"doc\":{}}\n"
                     "{\"create\":{\"_id\":\"5\"}}\n{}\n"
                     "{\"index\":{\"_id\":\"2\"}}\n{oops\n"
                     "{\"update\":{\"_id\":\"5\"}}\n{\"doc\":{\"b\":2}}\n"
                     "{\"index\":{\"_id\":\"1\"}}\n{\"x\":2}\n"),
            (std::vector<std::string>{
                "index 1 created",
                "delete 9 not_found",
                "update 7: [7]: document missing",
                "create 5: [5]: version conflict, document already exists (current version [1])",
                "index 2: [1:2] failed to parse",
                "update 5 updated",
                "index 1 updated",
            }));
  EXPECT_EQ(stored("i", "1"), R"({"x":2})");
  EXPECT_EQ(stored("i", "5"), R"({"a":1,"b":2})");
  EXPECT_EQ(stored("i", "2"), "");
}

TEST_F(BulkRun, a_request_that_is_refused_writes_nothing) {
  EXPECT_EQ(items_of("{\"index\":{\"_id\":\"1\"}}\n{}\n{\"nope\":{}}\n"),
            (std::vector<std::string>{
                "Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [nope]"}));
  EXPECT_FALSE(run(engine().content().get("i", "1")));
}

TEST_F(BulkRun, both_stores_are_written) {
  EXPECT_EQ(items_of("{\"index\":{\"_index\":\".elastic-connectors\",\"_id\":\"c\"}}\n{\"n\":1}\n{\"index\":{\"_id\":\"1\"}}\n{}\n").size(),
            2U);
  EXPECT_EQ(stored(".elastic-connectors-v1", "c"), R"({"n":1})");
  EXPECT_EQ(stored("i", "1"), "{}");
}

TEST_F(BulkRun, the_servers_own_indices_and_addresses_are_refused_by_item) {
  const auto items = items_of(
      "{\"index\":{\"_index\":\".connector-secrets\",\"_id\":\"c\"}}\n{}\n"
      "{\"index\":{\"_index\":\"readyz\",\"_id\":\"c\"}}\n{}\n");
  EXPECT_EQ(items, (std::vector<std::string>{
                       "index c: Indices [.connector-secrets] use and access is reserved for system operations",
                       "index c: Invalid index name [readyz], is an address of the server itself",
                   }));
}

TEST_F(BulkRun, updates_send_their_document_back_when_asked) {
  put("i", "1", R"({"a":1})");
  EXPECT_EQ(items_of("{\"update\":{\"_id\":\"1\",\"_source\":true}}\n{\"doc\":{\"b\":2}}\n"),
            (std::vector<std::string>{R"(update 1 updated {"a":1,"b":2})"}));
}

TEST_F(BulkRun, an_alias_can_be_required) {
  const auto items = items_of(
      "{\"index\":{\"_index\":\".elastic-connectors\",\"_id\":\"c\",\"require_alias\":true}}\n{}\n"
      "{\"index\":{\"_id\":\"1\",\"require_alias\":true}}\n{}\n");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0], "index c created");
  EXPECT_EQ(items[1], "index 1: no such index [i] and [require_alias] request flag is [true] and [i] is not an alias");
}

TEST_F(BulkRun, many_items_are_written_in_batches) {
  std::string body;
  for (int i = 0; i < 25'000; ++i) body += fmt::format("{{\"index\":{{\"_id\":\"{}\"}}}}\n{{\"n\":{}}}\n", i, i);
  EXPECT_EQ(items_of(body).size(), 25'000U);
  EXPECT_EQ(stored("i", "24999"), R"({"n":24999})");
}

}  // namespace
}  // namespace headrace::content
