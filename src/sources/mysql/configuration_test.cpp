#include "sources/mysql/configuration.h"

#include <gtest/gtest.h>

#include "sources/mysql/mysql_source.h"

namespace headrace::sources::mysql {
namespace {

json::Value values(std::string_view more) {
  auto value = *json::parse(R"({"host":" db ","port":3306,"user":"u","password":"p @/:'","database":"d","tables":["*"],
                                "ssl_enabled":false,"ssl_ca":""})");
  json::merge(value, *json::parse(more));
  return value;
}

std::vector<std::string> tables(std::string_view list) {
  return read_configuration(values(R"({"tables":)" + std::string(list) + "}"))->tables;
}

using Names = std::vector<std::string>;

TEST(MySqlConfiguration, without_fields_of_our_own_the_defaults_count) {
  const auto read = read_configuration(values("{}"));
  EXPECT_EQ(read->settings.host, "db");
  EXPECT_EQ(read->settings.password, "p @/:'");
  EXPECT_EQ(read->parallel_tables, 2);
  EXPECT_EQ(read->cursor_column, "");
  EXPECT_FALSE(read->settings.uses_tls);
}

TEST(MySqlConfiguration, a_star_means_all_tables_and_text_is_split_at_commas) {
  EXPECT_EQ(tables(R"(["*"])"), Names());
  EXPECT_EQ(tables(R"("*")"), Names());
  EXPECT_EQ(tables("[]"), Names());
  EXPECT_EQ(tables(R"(" b, a ,b,")"), (Names{"b", "a"}));
  EXPECT_EQ(tables(R"([" b","*"])"), (Names{"b", "*"}));
}

TEST(MySqlConfiguration, a_certificate_of_one_line_gets_its_lines_back_and_counts_with_tls_only) {
  constexpr auto* certificate = R"("ssl_ca":"-----BEGIN CERTIFICATE----- QQ== -----END CERTIFICATE-----"})";
  EXPECT_EQ(read_configuration(values(std::string(R"({"ssl_enabled":true,)") + certificate))->settings.certificate_authority,
            "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(read_configuration(values(std::string("{") + certificate))->settings.certificate_authority, "");
}

TEST(MySqlConfiguration, what_cannot_be_is_refused_or_bounded) {
  EXPECT_EQ(read_configuration(values(R"({"port":0})")).error().reason, "'Port' must be from 1 to 65535, it is [0].");
  EXPECT_FALSE(read_configuration(values(R"({"keep_id_as":"_id"})")));
  EXPECT_EQ(read_configuration(values(R"({"max_parallel_tables":0})"))->parallel_tables, 1);
  EXPECT_EQ(read_configuration(values(R"({"max_parallel_tables":1000})"))->parallel_tables, 16);
}

// docs/spec/sources.md 6.1
TEST(MySqlConfiguration, a_connector_gets_the_fields_of_the_specification_in_their_order) {
  const auto type = mysql_source_type();
  Names names;
  for (const auto& member : type.configuration.as_object()) {
    names.push_back(member.name);
    EXPECT_EQ(member.value.number("order"), static_cast<std::int64_t>(names.size()));
  }
  EXPECT_EQ(names, (Names{"host", "port", "user", "password", "database", "tables", "ssl_enabled", "ssl_ca", "fetch_size", "retry_count"}));
  EXPECT_TRUE(type.configuration.at_path("password.sensitive")->as_bool());
  EXPECT_EQ(type.configuration.at_path("fetch_size.default_value")->integer(), 5000);
  EXPECT_TRUE(type.features.at_path("sync_rules.advanced.enabled")->as_bool());
  EXPECT_TRUE(type.features.at_path("incremental_sync.enabled")->as_bool());
}

TEST(MySqlSource, an_id_belongs_to_a_scope_when_it_begins_with_it) {
  const auto source = mysql_source_type().make(values("{}"));
  EXPECT_TRUE((*source)->may_hold("orders", "orders_42"));
  EXPECT_TRUE((*source)->may_hold("orders", "orders_items_42"));
  EXPECT_FALSE((*source)->may_hold("orders", "orders"));
  EXPECT_FALSE((*source)->may_hold("orders", "customers_42"));
  EXPECT_FALSE((*source)->may_hold("orders", "orders2_42"));
}

TEST(MySqlSource, only_a_cursor_column_makes_changes) {
  EXPECT_FALSE((*mysql_source_type().make(values("{}")))->has_changes());
  EXPECT_TRUE((*mysql_source_type().make(values(R"({"cursor_column":"updated_at"})")))->has_changes());
}

TEST(MySqlSource, a_server_that_is_not_there_is_told_with_its_place_and_without_the_password) {
  const auto source = mysql_source_type().make(values(R"({"host":"127.0.0.1","port":1,"password":"secret"})"));
  const auto reason = (*source)->validate().error().reason;
  EXPECT_TRUE(reason.contains("127.0.0.1:1")) << reason;
  EXPECT_FALSE(reason.contains("secret")) << reason;
  const auto findings = (*source)->probe();
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].what, "host");
  EXPECT_FALSE(findings[0].is_good);
}

}  // namespace
}  // namespace headrace::sources::mysql
