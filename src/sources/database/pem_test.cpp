#include "sources/database/pem.h"

#include <gtest/gtest.h>

namespace headrace::sources::database {
namespace {

constexpr std::string_view two =
    "-----BEGIN CERTIFICATE-----\nMIIB\nAg==\n-----END CERTIFICATE-----\n-----BEGIN X-----\nQQ==\n-----END X-----\n";

TEST(Pem, line_breaks_of_a_single_line_come_back_also_between_blocks) {
  EXPECT_EQ(restored_pem("-----BEGIN CERTIFICATE----- MIIB Ag== -----END CERTIFICATE----- -----BEGIN X----- QQ== -----END X-----"), two);
  EXPECT_EQ(restored_pem(" -----BEGIN CERTIFICATE-----MIIB Ag==-----END CERTIFICATE----------BEGIN X----- QQ== -----END X-----\n"), two);
}

TEST(Pem, a_text_with_line_breaks_is_only_trimmed_line_by_line) {
  EXPECT_EQ(restored_pem(two), two);
  EXPECT_EQ(restored_pem(" -----BEGIN A-----\r\n  QQ==  \n\n-----END A-----"), "-----BEGIN A-----\nQQ==\n-----END A-----\n");
}

TEST(Pem, whatever_is_no_pem_stays_what_it_is) {
  EXPECT_EQ(restored_pem(""), "");
  EXPECT_EQ(restored_pem("nonsense"), "nonsense\n");
  EXPECT_EQ(restored_pem("-----BEGIN"), "-----BEGIN\n");
}

}  // namespace
}  // namespace headrace::sources::database
