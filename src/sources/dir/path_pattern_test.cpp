#include "sources/dir/path_pattern.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace headrace::sources::dir {
namespace {

PathPattern::Progress after(const PathPattern& pattern, std::string_view path) {
  auto progress = pattern.start();
  for (const auto& name : base::split_list(path, '/')) progress = pattern.step(progress, name);
  return progress;
}

bool matches(std::string_view pattern, std::string_view path) {
  const auto parsed = PathPattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern;
  return parsed && parsed->matches(after(*parsed, path));
}

bool leads_on(std::string_view pattern, std::string_view path) {
  const auto parsed = PathPattern::parse(pattern);
  return parsed->leads_on(after(*parsed, path));
}

TEST(PathPattern, two_stars_are_any_depth_including_none) {
  EXPECT_TRUE(matches("**/*.*", "a.md"));
  EXPECT_TRUE(matches("**/*.*", "x/y/.z/a.md"));
  EXPECT_FALSE(matches("**/*.*", "x/Makefile"));
  EXPECT_TRUE(matches("a/**/b/*.txt", "a/b/c.txt"));
  EXPECT_TRUE(matches("a/**/b/*.txt", "a/x/b/y/b/c.txt"));
  EXPECT_FALSE(matches("a/**/b/*.txt", "a/x/b/y/c.txt"));
  EXPECT_TRUE(matches("**/**/*", "a"));
  EXPECT_TRUE(matches("a/**", "a/x/y"));
}

TEST(PathPattern, one_star_stays_within_a_name) {
  EXPECT_TRUE(matches("*.md", "a.md"));
  EXPECT_FALSE(matches("*.md", "x/a.md"));
  EXPECT_TRUE(matches("*/*.md", "x/a.md"));
  EXPECT_TRUE(matches("./x//a.md", "x/a.md"));
}

TEST(PathPattern, only_folders_that_can_matter_are_entered) {
  EXPECT_TRUE(leads_on("**/*.*", "x/y"));
  EXPECT_TRUE(leads_on("docs/*/a.md", "docs/x"));
  EXPECT_FALSE(leads_on("docs/*/a.md", "src"));
  EXPECT_FALSE(leads_on("docs/*/a.md", "docs/x/y"));
  EXPECT_FALSE(leads_on("*.md", "x.md"));
}

TEST(PathPattern, two_stars_do_not_enter_linked_folders_but_names_do) {
  const auto deep = *PathPattern::parse("**/*.md");
  EXPECT_FALSE(deep.leads_on(deep.step(deep.start(), "link", PathPattern::Entry::linked_folder)));
  const auto named = *PathPattern::parse("*/*.md");
  EXPECT_TRUE(named.leads_on(named.step(named.start(), "link", PathPattern::Entry::linked_folder)));
}

TEST(PathPattern, patterns_that_mean_nothing_are_refused_with_a_way_out) {
  const auto reason = [](std::string_view pattern) {
    const auto parsed = PathPattern::parse(pattern);
    return parsed ? std::string("accepted") : parsed.error().reason;
  };
  EXPECT_EQ(reason(""), "the file pattern [] names no files; [**/*.*] takes all files with a dot in their name");
  EXPECT_EQ(reason("./"), "the file pattern [./] names no files; [**/*.*] takes all files with a dot in their name");
  EXPECT_EQ(reason("/etc/*"), "the file pattern [/etc/*] is absolute; write it relative to the directory, such as [**/*.md]");
  EXPECT_EQ(reason("a/../b"), "the file pattern [a/../b] leads out of the directory with [..]; choose another directory instead");
  EXPECT_EQ(reason("a**/b"), "the file pattern [a**/b] has [**] beside other characters; [**] must be a whole part of the path");
  std::string many = "a";
  for (int i = 0; i < 60; ++i) many += "/a";
  EXPECT_TRUE(reason(many).ends_with("has more than 60 parts"));
}

}  // namespace
}  // namespace headrace::sources::dir
