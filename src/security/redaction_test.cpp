#include "security/redaction.h"

#include "security/security_fixture.h"

namespace headrace::security {
namespace {

const std::string configuration =
    R"({"host":{"value":"h","sensitive":false},"pw":{"label":"P","sensitive":true,"value":"s3cret"},"none":{"sensitive":true,"value":""}})";
const std::string hidden =
    R"({"host":{"value":"h","sensitive":false},"pw":{"label":"P","sensitive":true,"value":"********"},"none":{"sensitive":true,"value":""}})";

TEST(Redacted, sensitive_values_are_not_shown) {
  EXPECT_EQ(redacted(R"({"name":"n","configuration":)" + configuration + "}"), R"({"name":"n","configuration":)" + hidden + "}");
  EXPECT_EQ(redacted(R"({"status":"x","connector":{"id":"c","configuration":)" + configuration + "}}"),
            R"({"status":"x","connector":{"id":"c","configuration":)" + hidden + "}}");
  for (const auto* value : {"12", "true", R"({"a":1})", R"(["a"])"})
    EXPECT_TRUE(redacted(std::string(R"({"configuration":{"f":{"sensitive":true,"value":)") + value + "}}}").contains("********")) << value;
}

TEST(Redacted, everything_else_stays_byte_for_byte) {
  for (const auto* source : {R"({"configuration":{"f":{"value":1.50,"sensitive":false}}})", R"({"configuration":[ "sensitive" ]})",
                             R"({ "sensitive":true,"value":"x"})", R"({"configuration":{"f":{"sensitive":"true","value":1}}})",
                             R"({"configuration":{"f":{"sensitive":true,"value":null}}})", "{}", "[]", "sensitive"})
    EXPECT_EQ(redacted(source), source);
}

class RedactingStoreTest : public SecurityFixture {};

TEST_F(RedactingStoreTest, hides_at_every_door_and_changes_nothing) {
  seed(std::string(engine::connectors_index), "c", R"({"configuration":)" + configuration + "}");
  seed(std::string(engine::sync_jobs_index), "j",
       R"({"created_at":"2026-01-01T00:00:00Z","connector":{"configuration":)" + configuration + "}}");
  RedactingStore view(store());
  for (const auto& [index, id] : {std::pair{engine::connectors_index, "c"}, {engine::sync_jobs_index, "j"}}) {
    const std::string name(index);
    EXPECT_FALSE((*run(view.get(name, id)))->source->contains("s3cret"));
    EXPECT_FALSE(run(view.list({.index = name, .filters = {}}))->documents.at(0).source->contains("s3cret"));
    EXPECT_FALSE(
        run(view.search({.indices = {name}, .query = {}, .sort = {}, .search_after = {}}))->hits.at(0).document.source->contains("s3cret"));
    EXPECT_TRUE((*run(store().get(name, id)))->source->contains("s3cret"));
  }
  EXPECT_TRUE((*run(view.get(std::string(engine::connectors_alias), "c")))->source->contains("********"));
}

}  // namespace
}  // namespace headrace::security
