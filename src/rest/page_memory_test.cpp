#include "rest/page_memory.h"

#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

PageMemory::Page page_of(std::string body) { return {std::make_shared<const std::string>(std::move(body)), 7}; }

TEST(PageMemory, gives_a_page_as_long_as_nothing_changed) {
  PageMemory memory;
  EXPECT_FALSE(memory.find("/list", 1));
  memory.keep("/list", 1, page_of("first"));
  EXPECT_EQ(*memory.find("/list", 1)->body, "first");
  EXPECT_EQ(memory.find("/list", 1)->state, 7U);
  EXPECT_FALSE(memory.find("/list", 2));
  EXPECT_FALSE(memory.find("/list", 1)) << "what is old is not kept";
}

TEST(PageMemory, forgets_what_was_not_asked_for) {
  PageMemory memory(20'000);
  for (const auto* request : {"a", "b", "c"}) memory.keep(request, 1, page_of(std::string(2'000, 'x')));
  memory.find("a", 1);
  for (const auto* request : {"d", "e", "f", "g", "h", "i"}) memory.keep(request, 1, page_of(std::string(2'000, 'x')));
  EXPECT_TRUE(memory.find("a", 1));
  EXPECT_FALSE(memory.find("b", 1));
  memory.keep("large", 1, page_of(std::string(3'000, 'x')));
  EXPECT_FALSE(memory.find("large", 1)) << "an eighth of the bound is the most for one";
}

class RememberedPages : public ApiFixture {
 protected:
  std::string body(const std::string& target) { return send("GET", target).content(); }
};

TEST_F(RememberedPages, show_every_change) {
  make_connector("c");
  const std::string list = "/_connector/_sync_job?size=5";
  EXPECT_EQ(body(list), R"({"count":0,"results":[]})");
  const auto job = make_job("c");
  const auto first = body(list);
  EXPECT_TRUE(first.contains(job));
  EXPECT_EQ(body(list), first);
  send("PUT", "/_connector/_sync_job/" + job + "/_cancel");
  EXPECT_TRUE(body(list).contains("\"canceled\""));
  send("DELETE", "/_connector/_sync_job/" + job);
  EXPECT_EQ(body(list), R"({"count":0,"results":[]})");
}

TEST_F(RememberedPages, have_the_form_that_was_asked_for) {
  make_connector("c");
  make_job("c");
  const std::string list = "/_connector/_sync_job";
  EXPECT_EQ(body(list), body(list));
  EXPECT_TRUE(body(list + "?pretty").starts_with("{\n"));
  EXPECT_EQ(body(list + "?filter_path=count"), R"({"count":1})");
  EXPECT_EQ(body(list + "?filter_path=count"), R"({"count":1})");
}

TEST_F(RememberedPages, of_a_time_that_goes_on_are_made_anew) {
  make_connector("c");
  make_job("c");
  const std::string list = "/_connector/_sync_job?since=now-1h";
  EXPECT_TRUE(body(list).starts_with(R"({"count":1)"));
  advance(std::chrono::hours(2));
  EXPECT_TRUE(body(list).starts_with(R"({"count":0)"));
}

}  // namespace
}  // namespace headrace::rest
