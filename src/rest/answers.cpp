#include "rest/answers.h"

#include <algorithm>

#include "base/fingerprint.h"

namespace headrace::rest {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void write_with_id(const engine::Document& document, std::string& to) {
  to += R"({"id":)";
  json::write_string(document.id, to);
  const std::string_view source = *document.source;
  const auto members = source.substr(std::min(source.find('{'), source.size() - 1) + 1);
  const auto first = std::ranges::find_if_not(members, is_blank);
  if (first != members.end() && *first != '}') to += ',';
  to += members;
}

}  // namespace

Answer result_answer(control::UpdateResult result) {
  return {.body = result == control::UpdateResult::noop ? R"({"result":"noop"})" : R"({"result":"updated"})"};
}

Answer acknowledged() { return {.body = R"({"acknowledged":true})"}; }

json::Value shards_body(std::size_t indices) { return json::object({{"total", indices}, {"successful", indices}, {"failed", 0}}); }

Action at_once(Answer answer) {
  return [answer = std::move(answer)]() mutable -> Awaitable<Result<Answer>> { co_return std::move(answer); };
}

Answer json_answer(const json::Value& body, unsigned status) { return {.status = status, .body = json::write(body)}; }

std::uint64_t state_of(const engine::Document& document) {
  return base::Fingerprint().add(document.index).add(document.id).add(document.seq_no).value();
}

Answer document_answer(const engine::Document& document) {
  Answer answer;
  answer.body.reserve(document.source->size() + document.id.size() + 16);
  write_with_id(document, answer.body);
  answer.state = state_of(document);
  return answer;
}

Answer page_answer(const engine::ListPage& page) {
  std::size_t bytes = 64;
  for (const auto& document : page.documents) bytes += document.source->size() + document.id.size() + 16;
  Answer answer;
  answer.body.reserve(bytes);
  answer.body += R"({"count":)" + std::to_string(page.count) + R"(,"results":[)";
  base::Fingerprint state;
  state.add(page.count).add(page.next.value_or(""));
  for (const auto& document : page.documents) {
    if (&document != &page.documents.front()) answer.body += ',';
    write_with_id(document, answer.body);
    state.add(document.id).add(document.seq_no);
  }
  answer.body += "]}";
  answer.state = state.value();
  return answer;
}

void add_next(Answer& page, std::string_view cursor) {
  page.body.pop_back();
  page.body += R"(,"next":)";
  json::write_string(cursor, page.body);
  page.body += '}';
}

Result<SentWindow> read_window(RequestContext& request) {
  SentWindow window;
  TRY(window.from, request.integer("from", 0));
  TRY(window.size, request.integer("size", 100));
  return window;
}

Result<Window> SentWindow::checked() const {
  if (from < 0) return fail(ErrorKind::illegal_argument, "Parameter [from] cannot be < 0");
  if (size < 0) return fail(ErrorKind::illegal_argument, "Parameter [size] cannot be < 0");
  return Window{.from = static_cast<std::uint64_t>(from), .size = static_cast<std::uint64_t>(size)};
}

}  // namespace headrace::rest
