#include "sources/postgresql/settings.h"

#include <gtest/gtest.h>

#include "sources/postgresql/postgresql_source.h"

namespace headrace::sources::postgresql {
namespace {

json::Value with(std::string_view name, json::Value value) {
  auto configuration = json::object({{"host", "h"},
                                     {"port", 5432},
                                     {"username", "u"},
                                     {"password", "p"},
                                     {"database", "d"},
                                     {"schema", "s"},
                                     {"tables", json::Array{"*"}},
                                     {"ssl_enabled", false},
                                     {"ssl_ca", "PEM"}});
  configuration.set(name, std::move(value));
  return configuration;
}

// docs/spec/sources.md 5.1
TEST(Settings, the_fields_are_those_of_the_original_in_their_order) {
  std::vector<std::string> names;
  for (const auto& field : configuration_fields().as_object()) {
    names.push_back(field.name);
    EXPECT_EQ(field.value.number("order"), static_cast<std::int64_t>(names.size()));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"host", "port", "username", "password", "database", "schema", "tables", "fetch_size",
                                             "retry_count", "ssl_enabled", "ssl_ca"}));
  EXPECT_EQ(*configuration_fields().at_path("tables.value"), json::Value("*"));
  EXPECT_EQ(*configuration_fields().at_path("password.sensitive"), json::Value(true));
  EXPECT_EQ(*configuration_fields().at_path("fetch_size.default_value"), json::Value(50));
}

TEST(Settings, our_own_fields_need_not_be_there) {
  const auto settings = read_settings(with("host", "h"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->parallel_tables, 2);
  EXPECT_EQ(settings->cursor_column, "");
  EXPECT_EQ(settings->attempts, 3);
  EXPECT_EQ(read_settings(with("max_parallel_tables", 5))->parallel_tables, 5);
  EXPECT_EQ(read_settings(with("max_parallel_tables", 0))->parallel_tables, 1);
}

TEST(Settings, what_nothing_can_be_read_with_is_refused) {
  for (const auto* name : {"host", "username", "database", "schema"}) {
    const auto refused = read_settings(with(name, ""));
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().reason, std::string("[") + name + "] cannot be empty.");
  }
  EXPECT_FALSE(read_settings(with("port", 0)));
  EXPECT_FALSE(read_settings(with("port", 65'536)));
  EXPECT_FALSE(read_settings(with("schema", std::string("a\0b", 3))));
}

TEST(Settings, a_certificate_counts_only_with_tls) {
  EXPECT_EQ(read_settings(with("ssl_enabled", false))->endpoint.certificate, "");
  EXPECT_EQ(read_settings(with("ssl_enabled", true))->endpoint.certificate, "PEM");
}

TEST(Settings, what_ids_tell_of_their_table) {
  const auto source = postgresql_source_type().make(with("database", "shop"));
  ASSERT_TRUE(source);
  EXPECT_TRUE((*source)->may_hold("customers", "shop_s_customers_7"));
  EXPECT_FALSE((*source)->may_hold("customers", "shop_s_orders_7"));
  EXPECT_TRUE((*source)->may_hold("customers", "0123456789abcdef0123456789abcdef"));  // the hash of an id that was too long
  EXPECT_TRUE((*source)->may_hold("a", "shop_s_a_b_1"));                              // may be of [a] or of [a_b]
}

}  // namespace
}  // namespace headrace::sources::postgresql
