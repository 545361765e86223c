#pragma once
// headrace job list

#include <cstdint>
#include <optional>
#include <string>

#include "cli/context.h"

namespace CLI {
class App;
}

namespace headrace::cli {

struct JobListOptions {
  std::string status = {}, connector = {}, type = {}, trigger = {}, index_name = {}, service_type = {}, since = {}, until = {}, query = {},
              order = {};
  std::uint64_t from = 0;
  std::uint64_t size = 100;  ///< jobs wanted in all
};

/// A page this large is asked for at once; longer lists come in several.
constexpr std::uint64_t most_jobs_a_page = 1'000;

/// The request for one page of at most `page` jobs. `cursor`: none, "" to begin, or what the page before gave as `next`.
std::string job_list_target(const JobListOptions& options, std::uint64_t page, const std::optional<std::string>& cursor);

void add_job_list(CLI::App& family, Context& context);

}  // namespace headrace::cli
