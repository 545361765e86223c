#include "http/router.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

struct Row {
  std::string_view methods;
  std::string_view path;
};

// The routes that the examples of docs/spec/rest-conventions.md 4 and docs/spec/sync-jobs.md 0.1 speak of.
constexpr Row routes[] = {
    {"GET HEAD", "/"},
    {"GET POST PUT", "/_connector"},
    {"GET PUT DELETE", "/_connector/{connector_id}"},
    {"PUT", "/_connector/{connector_id}/_check_in"},
    {"PUT", "/_connector/{connector_id}/_name"},
    {"PUT", "/_connector/{connector_id}/_filtering/_activate"},
    {"GET POST", "/_connector/_sync_job"},
    {"GET DELETE", "/_connector/_sync_job/{connector_sync_job_id}"},
    {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_cancel"},
    {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_check_in"},
    {"POST", "/_connector/_secret"},
    {"GET PUT DELETE", "/_connector/_secret/{id}"},
    {"GET PUT DELETE HEAD", "/{index}"},
    {"POST PUT", "/_bulk"},
    {"POST PUT", "/{index}/_bulk"},
    {"GET POST", "/{index}/_search"},
    {"GET PUT POST DELETE HEAD", "/{index}/_doc/{id}"},
};

class Routing : public testing::Test {
 protected:
  Routing() {
    for (std::size_t row = 0; row < std::size(routes); ++row) {
      auto methods = routes[row].methods;
      while (!methods.empty()) {
        const auto end = methods.find(' ');
        router_.add(methods.substr(0, end), routes[row].path, row);
        methods = end == std::string_view::npos ? "" : methods.substr(end + 1);
      }
    }
  }

  /// "template name=value…" when found, "405 A,B" for a wrong method, "none" without a path.
  std::string find(std::string_view method, std::string_view path) const {
    const auto match = router_.find(method, path);
    if (!match) return "error: " + match.error().reason;
    if (match->kind == Match::Kind::no_path) return "none";
    std::string text;
    if (match->kind == Match::Kind::wrong_method) {
      for (const auto& allowed : match->allowed) text += (text.empty() ? "405 " : ",") + allowed;
      return text;
    }
    text = routes[match->route].path;
    for (const auto& [name, value] : match->captures) text += " " + name + "=" + value;
    return text;
  }

  Router router_;
};

TEST_F(Routing, every_template_is_found_with_its_captures) {
  EXPECT_EQ(find("GET", "/"), "/");
  EXPECT_EQ(find("GET", "/_connector"), "/_connector");
  EXPECT_EQ(find("PUT", "/_connector/c1"), "/_connector/{connector_id} connector_id=c1");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/j1/_cancel"),
            "/_connector/_sync_job/{connector_sync_job_id}/_cancel connector_sync_job_id=j1");
  EXPECT_EQ(find("POST", "/books/_doc/1"), "/{index}/_doc/{id} index=books id=1");
}

TEST_F(Routing, a_literal_at_the_end_hides_the_capture_for_every_method) {
  EXPECT_EQ(find("PUT", "/_connector/_sync_job"), "405 GET,POST");
  EXPECT_EQ(find("DELETE", "/_connector/_sync_job"), "405 GET,POST");
  EXPECT_EQ(find("HEAD", "/_connector/_sync_job"), "405 GET,POST");
  EXPECT_EQ(find("PATCH", "/_connector/_sync_job"), "405 GET,POST");
  EXPECT_EQ(find("GET", "/_connector/_secret"), "405 POST");
  EXPECT_EQ(find("DELETE", "/_connector"), "405 GET,POST,PUT");
  EXPECT_EQ(find("GET", "/_bulk"), "405 POST,PUT");
}

TEST_F(Routing, at_earlier_segments_the_search_goes_back_to_the_capture) {
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/_check_in"), "/_connector/{connector_id}/_check_in connector_id=_sync_job");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/_name"), "/_connector/{connector_id}/_name connector_id=_sync_job");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/_filtering/_activate"),
            "/_connector/{connector_id}/_filtering/_activate connector_id=_sync_job");
  EXPECT_EQ(find("GET", "/_connector/_doc/7"), "/{index}/_doc/{id} index=_connector id=7");
}

TEST_F(Routing, a_template_that_ends_in_a_literal_is_tried_first) {
  EXPECT_EQ(find("PUT", "/_connector/_secret/_name"), "/_connector/{connector_id}/_name connector_id=_secret");
  EXPECT_EQ(find("GET", "/_connector/_search"), "/{index}/_search index=_connector");
}

TEST_F(Routing, a_candidate_without_the_method_is_skipped) {
  EXPECT_EQ(find("GET", "/_connector/_sync_job/_check_in"),
            "/_connector/_sync_job/{connector_sync_job_id} connector_sync_job_id=_check_in");
  EXPECT_EQ(find("DELETE", "/_connector/_secret/_name"), "/_connector/_secret/{id} id=_name");
}

TEST_F(Routing, allowed_is_the_union_of_all_candidates_in_a_fixed_order) {
  EXPECT_EQ(find("POST", "/_connector/_secret/_name"), "405 GET,PUT,DELETE");
  EXPECT_EQ(find("HEAD", "/_connector/_sync_job/_check_in"), "405 GET,PUT,DELETE");
  EXPECT_EQ(find("OPTIONS", "/books"), "405 GET,PUT,DELETE,HEAD");
  EXPECT_EQ(find("BREW", "/books/_doc/1"), "405 GET,POST,PUT,DELETE,HEAD");
}

// docs/spec/rest-conventions.md 4.5
TEST_F(Routing, mistyped_names_meet_the_index_routes) {
  EXPECT_EQ(find("GET", "/_connectors"), "/{index} index=_connectors");
  EXPECT_EQ(find("PUT", "/_connectors"), "/{index} index=_connectors");
  EXPECT_EQ(find("POST", "/_connectors"), "405 GET,PUT,DELETE,HEAD");
  EXPECT_EQ(find("GET", "/_connectors/x"), "none");
  EXPECT_EQ(find("POST", "/_connector/x"), "405 GET,PUT,DELETE");
  EXPECT_EQ(find("HEAD", "/_connector/x"), "405 GET,PUT,DELETE");
  EXPECT_EQ(find("GET", "/_connector/x/_check_in"), "405 PUT");
}

// docs/spec/sync-jobs.md 0.1
TEST_F(Routing, sync_job_paths_answer_as_their_table_says) {
  EXPECT_EQ(find("GET", "/_connector/_sync_job/"), "/_connector/_sync_job");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/j1"), "405 GET,DELETE");
  EXPECT_EQ(find("HEAD", "/_connector/_sync_job/j1"), "405 GET,DELETE");
  EXPECT_EQ(find("GET", "/_connector/_sync_job/j1/_cancel"), "405 PUT");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job/j1/_finish"), "none");
  EXPECT_EQ(find("GET", "/_connector/_sync_job/j1/_cancel/x"), "none");
}

TEST_F(Routing, slashes_at_the_end_are_ignored) {
  EXPECT_EQ(find("GET", "/_connector///"), "/_connector");
  EXPECT_EQ(find("GET", "//"), "/");
  EXPECT_EQ(find("GET", ""), "/");
}

TEST_F(Routing, an_empty_segment_in_the_middle_is_an_empty_capture) {
  EXPECT_EQ(find("PUT", "/_connector//_name"), "/_connector/{connector_id}/_name connector_id=");
  EXPECT_EQ(find("PUT", "/_connector/_sync_job//_cancel"), "/_connector/_sync_job/{connector_sync_job_id}/_cancel connector_sync_job_id=");
}

TEST_F(Routing, segments_are_split_before_they_are_decoded) {
  EXPECT_EQ(find("GET", "/_connector/a%2Fb+c"), "/_connector/{connector_id} connector_id=a/b+c");
  EXPECT_EQ(find("GET", "/%5Fconnector"), "/{index} index=_connector");
}

TEST_F(Routing, a_bad_escape_in_a_capture_is_an_error) {
  EXPECT_EQ(find("GET", "/_connector/a%zz"), "error: invalid escape sequence `%zz' at index 1 of: a%zz");
  EXPECT_EQ(find("POST", "/_connector/a%zz"), "405 GET,PUT,DELETE");
}

TEST_F(Routing, very_deep_paths_are_refused_quickly) {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "/_connector";
  EXPECT_EQ(find("GET", deep), "none");
}

TEST(Router, a_later_route_replaces_an_equal_one) {
  Router router;
  router.add("GET", "/{a}", 1);
  router.add("GET", "/{b}", 2);
  const auto match = router.find("GET", "/x");
  EXPECT_EQ(match->route, 2U);
  EXPECT_EQ(match->captures.front().first, "b");
  EXPECT_EQ(Router().find("GET", "/")->kind, Match::Kind::no_path);
}

}  // namespace
}  // namespace headrace::http
