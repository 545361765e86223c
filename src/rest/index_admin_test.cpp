// What indices are, changed and shown: mappings, settings, aliases, templates, open and closed.

#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

class IndexAdmin : public ApiFixture {
 protected:
  std::string at(const std::string& target, std::string_view path) {
    const auto body = got(target);
    const auto* found = body.at_path(path);
    return found == nullptr ? "nothing" : json::write(*found);
  }
};

TEST_F(IndexAdmin, a_mapping_grows_and_keeps_its_types) {
  send("PUT", "/idx", R"({"mappings":{"properties":{"a":{"type":"keyword"}}}})");
  EXPECT_EQ(send("PUT", "/idx/_mapping", R"({"properties":{"b.c":{"type":"date"}}})").body, R"({"acknowledged":true})");
  EXPECT_EQ(send("GET", "/idx/_mapping").body,
            R"({"idx":{"mappings":{"properties":{"a":{"type":"keyword"},"b":{"properties":{"c":{"type":"date"}}}}}}})");
  EXPECT_EQ(error_of(send("POST", "/idx/_mapping", R"({"properties":{"a":{"type":"text"}}})")),
            "400 illegal_argument_exception: mapper [a] cannot be changed from type [keyword] to [text]");
  EXPECT_EQ(error_of(send("PUT", "/idx/_mapping", R"({"properties":{"x":{"type":"y"}}})")),
            "400 mapper_parsing_exception: Failed to parse mapping: No handler for type [y] declared on field [x]");
  EXPECT_EQ(send("GET", "/idx/_mapping/field/b.*").body,
            R"({"idx":{"mappings":{"b.c":{"full_name":"b.c","mapping":{"c":{"type":"date"}}}}}})");
  EXPECT_EQ(send("PUT", "/none/_mapping", "{}").status, 404U);
  EXPECT_EQ(send("PUT", "/none*/_mapping", "{}").status, 404U);
  EXPECT_EQ(send("PUT", "/.elastic-connectors/_mapping", "{}").status, 400U);
  EXPECT_EQ(error_of(send("PUT", "/idx/_mapping")), "400 parse_exception: request body is required");
}

TEST_F(IndexAdmin, settings_change_and_are_shown_in_several_forms) {
  send("PUT", "/idx");
  EXPECT_EQ(send("PUT", "/idx/_settings", R"({"index":{"number_of_replicas":2}})").body, R"({"acknowledged":true})");
  EXPECT_EQ(send("GET", "/idx/_settings/index.number_of_r*").body, R"({"idx":{"settings":{"index":{"number_of_replicas":"2"}}}})");
  EXPECT_EQ(send("GET", "/idx/_settings/index.number_of_r*?flat_settings=true").body,
            R"({"idx":{"settings":{"index.number_of_replicas":"2"}}})");
  EXPECT_EQ(send("GET", "/idx/_settings/none").body, "{}");
  EXPECT_EQ(at("/idx/_settings?include_defaults=true", "idx.defaults.index.refresh_interval"), R"("1s")");
  EXPECT_EQ(at("/idx?include_defaults=true&flat_settings=true", "idx.defaults").substr(0, 1), "{");
  EXPECT_TRUE(
      error_of(send("PUT", "/idx/_settings", R"({"index.number_of_shards":2})"))
          .starts_with(
              "400 illegal_argument_exception: Can't update non dynamic settings [[index.number_of_shards]] for open indices [[idx/"));
  EXPECT_TRUE(error_of(send("PUT", "/idx/_settings", R"({"index.x":2})"))
                  .starts_with("400 illegal_argument_exception: unknown setting [index.x] please check"));
}

TEST_F(IndexAdmin, the_older_service_can_put_its_analysis) {  // docs/spec/document-api.md 12
  send("PUT", "/idx");
  EXPECT_EQ(send("POST", "/idx/_close").body, R"({"acknowledged":true,"shards_acknowledged":true,"indices":{"idx":{"closed":true}}})");
  EXPECT_EQ(send("PUT", "/idx/_settings", R"({"analysis":{"analyzer":{"a":{"type":"custom","filter":["x"]}}}})").status, 200U);
  EXPECT_EQ(send("POST", "/idx/_open").body, R"({"acknowledged":true,"shards_acknowledged":true})");
  EXPECT_EQ(at("/idx", "idx.settings.index.analysis.analyzer.a"), R"({"type":"custom","filter":["x"]})");
}

TEST_F(IndexAdmin, a_closed_index_answers_nothing_and_can_be_looked_at) {
  send("PUT", "/shut/_doc/1", "{}");
  send("PUT", "/open/_doc/1", "{}");
  send("POST", "/shut/_close");
  for (const auto& [method, target] : std::vector<std::pair<std::string, std::string>>{{"GET", "/shut/_search"},
                                                                                       {"GET", "/shut/_count"},
                                                                                       {"GET", "/shut/_doc/1"},
                                                                                       {"POST", "/shut/_refresh"},
                                                                                       {"GET", "/shut/_stats"},
                                                                                       {"POST", "/shut/_update_by_query"},
                                                                                       {"DELETE", "/shut/_doc/1"},
                                                                                       {"GET", "/*/_search?expand_wildcards=all"}})
    EXPECT_EQ(error_of(send(method, target)), "400 index_closed_exception: closed") << method << target;
  EXPECT_EQ(error_of(send("PUT", "/shut/_doc/2", "{}")), "400 index_closed_exception: closed");
  EXPECT_EQ(at("/shut/_count?ignore_unavailable=true", "count"), "0");
  EXPECT_EQ(at("/_search", "hits.total.value"), "1");
  EXPECT_EQ(at("/*", "shut"), "nothing");
  EXPECT_NE(at("/*?expand_wildcards=closed", "shut"), "nothing");
  EXPECT_EQ(at("/*?expand_wildcards=closed", "open"), "nothing");
  EXPECT_NE(at("/shut", "shut"), "nothing");
  EXPECT_TRUE(send("GET", "/_cat/indices/shut?h=status,index,docs.count").body.starts_with("close shut"));
  EXPECT_EQ(error_of(send("POST", "/*/_close")), "400 illegal_argument_exception: Wildcard expressions or all indices are not allowed");
  EXPECT_EQ(send("POST", "/.elastic-connectors/_close").status, 400U);
  EXPECT_EQ(send("POST", "/none/_close").status, 404U);
  send("POST", "/shut/_open");
  EXPECT_EQ(at("/shut/_count", "count"), "1");
}

TEST_F(IndexAdmin, aliases_are_put_shown_and_taken_away) {
  send("PUT", "/i/_doc/1", "{}");
  send("PUT", "/j/_doc/2", "{}");
  EXPECT_EQ(send("POST", "/_aliases",
                 R"({"actions":[{"add":{"index":"i","alias":"all"}},{"add":{"index":"j","alias":"all","is_write_index":true}}]})")
                .body,
            R"({"acknowledged":true,"errors":false})");
  EXPECT_EQ(send("GET", "/_alias/all").body, R"({"i":{"aliases":{"all":{}}},"j":{"aliases":{"all":{"is_write_index":true}}}})");
  EXPECT_EQ(at("/all/_search", "hits.total.value"), "2");
  EXPECT_EQ(body_of(send("POST", "/all/_doc", "{}")).text("_index"), "j");
  EXPECT_EQ(send("PUT", "/i/_alias/one", R"({"routing":"1"})").status, 200U);
  EXPECT_EQ(send("GET", "/i/_alias/o*").body, R"({"i":{"aliases":{"one":{"index_routing":"1","search_routing":"1"}}}})");
  EXPECT_EQ(send("GET", "/i/_alias/none").body, R"({"error":"alias [none] missing","status":404})");
  EXPECT_EQ(send("HEAD", "/_alias/none").status, 404U);
  EXPECT_EQ(send("HEAD", "/_alias/one").status, 200U);
  EXPECT_EQ(send("GET", "/_cat/aliases/all?h=alias,index,is_write_index&s=index").body, "all i -\nall j true\n");
  EXPECT_EQ(send("DELETE", "/i/_alias/one,al*").status, 200U);
  EXPECT_EQ(send("GET", "/i/_alias").body, R"({"i":{"aliases":{}}})");
  EXPECT_EQ(error_of(send("DELETE", "/i/_aliases/one")), "404 aliases_not_found_exception: aliases [one] missing");
  EXPECT_EQ(error_of(send("PUT", "/i/_alias/j")),
            "400 invalid_alias_name_exception: Invalid alias name [j], an index or data stream exists with the same name as the alias");
  EXPECT_EQ(error_of(send("PUT", "/none/_alias/x")), "404 index_not_found_exception: no such index [none]");
}

TEST_F(IndexAdmin, a_removal_that_finds_nothing_is_told_beside_what_was_done) {
  send("PUT", "/i");
  const auto done =
      body_of(send("POST", "/_aliases", R"({"actions":[{"remove":{"index":"i","alias":"x"}},{"add":{"index":"i","alias":"a"}}]})"));
  EXPECT_TRUE(done.find("errors")->as_bool());
  EXPECT_EQ(json::write(*done.find("action_results")),
            R"([{"action":{"type":"remove","indices":["i"],"aliases":["x"]},"status":404,"error":{"type":"aliases_not_found_exception",)"
            R"("reason":"aliases [x] missing","resource.type":"aliases","resource.id":"x"}},)"
            R"({"action":{"type":"add","indices":["i"],"aliases":["a"]},"status":200}])");
}

TEST_F(IndexAdmin, an_index_is_made_with_its_template) {
  EXPECT_EQ(send("PUT", "/_index_template/t", R"({"index_patterns":["log-*"],"template":{"settings":{"number_of_replicas":0},
                    "mappings":{"properties":{"a":{"type":"ip"}}},"aliases":{"logs":{}}}})")
                .body,
            R"({"acknowledged":true})");
  send("PUT", "/log-1/_doc/1", "{}");
  EXPECT_EQ(at("/log-1", "log-1.settings.index.number_of_replicas"), R"("0")");
  EXPECT_EQ(at("/logs/_mapping", "log-1.mappings.properties.a.type"), R"("ip")");
  EXPECT_EQ(send("HEAD", "/_index_template/t").status, 200U);
  EXPECT_EQ(at("/_index_template/t", "index_templates").substr(0, 24), R"([{"name":"t","index_temp)");
  EXPECT_EQ(send("DELETE", "/_index_template/t").status, 200U);
  EXPECT_EQ(error_of(send("DELETE", "/_index_template/t")), "404 index_template_missing_exception: index_template [t] missing");
  EXPECT_EQ(error_of(send("GET", "/_index_template/t")), "404 resource_not_found_exception: index template matching [t] not found");
  EXPECT_EQ(send("GET", "/_index_template").body, R"({"index_templates":[]})");
  EXPECT_EQ(send("GET", "/_data_stream").body, R"({"data_streams":[]})");
}

TEST_F(IndexAdmin, shards_have_nothing_to_do) {
  send("PUT", "/i");
  for (const auto* target : {"/i/_flush", "/i/_forcemerge?max_num_segments=1", "/i/_cache/clear?query=true", "/i/_refresh"})
    EXPECT_EQ(send("POST", target).body, R"({"_shards":{"total":1,"successful":1,"failed":0}})") << target;
  EXPECT_EQ(send("POST", "/_flush").status, 200U);
  EXPECT_EQ(send("POST", "/none/_flush").status, 404U);
  EXPECT_EQ(send("POST", "/i/_forcemerge?max_num_segments=1&only_expunge_deletes=true").status, 400U);
  EXPECT_EQ(send("POST", "/i/_flush?force=true&wait_if_ongoing=false").status, 400U);
}

TEST_F(IndexAdmin, names_are_resolved_and_the_cluster_is_looked_at) {
  send("PUT", "/i", R"({"aliases":{"a":{}}})");
  EXPECT_EQ(
      send("GET", "/_resolve/index/*").body,
      R"({"indices":[{"name":"i","aliases":["a"],"attributes":["open"],"mode":"standard"}],"aliases":[{"name":"a","indices":["i"]}],"data_streams":[]})");
  EXPECT_EQ(send("GET", "/_resolve/index/none").status, 404U);
  EXPECT_EQ(send("GET", "/_cluster/settings").body, R"({"persistent":{},"transient":{}})");
  EXPECT_TRUE(send("GET", "/_cat/health?h=status,node.total,active_shards_percent").body.starts_with("green 1 100.0%"));
  EXPECT_EQ(send("GET", "/_cat/health?h=epoch&ts=false").body, "");
}

TEST_F(IndexAdmin, documents_are_touched_by_query) {
  for (const auto* id : {"1", "2", "3"}) send("PUT", std::string("/i/_doc/") + id, R"({"n":)" + std::string(id) + "}");
  const auto done = body_of(send("POST", "/i/_update_by_query?max_docs=2", R"({"query":{"match_all":{}}})"));
  EXPECT_EQ(done.number("updated"), 2);
  EXPECT_EQ(json::write(*done.find("failures")), "[]");
  EXPECT_EQ(got("/i/_doc/1").number("_version"), 2);
  EXPECT_EQ(body_of(send("POST", "/i/_update_by_query")).number("total"), 3);
  EXPECT_EQ(error_of(send("POST", "/i/_update_by_query", R"({"script":{"source":"x"}})")),
            "400 illegal_argument_exception: updates by script are not supported by this server");
  send("PUT", "/_ingest/pipeline/p", R"({"processors":[{"set":{"field":"x","value":1}}]})");
  EXPECT_EQ(body_of(send("POST", "/i/_update_by_query?pipeline=p")).number("updated"), 3);
  EXPECT_EQ(json::write(*got("/i/_doc/3").find("_source")), R"({"n":3,"x":1})");
}

}  // namespace
}  // namespace headrace::rest
