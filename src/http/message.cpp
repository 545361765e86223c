#include "http/message.h"

#include <algorithm>

#include "base/strings.h"

namespace headrace::http {
namespace {

std::string_view first_value(const std::vector<Header>& headers, std::string_view name) {
  for (const auto& header : headers) {
    if (base::equals_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const auto mark = target.find('?');
  if (mark == std::string::npos) return {};
  const auto query = std::string_view(target).substr(mark + 1);
  return query.substr(0, query.find('#'));
}

std::string_view Request::header(std::string_view name) const { return first_value(headers, name); }

std::vector<std::string_view> Request::header_values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& header : headers) {
    if (base::equals_ignoring_case(header.name, name)) values.emplace_back(header.value);
  }
  return values;
}

void Response::set(std::string_view name, std::string value) {
  std::erase_if(headers, [name](const Header& header) { return base::equals_ignoring_case(header.name, name); });
  headers.push_back({std::string(name), std::move(value)});
}

std::string_view Response::header(std::string_view name) const { return first_value(headers, name); }

Awaitable<Result<void>> read_whole(Request& request) {
  while (request.rest != nullptr) {
    CO_TRY(auto piece, co_await request.rest->read());
    if (!piece) request.rest = nullptr;
    if (piece) request.body += *piece;
  }
  co_return Result<void>();
}

}  // namespace headrace::http
