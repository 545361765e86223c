#include "engine/store.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

TEST(Engine, the_indices_of_the_state_are_known_under_all_their_names) {
  for (const auto name : {connectors_index, connectors_alias, sync_jobs_index, sync_jobs_alias, claims_index}) {
    EXPECT_TRUE(Engine::is_state_index(name)) << name;
  }
  for (const auto* name :
       {"", "search-a", ".elastic-connectors-v2", ".elastic-connectors-", ".search-acl-filter-a", ".headrace-claims-x"}) {
    EXPECT_FALSE(Engine::is_state_index(name)) << name;
  }
}

TEST(Engine, aliases_of_the_state_have_concrete_names_and_other_names_stay) {
  EXPECT_EQ(Engine::concrete_name(".elastic-connectors"), ".elastic-connectors-v1");
  EXPECT_EQ(Engine::concrete_name(".elastic-connectors-sync-jobs"), ".elastic-connectors-sync-jobs-v1");
  EXPECT_EQ(Engine::concrete_name(".elastic-connectors-v1"), ".elastic-connectors-v1");
  EXPECT_EQ(Engine::concrete_name(".headrace-claims"), ".headrace-claims");
  EXPECT_EQ(Engine::concrete_name("search-a"), "search-a");
}

TEST(Outcome, has_the_names_of_the_wire) {
  EXPECT_EQ(to_string(Outcome::created), "created");
  EXPECT_EQ(to_string(Outcome::updated), "updated");
  EXPECT_EQ(to_string(Outcome::deleted), "deleted");
  EXPECT_EQ(to_string(Outcome::noop), "noop");
  EXPECT_EQ(to_string(Outcome::not_found), "not_found");
}

}  // namespace
}  // namespace headrace::engine
