#include "extract/markup.h"

#include <gtest/gtest.h>

namespace headrace::extract {
namespace {

std::string html(std::string_view source) { return text_of_markup(source, Markup::html); }
std::string xml(std::string_view source) { return text_of_markup(source, Markup::xml); }

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Markup, blocks_stand_on_lines_and_inline_elements_do_not_split_words) {
  EXPECT_EQ(
      html("<!DOCTYPE html><html><head><title>A page</title></head><body><h1>Head</h1><p>one <b>tw</b>o<p>three<br>four</body></html>"),
      "A page\nHead\none two\nthree\nfour");
  EXPECT_EQ(html("<ul><li>a<li>b</ul>c"), "a\nb\nc");
}

TEST(Markup, white_space_collapses_but_for_pre) {
  EXPECT_EQ(html("<p>  a\n\t b  </p>\n\n<p> c</p>"), "a b\nc");
  EXPECT_EQ(html("<p>x</p><pre>if a:\n  b</pre>y  z"), "x\nif a:\n  b\ny z");
}

TEST(Markup, cells_are_separated_by_a_blank) { EXPECT_EQ(html("<table><tr><td>a</td><td>b</td></tr><tr><th>c</table>"), "a b\nc"); }

TEST(Markup, scripts_styles_and_comments_are_dropped) {
  EXPECT_EQ(html("a<script>if (x < 1) document.write('<p>no</p>')</SCRIPT >b<style>p > a {}</style>c<!-- <p>no --> -->d"), "abc -->d");
  EXPECT_EQ(html("a<!-->b<!--->c<!---->d<? no ?>e<!no>f</ no>g"), "abcdefg");
  EXPECT_EQ(html("a<script src='x'/>b"), "ab");
  EXPECT_EQ(html("a<script>never ends </scripts>"), "a");
  EXPECT_EQ(html("a<!-- never ends"), "a");
}

TEST(Markup, references_are_decoded_once) {
  EXPECT_EQ(html("a &lt;b&gt; &amp;lt; &uuml;&#x20AC;&#8364;&copy &notanentity; & c"), "a <b> &lt; ü€€© ¬anentity; & c");
  EXPECT_EQ(html("&am<b></b>p; &am<!-- -->p; &#6<i>5;"),
            "&amp; &amp; \x06"
            "5;");
}

TEST(Markup, references_out_of_range_are_replacement_characters) {
  EXPECT_EQ(html("a&#x20eeeeeeeeeeeeeeeeeeac;b &#xD800; &#0;"),
            "a\xEF\xBF\xBD"
            "b \xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST(Markup, attributes_may_hold_anything) {
  EXPECT_EQ(html("<a title=\"a > b\" href='x>y' z=a\"b>c</a><b class = \"</b>\">d</b>"), "cd");
  EXPECT_EQ(html("<a \"b>c"), "c");
  EXPECT_EQ(html("a<b title=\"never ends>b"), "a");
}

TEST(Markup, a_lonely_less_than_is_text) {
  EXPECT_EQ(html("1 < 2 <3 <<b>x</b>"), "1 < 2 <3 <x");
  EXPECT_EQ(html("a <"), "a <");
}

TEST(Markup, what_is_inside_title_and_textarea_is_text) {
  EXPECT_EQ(html("<title>a <b> &amp; c</title><textarea><p>x</textarea>"), "a <b> & c\n<p>x");
}

TEST(Markup, sections_of_character_data_are_taken_literally) {
  EXPECT_EQ(xml("<a><![CDATA[x < y &amp; z]]></a>"), "x < y &amp; z");
  EXPECT_EQ(xml("<![CDATA[no end"), "no end");
}

TEST(Markup, server_code_is_dropped) {
  EXPECT_EQ(html("a<% if (x > 1) { %>b<%= c %>d"), "abd");
  EXPECT_EQ(html("100 <% and <% more"), "100 <% and <% more");
}

TEST(Markup, xml_elements_are_lines_and_processing_instructions_end_where_they_say) {
  EXPECT_EQ(xml("<?xml version='1.0' a='>'?><r><name>Ann</name><age>3</age><title><b>x</b></title></r>"), "Ann\n3\nx");
  EXPECT_EQ(xml("<svg><style>p{}</style><text>label</text></svg>"), "label");
}

// A tree builder takes minutes for each of these, or overflows the stack.
TEST(Markup, hostile_nesting_costs_no_more_than_its_bytes) {
  constexpr std::size_t times = 200'000;
  EXPECT_EQ(html(repeated("<div>", times) + "x" + repeated("</div>", times)), "x");
  EXPECT_EQ(html(repeated("<b>", times) + repeated("<p>x", 10)), "x\nx\nx\nx\nx\nx\nx\nx\nx\nx");
  EXPECT_EQ(html(repeated("<pre>", times) + "x"), "x");
  EXPECT_EQ(html(repeated("<script>", times)), "");
  EXPECT_EQ(html(repeated("<title>", 4) + "x").substr(0, 7), "<title>");
  EXPECT_EQ(html(repeated("<![CDATA[", times)).size(), 9 * (times - 1));
  EXPECT_EQ(html(repeated("<%", times)).size(), 2 * times);
  EXPECT_EQ(html(repeated("&<b>", times)).size(), times);
  EXPECT_EQ(html(repeated("</", times)), "");
}

}  // namespace
}  // namespace headrace::extract
