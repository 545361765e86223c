#include "rest/sync_job_events.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <iterator>

#include "rest/answers.h"
#include "rest/shown_fields.h"

namespace headrace::rest {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_at_once = 100;
/// Between two looks for changes. A look that finds nothing compares two numbers.
constexpr std::chrono::milliseconds look_gap{100};
/// So many empty looks in a row, and a comment is sent: whoever stands between knows that the connection lives.
constexpr int looks_between_signs = 150;

/// Then the stream ends and the client comes back with its place, and with credentials that are looked at anew.
constexpr std::chrono::minutes longest_stream{10};

/// What is shown of each change, and of which ones.
struct Wanted {
  std::optional<std::string> connector_id;
  ShownFields fields;
};

bool is_of_connector(const engine::Document& document, const std::string& id) {
  const auto job = json::parse(*document.source);
  const auto* connector = job ? job->at_path("connector.id") : nullptr;
  return connector != nullptr && connector->is_string() && connector->as_string() == id;
}

/// An event has one line a field; line ends stand nowhere inside the texts of JSON.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

void append_event(std::string& to, std::uint64_t id, std::string_view name, std::string data) {
  fmt::format_to(std::back_inserter(to), "id: {}\nevent: {}\ndata: {}\n\n", id, name, on_one_line(std::move(data)));
}

void append_change(std::string& to, const engine::Change& change, const Wanted& wanted) {
  const auto id = change.seq_no + 1;  // where to go on behind it
  if (!change.document) {
    append_event(to, id, "sync_job_deleted", json::write(json::object({{"id", change.id}})));
    return;
  }
  if (wanted.connector_id && !is_of_connector(*change.document, *wanted.connector_id)) return;
  auto shown = *change.document;
  if (!wanted.fields.all()) shown.source = std::make_shared<const std::string>(wanted.fields.of(shown));
  append_event(to, id, "sync_job", document_answer(shown).body);
}

/// One reader's place in the stream.
class Events {
 public:
  Events(engine::StateStore& store, Wanted wanted, std::optional<std::uint64_t> from)
      : store_(store), wanted_(std::move(wanted)), from_(from) {}

  /// The next events; an empty text when there are none yet; none at the end.
  Awaitable<std::optional<std::string>> next() {
    const bool is_first = !from_ || !has_begun_;
    const auto changes = co_await store_.changes(std::string(engine::sync_jobs_index), from_, most_at_once);
    if (!changes || std::chrono::steady_clock::now() > end_) co_return std::nullopt;
    from_ = changes->next;
    has_begun_ = true;
    std::string text;
    if (is_first)
      fmt::format_to(std::back_inserter(text), "retry: 2000\nid: {}\n\n", changes->changes.empty() ? *from_ : changes->changes[0].seq_no);
    for (const auto& change : changes->changes) append_change(text, change, wanted_);
    if (!text.empty()) {
      quiet_looks_ = 0;
      co_return text;
    }
    asio::steady_timer timer(co_await asio::this_coro::executor, look_gap);
    co_await timer.async_wait(asio::use_awaitable);
    if (++quiet_looks_ < looks_between_signs) co_return "";
    quiet_looks_ = 0;
    co_return ": nothing new\n\n";
  }

 private:
  engine::StateStore& store_;
  Wanted wanted_;
  std::optional<std::uint64_t> from_;
  bool has_begun_ = false;
  int quiet_looks_ = 0;
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + longest_stream;
};

/// The header that event sources send when they come back, or the parameter for those who cannot send one.
Result<std::optional<std::uint64_t>> read_place(RequestContext& request) {
  auto text = std::string(request.header("last-event-id"));
  if (const auto parameter = request.parameter("last_event_id"); text.empty() && parameter) text = *parameter;
  if (text.empty()) return std::nullopt;
  std::uint64_t place = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (problem == std::errc() && end == text.data() + text.size()) return place;
  return fail(ErrorKind::illegal_argument,
              fmt::format("[Last-Event-ID] with value [{}] is not what an event of this stream gave as [id]", text));
}

}  // namespace

Result<Action> prepare_sync_job_events(Services& services, RequestContext& request) {
  TRY(const auto place, read_place(request));
  Wanted wanted{.connector_id = request.parameter("connector_id"), .fields = {}};
  if (const auto fields = request.parameter("fields")) {
    TRY(wanted.fields, ShownFields::read(*fields));
  }
  return [&services, place, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    auto events = std::make_shared<Events>(services.engine.state(), wanted, place);
    Answer answer{.body = {}, .headers = {{"cache-control", "no-cache"}}, .content_type = "text/event-stream"};
    answer.stream = [events] { return events->next(); };
    co_return answer;
  };
}

}  // namespace headrace::rest
