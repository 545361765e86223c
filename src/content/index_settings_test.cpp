#include "content/index_settings.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

engine::IndexInfo index_with(std::string_view settings, bool is_closed = false) {
  engine::IndexInfo index;
  index.name = "i";
  index.uuid = "u";
  index.settings = json_of(settings);
  index.is_closed = is_closed;
  return index;
}

std::string made_with(std::string_view body) {
  const auto settings = read_creation_settings(json_of(body));
  return settings ? json::write(*settings) : "error: " + settings.error().reason;
}

/// The settings after an update, or the error.
std::string updated(engine::IndexInfo index, std::string_view body, bool preserve_existing = false, bool reopen = false) {
  auto update = read_setting_update(body);
  if (!update) return "error: " + update.error().reason;
  update->preserve_existing = preserve_existing;
  update->reopen = reopen;
  if (const auto allowed = check_setting_update(*update, {index}); !allowed) return "error: " + allowed.error().reason;
  apply_setting_update(*update, index);
  return json::write(index.settings);
}

TEST(IndexSettings, all_forms_of_a_body_mean_the_same) {
  for (const auto* body : {R"({"index":{"number_of_replicas":2}})", R"({"number_of_replicas":"2"})", R"({"index.number_of_replicas":2})",
                           R"({"settings":{"index":{"number_of_replicas":2}}})"})
    EXPECT_EQ(updated(index_with("{}"), body), R"({"index":{"number_of_replicas":"2"}})") << body;
}

TEST(IndexSettings, what_is_unknown_is_told_with_what_was_meant) {
  EXPECT_EQ(made_with(R"({"x":1})"),
            "error: unknown setting [index.x] please check that any required plugins are installed, or check the breaking changes "
            "documentation for removed settings");
  EXPECT_EQ(made_with(R"({"number_of_shard":1})"), "error: unknown setting [index.number_of_shard] did you mean [index.number_of_shards]?");
  EXPECT_TRUE(updated(index_with("{}"), R"({"x":1})").starts_with("error: unknown setting [index.x] please check"));
}

TEST(IndexSettings, values_are_checked) {
  EXPECT_EQ(made_with(R"({"number_of_shards":0})"), "error: Failed to parse value [0] for setting [index.number_of_shards] must be >= 1");
  EXPECT_EQ(made_with(R"({"number_of_shards":9999})"),
            "error: Failed to parse value [9999] for setting [index.number_of_shards] must be <= 1024");
  EXPECT_EQ(made_with(R"({"number_of_replicas":"x"})"), "error: Failed to parse value [x] for setting [index.number_of_replicas]");
  EXPECT_EQ(made_with(R"({"hidden":"yes"})"), "error: Failed to parse value [yes] as only [true] or [false] are allowed.");
  EXPECT_TRUE(made_with(R"({"refresh_interval":"soon"})").starts_with("error: failed to parse setting [index.refresh_interval]"));
  EXPECT_EQ(made_with(R"({"refresh_interval":-1})"), R"({"index":{"refresh_interval":"-1"}})");
  EXPECT_EQ(made_with(R"({"blocks.write":true})"), "error: setting [index.blocks.write] is not supported by this server");
  EXPECT_EQ(made_with(R"({"blocks.write":false,"default_pipeline":"_none"})"),
            R"({"index":{"blocks":{"write":"false"},"default_pipeline":"_none"}})");
  EXPECT_EQ(made_with(R"({"default_pipeline":"p"})"), "error: setting [index.default_pipeline] is not supported by this server");
}

TEST(IndexSettings, are_not_deep_in_lists_either) {
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += R"([{"a":)";
  std::string end;
  for (int i = 0; i < 500; ++i) end += "}]";
  EXPECT_EQ(made_with(R"({"analysis.x":)" + deep.substr(0, 400 * 6) + "1" + end.substr(0, 400 * 2) + "}"),
            "error: [settings] is nested deeper than 100 levels");
}

TEST(IndexSettings, what_is_the_servers_own_cannot_be_set) {
  EXPECT_EQ(made_with(R"({"uuid":"x"})"), "error: Validation Failed: 1: private index setting [index.uuid] can not be set explicitly;");
  EXPECT_EQ(updated(index_with("{}"), R"({"index.version.created":1})"),
            "error: can not update private setting [index.version.created]; this setting is managed by Elasticsearch");
}

TEST(IndexSettings, static_settings_change_while_the_index_is_closed_and_final_ones_never) {
  EXPECT_EQ(updated(index_with("{}"), R"({"codec":"x","analysis":{"filter":{"f":{"type":"stop"}}}})"),
            "error: Can't update non dynamic settings [[index.analysis.filter.f.type, index.codec]] for open indices [[i/u]]");
  EXPECT_EQ(updated(index_with("{}", true), R"({"codec":"x"})"), R"({"index":{"codec":"x"}})");
  EXPECT_EQ(updated(index_with("{}"), R"({"codec":"x"})", false, true), R"({"index":{"codec":"x"}})");
  EXPECT_EQ(updated(index_with("{}", true), R"({"number_of_shards":2})"),
            "error: final i setting [index.number_of_shards], not updateable");
}

TEST(IndexSettings, null_takes_back_and_what_is_there_may_be_preserved) {
  const auto index = index_with(R"({"index":{"refresh_interval":"5s","mapping":{"depth":{"limit":"5"}}}})");
  EXPECT_EQ(updated(index, R"({"mapping.depth.limit":null,"refresh_interval":"1s"})"), R"({"index":{"refresh_interval":"1s"}})");
  EXPECT_EQ(updated(index, R"({"refresh_interval":"1s","priority":3})", true),
            R"({"index":{"refresh_interval":"5s","mapping":{"depth":{"limit":"5"}},"priority":"3"}})");
  EXPECT_EQ(updated(index, "{}"), "error: Validation Failed: 1: no settings to update;");
}

TEST(IndexSettings, are_shown_nested_flat_and_by_name) {
  const auto shown = shown_settings(index_with(R"({"index":{"hidden":"true"}})"));
  EXPECT_EQ(json::write(settings_named(shown, {"index.number_*", "index.hidden"})),
            R"({"index":{"hidden":"true","number_of_shards":"1","number_of_replicas":"1"}})");
  EXPECT_EQ(json::write(flat_settings(settings_named(shown, {"index.uuid"}))), R"({"index.uuid":"u"})");
  EXPECT_EQ(json::write(settings_named(shown, {"index.none"})), "{}");
  const auto defaults = default_settings(index_with(R"({"index":{"hidden":"true"}})"));
  EXPECT_EQ(defaults.at_path("index.max_result_window")->as_string(), "10000");
  EXPECT_EQ(defaults.at_path("index.hidden"), nullptr);
}

}  // namespace
}  // namespace headrace::content
