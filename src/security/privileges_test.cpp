#include "security/privileges.h"

#include <gtest/gtest.h>

#include "security/privilege_names.h"

// docs/spec/rest-conventions.md 14

namespace headrace::security {
namespace {

Roles roles(std::string_view text) { return Roles::read(json::parse(text).value()).value(); }

const std::string connector = "cluster:admin/xpack/connector/";

struct Cell {
  std::string_view privilege, action;
  bool granted;
};

TEST(ClusterPrivileges, every_cell_of_the_table) {
  const std::vector<std::string> reads{"get", "list", "sync_job/get", "sync_job/list"};
  const std::vector<std::string> writes{"post",
                                        "put",
                                        "delete",
                                        "update_last_seen",
                                        "update_configuration",
                                        "update_error",
                                        "update_features",
                                        "update_filtering",
                                        "update_filtering/draft_validation",
                                        "update_filtering/activate",
                                        "update_index_name",
                                        "update_name",
                                        "update_native",
                                        "update_pipeline",
                                        "update_scheduling",
                                        "update_service_type",
                                        "update_status",
                                        "update_api_key_id",
                                        "update_last_sync_stats",
                                        "sync_job/post",
                                        "sync_job/delete",
                                        "sync_job/cancel",
                                        "sync_job/check_in",
                                        "sync_job/claim",
                                        "sync_job/update_error",
                                        "sync_job/update_stats"};
  const std::vector<std::string> secrets{"secret/get", "secret/post", "secret/put", "secret/delete"};
  const auto granted = [](std::string_view privilege, const std::string& suffix) {
    return cluster_privilege_grants(privilege, connector + suffix);
  };
  for (const auto& action : reads) {
    for (const auto* privilege : {"monitor_connector", "manage_connector", "manage", "all"})
      EXPECT_TRUE(granted(privilege, action)) << privilege << action;
    for (const auto* privilege :
         {"monitor", "read_connector_secrets", "write_connector_secrets", "manage_security", "manage_api_key", "read_pipeline"})
      EXPECT_FALSE(granted(privilege, action)) << privilege << action;
  }
  for (const auto& action : writes) {
    for (const auto* privilege : {"manage_connector", "manage", "all"}) EXPECT_TRUE(granted(privilege, action)) << privilege << action;
    for (const auto* privilege : {"monitor_connector", "monitor", "read_connector_secrets", "write_connector_secrets", "manage_pipeline"})
      EXPECT_FALSE(granted(privilege, action)) << privilege << action;
  }
  for (const auto& action : secrets) {
    EXPECT_EQ(granted("read_connector_secrets", action), action == "secret/get");
    EXPECT_EQ(granted("write_connector_secrets", action), action != "secret/get");
    for (const auto* privilege : {"manage", "all"}) EXPECT_TRUE(granted(privilege, action)) << privilege << action;
    for (const auto* privilege : {"manage_connector", "monitor_connector", "monitor", "manage_security"})
      EXPECT_FALSE(granted(privilege, action)) << privilege << action;
  }
}

TEST(ClusterPrivileges, of_the_rest_of_the_table) {
  const std::string keys = "cluster:admin/xpack/security/api_key/create";
  for (const auto& [privilege, action, granted] : {Cell{"monitor", "cluster:monitor/main", true},
                                                   {"monitor_connector", "cluster:monitor/main", false},
                                                   {"manage", "cluster:monitor/main", true},
                                                   {"manage", keys, false},
                                                   {"manage", "cluster:admin/headrace/backup", false},
                                                   {"manage", "cluster:admin/headrace/compact", true},
                                                   {"all", "cluster:admin/headrace/backup", true},
                                                   {"all", keys, true},
                                                   {"manage_api_key", keys, true},
                                                   {"manage_own_api_key", keys, true},
                                                   {"manage_security", keys, true},
                                                   {"read_pipeline", "cluster:admin/ingest/pipeline/get", true},
                                                   {"read_pipeline", "cluster:admin/ingest/pipeline/put", false},
                                                   {"manage_pipeline", "cluster:admin/ingest/pipeline/put", true},
                                                   {"manage_ingest_pipelines", "cluster:admin/ingest/pipeline/delete", true},
                                                   {"cluster:monitor/*", "cluster:monitor/main", true},
                                                   {"cluster:monitor/x", "cluster:monitor/main", false},
                                                   {"nobody", "cluster:monitor/main", false}})
    EXPECT_EQ(cluster_privilege_grants(privilege, action), granted) << privilege << ' ' << action;
}

TEST(ClusterPrivileges, that_grant_are_named_from_narrow_to_wide) {
  EXPECT_EQ(cluster_privileges_for(connector + "list"),
            (std::vector<std::string>{"monitor_connector", "manage_connector", "manage", "all"}));
  EXPECT_EQ(cluster_privileges_for(connector + "secret/get"), (std::vector<std::string>{"read_connector_secrets", "manage", "all"}));
  EXPECT_EQ(index_privileges_for("indices:data/read/search"), (std::vector<std::string>{"read", "all"}));
}

TEST(IndexPrivileges, by_name_pattern_and_action) {
  const auto some = roles(
      R"({"a":{"indices":[{"names":["logs-*","x"],"privileges":["read"]}]},"b":{"index":[{"names":"y","privileges":["write","create_index"]}]}})");
  for (const auto& [name, action, allowed] : {Cell{"logs-1", "indices:data/read/get", true},
                                              {"logs-1", "indices:data/write/index", false},
                                              {"log", "indices:data/read/get", false},
                                              {"y", "indices:data/write/delete", true},
                                              {"y", "indices:admin/create", true},
                                              {"y", "indices:admin/delete", false},
                                              {"x", "indices:data/read/search", true},
                                              {"logs-*", "indices:data/read/search", true},
                                              {"logs-2*", "indices:data/read/search", true},
                                              {"*", "indices:data/read/search", false},
                                              {"_all", "indices:data/read/search", false},
                                              {"log*", "indices:data/read/search", false}})
    EXPECT_EQ(some.allow_index(name, action), allowed) << name << ' ' << action;
  EXPECT_TRUE(Roles::superuser().allow_index("_all", "indices:data/read/search"));
  const auto question = roles(R"({"a":{"indices":[{"names":["a?"],"privileges":["read"]}]}})");
  EXPECT_TRUE(question.allow_index("ab", "indices:data/read/get"));
  EXPECT_FALSE(question.allow_index("a*", "indices:data/read/get"));
}

TEST(Roles, are_read_with_what_else_descriptors_hold) {
  EXPECT_TRUE(roles(R"({"r":{"cluster":[],"indices":[],"applications":[{}],"run_as":["x"],"metadata":{},"restriction":{}}})").empty());
  EXPECT_FALSE(roles(R"({"r":{"cluster":"monitor"}})").empty());
  for (const auto* text : {"[]", R"({"r":1})", R"({"r":{"cluster":[1]}})", R"({"r":{"cluster":["nope"]}})", R"({"r":{"indices":{}}})",
                           R"({"r":{"indices":["x"]}})", R"({"r":{"indices":[{"names":["a"],"privileges":["nope"]}]}})"})
    EXPECT_FALSE(Roles::read(json::parse(text).value())) << text;
}

TEST(Privileges, of_several_sets_are_what_all_of_them_allow) {
  const Privileges both({Roles::superuser(), roles(R"({"r":{"cluster":["monitor"]}})")});
  EXPECT_TRUE(both.allow_cluster("cluster:monitor/main"));
  EXPECT_FALSE(both.allow_cluster(connector + "list"));
  EXPECT_FALSE(both.are_everything());
  EXPECT_TRUE(Privileges::everything().are_everything());
  EXPECT_FALSE(Privileges().allow_cluster("cluster:monitor/main"));
}

TEST(Privileges, over_ones_own_keys_alone) {
  const std::string keys = "cluster:admin/xpack/security/api_key/get";
  EXPECT_TRUE(Privileges({roles(R"({"r":{"cluster":["manage_own_api_key"]}})")}).allow_own_alone(keys));
  EXPECT_FALSE(Privileges({roles(R"({"r":{"cluster":["manage_own_api_key","manage_security"]}})")}).allow_own_alone(keys));
  EXPECT_FALSE(Privileges::everything().allow_own_alone(keys));
}

}  // namespace
}  // namespace headrace::security
