#include "content/bulk_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

PipelineRunner no_pipelines() { return {std::make_shared<const Pipelines::All>(), {}}; }

class BulkRun : public EngineFixture {
 protected:
  /// The items as `name id outcome`, or `name id: reason`; then what ended the request, if it was an error.
  std::vector<std::string> items_of(BulkBody body, BulkDefaults defaults = {.index = "i"}) {
    std::vector<std::string> items;
    std::size_t bytes = 0;
    auto held = pressure.take(0);
    const auto sink = [&](const BulkItem& item) {
      const auto id = item.id.value_or("-");
      items.push_back(item.result ? fmt::format("{} {} {}", item.name, id, engine::to_string(item.result->outcome))
                                  : fmt::format("{} {}: {}", item.name, id, item.result.error().reason));
      if (item.document) items.back() += " " + *item.document->source;
      most_held = std::max(most_held, pressure.bytes());
      return bytes += answer_of_an_item;
    };
    const auto done = run(run_bulk(engine(), no_pipelines(), std::move(body), std::move(defaults), *held, sink));
    if (!done) items.push_back(done.error().reason);
    return items;
  }
  std::vector<std::string> items_of(std::string_view body, BulkDefaults defaults = {.index = "i"}) {
    return items_of(BulkBody{body}, std::move(defaults));
  }

  /// A body that comes in pieces, and then ends, or is cut off.
  static BulkBody coming(std::string body, bool is_cut_off = false) {
    return {.text = {},
            .more = [body = std::move(body), at = std::size_t{0}, is_cut_off]() mutable -> Awaitable<Result<std::optional<std::string>>> {
              constexpr std::size_t size = 300'000;
              if (at >= body.size() && is_cut_off) co_return fail(ErrorKind::unavailable, "cut off");
              if (at >= body.size()) co_return std::nullopt;
              co_return body.substr(std::exchange(at, at + size), size);
            }};
  }

  /// Documents with ids from `first` on, of more than `bytes` together.
  static std::string documents(std::size_t bytes, int first = 0) {
    std::string body;
    for (int i = first; body.size() <= bytes; ++i)
      body += fmt::format("{{\"index\":{{\"_id\":\"{}\"}}}}\n{{\"n\":\"{}\"}}\n", i, std::string(500, 'x'));
    return body;
  }
  bool is_stored(const std::string& id) {
    const auto found = run(engine().content().get("i", id));
    return found && *found;
  }

  IndexingPressure pressure{64 << 20};
  std::size_t answer_of_an_item = 0;
  std::uint64_t most_held = 0;
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

TEST_F(BulkRun, a_body_that_comes_and_is_not_large_is_still_all_or_nothing) {
  EXPECT_EQ(items_of(coming(documents(1'000'000) + "{\"nope\":{}}\n")).size(), 1U);
  EXPECT_FALSE(is_stored("0"));
  EXPECT_GT(items_of(coming(documents(1'000'000))).size(), 1'000U);
  EXPECT_TRUE(is_stored("0"));
  EXPECT_EQ(pressure.bytes(), 0U);
}

TEST_F(BulkRun, a_large_one_is_written_as_it_comes) {
  const auto body = documents(20'000'000);
  const auto items = items_of(coming(body));
  const auto count = items.size();
  EXPECT_GT(count, 30'000U);
  EXPECT_EQ(items.front(), "index 0 created");
  EXPECT_EQ(items.back(), fmt::format("index {} created", count - 1));
  EXPECT_TRUE(is_stored(fmt::format("{}", count - 1)));
  EXPECT_LT(most_held, 15'000'000U);
  EXPECT_EQ(pressure.bytes(), 0U);
}

TEST_F(BulkRun, a_large_one_that_is_malformed_says_how_much_of_it_was_carried_out) {
  const auto good = documents(12'000'000);
  for (const auto& [rest, reason] : std::initializer_list<std::pair<std::string, std::string>>{
           {"{\"nope\":{}}\n{}\n", "expected field [create], [delete], [index] or [update] but found [nope]"},
           {"{\"index\":{}}\n{}", "The bulk request must be terminated by a newline [\\n]"},
           {"{\"delete\":{}}\n", "Validation Failed: 1: id is missing;"},
           {"{\"index\":{}}\n", "Validation Failed: 1: source is missing;"}}) {
    const auto items = items_of(coming(good + rest));
    EXPECT_TRUE(items.back().contains(reason)) << items.back();
    EXPECT_TRUE(items.back().ends_with(fmt::format("(the first [{}] actions of this request have been carried out)", items.size() - 1)));
    EXPECT_TRUE(is_stored(fmt::format("{}", items.size() - 2)));
    EXPECT_FALSE(is_stored(fmt::format("{}", items.size() - 1)));  // of the batch that was being filled nothing is written
  }
}

TEST_F(BulkRun, of_one_that_is_cut_off_the_last_line_is_no_document) {
  auto body = documents(12'000'000);
  body += "{\"index\":{\"_id\":\"cut\"}}\n{}";
  const auto items = items_of(coming(std::move(body), true));
  EXPECT_TRUE(items.back().starts_with("cut off (the first [")) << items.back();
  EXPECT_FALSE(is_stored("cut"));
}

TEST_F(BulkRun, a_large_one_without_actions_is_refused) {
  EXPECT_EQ(items_of(coming(std::string(9'000'000, '\n'))), std::vector<std::string>{"Validation Failed: 1: no requests added;"});
}

TEST_F(BulkRun, one_document_may_be_larger_than_what_is_read_ahead) {
  const auto document = fmt::format("{{\"n\":\"{}\"}}", std::string(20'000'000, 'x'));
  EXPECT_EQ(items_of(coming("{\"index\":{\"_id\":\"1\"}}\n" + document + "\n{\"delete\":{\"_id\":\"2\"}}\n")),
            (std::vector<std::string>{"index 1 created", "delete 2 not_found"}));
  EXPECT_EQ(stored("i", "1"), document);
}

TEST_F(BulkRun, what_is_too_much_at_once_is_refused) {
  const auto other = pressure.take(60 << 20);
  EXPECT_TRUE(items_of(coming(documents(12'000'000))).back().starts_with("rejected execution of coordinating operation ["));
  EXPECT_FALSE(is_stored("0"));
  EXPECT_EQ(pressure.bytes(), 60U << 20);
}

TEST_F(BulkRun, a_document_that_is_too_much_at_once_ends_a_large_one) {
  const auto other = pressure.take(40 << 20);
  const auto document = fmt::format("{{\"n\":\"{}\"}}", std::string(30'000'000, 'x'));
  const auto items = items_of(coming(documents(10'000'000) + "{\"index\":{\"_id\":\"large\"}}\n" + document + "\n"));
  EXPECT_TRUE(items.back().contains("rejected execution of coordinating operation [")) << items.back();
  EXPECT_TRUE(items.back().contains("(the first [")) << items.back();
  EXPECT_FALSE(is_stored("large"));
}

TEST_F(BulkRun, an_answer_that_becomes_too_large_ends_the_request) {
  answer_of_an_item = most_bulk_answer_bytes / 5'000;
  const auto items = items_of(documents(8'000'000));
  EXPECT_EQ(items.back(),
            "the answer of a bulk request becomes too large here: send it in parts (the first [10000] actions of this request have been "
            "carried out)");
  EXPECT_EQ(items.size(), 10'001U);
}

}  // namespace
}  // namespace headrace::content
