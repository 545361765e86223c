#include "content/bulk.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

/// As `name index/id source`.
std::string described(const BulkAction& action) {
  return std::string(action.name) + " " + action.write.index + "/" + action.write.id.value_or("-") + " " + std::string(action.source);
}

/// The actions, or the error.
std::vector<std::string> read_all(std::string_view body, const BulkDefaults& defaults = {}) {
  BulkReader reader(body, defaults);
  std::vector<std::string> seen;
  for (;;) {
    const auto action = reader.next();
    if (!action) seen.push_back("error: " + action.error().reason);
    if (!action || !*action) return seen;
    seen.push_back(described(**action));
  }
}

Result<std::vector<BulkAction>> check_bulk(std::string_view body, const BulkDefaults& defaults, std::size_t most_kept = 10) {
  BulkReader reader(body, defaults);
  BulkCheck check(reader);
  for (;;) {
    TRY(const auto is_over, check.step(most_kept));
    if (is_over) return check.finish();
  }
}

std::string checked(std::string_view body, const BulkDefaults& defaults = {.index = "i"}) {
  const auto good = check_bulk(body, defaults);
  return good ? "good" : good.error().reason;
}

/// The same as read_all, of a body that comes in pieces of `size`.
std::vector<std::string> read_pieces(std::string_view body, std::size_t size, const BulkDefaults& defaults = {}) {
  BulkReader reader(defaults);
  std::vector<std::string> seen;
  for (;;) {
    const auto action = reader.next();
    if (!action) seen.push_back("error: " + action.error().reason);
    if (!action || (!*action && reader.is_finished())) return seen;
    if (*action) {
      seen.push_back(described(**action));
    } else if (body.empty()) {
      reader.finish();
    } else {
      reader.feed(std::string(body.substr(0, size)));
      body.remove_prefix(std::min(size, body.size()));
    }
  }
}

/// The first action with its source, or the error of the source.
Result<BulkAction> read_first(std::string_view body, const BulkDefaults& defaults = {.index = "i"}) {
  BulkReader reader(body, defaults);
  TRY(auto action, reader.next());
  TRY_VOID(reader.read_source(*action));
  return std::move(*action);
}

TEST(Bulk, actions_come_with_their_source_lines) {
  const auto seen = read_all(
      "{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"x\" : 1.50}\n"
      "{\"delete\":{\"_index\":\"a\",\"_id\":2}}\n"
      "{\"update\":{\"_index\":\"b\",\"_id\":\"3\"}}\n{\"doc\":{}}\n"
      "{\"create\":{}}\n{}\n",
      {.index = "d"});
  EXPECT_EQ(seen, (std::vector<std::string>{"index a/1 {\"x\" : 1.50}", "delete a/2 ", "update b/3 {\"doc\":{}}", "create d/- {}"}));
}

TEST(Bulk, carriage_returns_and_blank_lines_are_tolerated) {
  const auto seen = read_all("\r\n{\"index\":{\"_index\":\"a\"}}\r\n{\"x\":1}\r\n\n \n{\"delete\":{\"_index\":\"a\",\"_id\":\"2\"}}\n");
  EXPECT_EQ(seen, (std::vector<std::string>{"index a/- {\"x\":1}", "delete a/2 "}));
}

TEST(Bulk, a_bad_action_line_is_named_by_its_number) {
  const std::pair<std::string, std::string> faults[] = {
      {"[]", "Malformed action/metadata line [3], expected START_OBJECT but found [START_ARRAY]"},
      {"{}", "Malformed action/metadata line [3], expected FIELD_NAME but found [END_OBJECT]"},
      {R"({"x":{}})", "Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [x]"},
      {R"({"index":{},"delete":{}})", "Malformed action/metadata line [3], expected END_OBJECT but found [FIELD_NAME]"},
      {R"({"index":5})", "Malformed action/metadata line [3], expected START_OBJECT or END_OBJECT but found [VALUE_NUMBER]"},
      {R"({"index":{"x":1}})", "Action/metadata line [3] contains an unknown parameter [x]"},
      {R"({"index":{"_id":[1]}})", "Malformed action/metadata line [3], expected a simple value for field [_id] but found [START_ARRAY]"},
  };
  for (const auto& [line, reason] : faults) {
    EXPECT_EQ(checked("{\"index\":{}}\n{}\n" + line + "\n{}\n"), reason);
    EXPECT_EQ(check_bulk("{\"index\":{}}\n{}\n" + line + "\n{}\n", {.index = "i"}).error().kind, ErrorKind::illegal_argument);
  }
}

TEST(Bulk, an_action_line_that_is_no_json_refuses_the_request) {
  EXPECT_EQ(check_bulk("{\"index\" 1}\n{}\n", {.index = "i"}).error().kind, ErrorKind::x_content_parse);
  EXPECT_EQ(check_bulk("{\"index\":{\n{}\n", {.index = "i"}).error().kind, ErrorKind::x_content_e_o_f);
}

TEST(Bulk, the_last_line_must_end) {
  EXPECT_EQ(checked("{\"index\":{}}\n{}"), "The bulk request must be terminated by a newline [\\n]");
  EXPECT_EQ(checked("{\"index\":{}}\n{}\n"), "good");
}

TEST(Bulk, what_validation_finds_is_counted_over_all_actions) {
  EXPECT_EQ(checked("\n\n"), "Validation Failed: 1: no requests added;");
  EXPECT_EQ(checked("{\"index\":{}}\n{}\n{\"delete\":{\"_index\":\"i\"}}\n", {}),
            "Validation Failed: 1: index is missing;2: id is missing;");
  EXPECT_EQ(checked("{\"index\":{}}\n"), "Validation Failed: 1: source is missing;");
}

TEST(Bulk, findings_stop_at_a_hundred) {
  std::string body;
  for (int i = 0; i < 1000; ++i) body += "{\"delete\":{}}\n";
  EXPECT_TRUE(checked(body).ends_with("100: id is missing;"));
}

TEST(Bulk, guards_and_op_types_stand_in_the_action_line) {
  const auto guarded = read_first("{\"index\":{\"_id\":\"1\",\"if_seq_no\":7,\"if_primary_term\":2}}\n{}\n");
  ASSERT_TRUE(guarded && guarded->write.guard);
  EXPECT_EQ(guarded->write.guard->seq_no, 7U);
  EXPECT_EQ(guarded->write.guard->primary_term, 2U);
  const auto created = read_first("{\"index\":{\"_id\":\"1\",\"op_type\":\"create\"}}\n{}\n");
  ASSERT_TRUE(created);
  EXPECT_EQ(created->name, "index");
  EXPECT_EQ(created->write.action, engine::Write::Action::create);
}

TEST(Bulk, a_document_is_kept_byte_for_byte) {
  const auto action = read_first("{\"index\":{}}\n{ \"b\" : 1.10, \"a\":null }\n");
  ASSERT_TRUE(action);
  EXPECT_EQ(action->write.source, "{ \"b\" : 1.10, \"a\":null }");
}

TEST(Bulk, a_bad_document_is_the_fault_of_its_item_alone) {
  const std::string body = "{\"index\":{}}\n{\"a\":\n{\"update\":{\"_id\":\"1\"}}\n{}\n";
  EXPECT_EQ(checked(body), "good");
  EXPECT_EQ(read_first(body).error().kind, ErrorKind::document_parsing);
  const auto update = read_first("{\"update\":{\"_id\":\"1\"}}\n{}\n");
  EXPECT_EQ(update.error().reason, "Validation Failed: 1: script or doc is missing;");
}

TEST(Bulk, updates_carry_their_parts) {
  const auto action = read_first("{\"update\":{\"_id\":\"1\",\"_source\":[\"a\"]}}\n{\"doc\":{\"a\":1},\"doc_as_upsert\":true}\n");
  ASSERT_TRUE(action);
  EXPECT_TRUE(action->write.doc_as_upsert);
  EXPECT_EQ(json::write(*action->write.doc), R"({"a":1})");
  EXPECT_TRUE(action->shown.has_value());
}

TEST(Bulk, actions_that_make_documents_run_a_pipeline) {  // docs/spec/document-api.md 8.6
  const BulkDefaults defaults{.index = "i", .pipeline = "p"};
  const auto pipeline_of = [&](std::string_view body) { return read_first(body, defaults).value().pipeline; };
  EXPECT_EQ(pipeline_of("{\"index\":{}}\n{}\n"), "p");
  EXPECT_EQ(pipeline_of("{\"create\":{\"pipeline\":\"q\"}}\n{}\n"), "q");
  EXPECT_EQ(pipeline_of("{\"index\":{\"pipeline\":\"_none\"}}\n{}\n"), "_none");
  EXPECT_EQ(pipeline_of("{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{}}\n"), "");
  EXPECT_EQ(pipeline_of("{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{},\"doc_as_upsert\":true}\n"), "p");
}

TEST(Bulk, more_actions_than_are_taken_at_once_are_refused) {
  EXPECT_TRUE(check_number_of_actions(most_bulk_actions));
  EXPECT_EQ(check_number_of_actions(most_bulk_actions + 1).error().kind, ErrorKind::rejected_execution);
}

TEST(Bulk, a_check_keeps_the_first_actions_and_the_reader_goes_on_behind_them) {
  const std::string body = "{\"index\":{\"_id\":1}}\n{\"a\":1}\n{\"delete\":{\"_id\":2}}\n{\"create\":{\"_id\":3}}\n{}\n";
  for (const std::size_t kept : {0U, 1U, 2U, 3U, 9U}) {
    const BulkDefaults defaults{.index = "i"};
    BulkReader reader(body, defaults);
    BulkCheck check(reader);
    ASSERT_TRUE(check.step(kept).value());
    const auto actions = check.finish();
    ASSERT_TRUE(actions);
    std::vector<std::string> seen;
    for (const auto& action : *actions) seen.push_back(described(action));
    EXPECT_EQ(seen.size(), std::min<std::size_t>(kept, 3));
    while (auto action = reader.next().value()) seen.push_back(described(*action));
    EXPECT_EQ(seen, (std::vector<std::string>{"index i/1 {\"a\":1}", "delete i/2 ", "create i/3 {}"}));
  }
}

TEST(Bulk, pieces_of_any_size_make_the_same_actions) {
  const std::string body =
      "\r\n{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"x\" : 1.50}\r\n"
      "{\"delete\":{\"_index\":\"a\",\"_id\":2}}\n\n \n{\"update\":{\"_index\":\"b\",\"_id\":\"3\"}}\n{\"doc\":{}}\n{\"create\":{}}\n{}\n";
  const auto whole = read_all(body);
  EXPECT_EQ(whole.size(), 4U);
  for (std::size_t size = 1; size <= body.size(); ++size) EXPECT_EQ(read_pieces(body, size), whole) << size;
}

TEST(Bulk, faults_of_a_body_that_comes_are_those_of_one_that_is_there) {
  for (const std::string line : {"[]", "{\"x\":{}}", "{\"index\"", "{\"index\":{\"_id\":\"\"}}"}) {
    const auto body = "{\"index\":{}}\n{}\n" + line + "\n{}\n";
    for (const std::size_t size : {1U, 7U, 1000U}) EXPECT_EQ(read_pieces(body, size), read_all(body)) << line;
  }
  EXPECT_EQ(read_pieces("{\"index\":{}}\n{}", 5),
            std::vector<std::string>{"error: The bulk request must be terminated by a newline [\\n]"});
  EXPECT_EQ(read_pieces("{\"index\":{}}", 5), std::vector<std::string>{"error: The bulk request must be terminated by a newline [\\n]"});
}

TEST(Bulk, an_action_line_has_a_bound_and_a_document_has_none) {
  const auto long_line = "{\"index\":{\"_id\":\"" + std::string(longest_action_line, 'x') + "\"}}";
  const std::string reason = "Malformed action/metadata line [1], expected at most [65536] bytes";
  EXPECT_EQ(checked(long_line + "\n{}\n"), reason);
  EXPECT_EQ(read_pieces(long_line, 1000), std::vector<std::string>{"error: " + reason});  // it does not wait for the end of the line
  const auto document = "{\"a\":\"" + std::string(longest_action_line, 'x') + "\"}";
  EXPECT_EQ(read_pieces("{\"index\":{}}\n" + document + "\n", 1000), std::vector<std::string>{"index /- " + document});
}

}  // namespace
}  // namespace headrace::content
