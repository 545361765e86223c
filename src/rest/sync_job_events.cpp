#include "rest/sync_job_events.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <deque>
#include <iterator>

#include "rest/answers.h"
#include "rest/shown_fields.h"

namespace headrace::rest {
namespace {

namespace asio = boost::asio;

/// Documents and bytes of one piece, so that nobody waits long behind it.
constexpr std::size_t most_at_once = 100;
constexpr std::size_t most_bytes_at_once = 1 << 20;
/// Changes that one look takes along.
constexpr std::size_t most_in_queue = 10'000;
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
  return job && control::connector_id_of(*job) == id;
}

/// An event has one line a field; line ends stand nowhere inside the texts of JSON.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

void append_event(std::string& to, std::uint64_t id, std::string_view name, std::string data) {
  fmt::format_to(std::back_inserter(to), "id: {}\nevent: {}\ndata: {}\n\n", id, name, on_one_line(std::move(data)));
}

/// `document` is none when it is not there any more.
void append_change(std::string& to, const engine::Change& change, const std::optional<engine::Document>& document, const Wanted& wanted) {
  const auto id = change.seq_no + 1;  // where to go on behind it
  if (!document) {
    append_event(to, id, "sync_job_deleted", json::write(json::object({{"id", change.id}})));
    return;
  }
  if (wanted.connector_id && !is_of_connector(*document, *wanted.connector_id)) return;
  auto shown = *document;
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
    std::string text;
    const bool has_looked = queue_.empty();
    if (has_looked && !co_await look(text)) co_return std::nullopt;
    for (std::size_t i = 0; i < most_at_once && !queue_.empty() && text.size() < most_bytes_at_once; ++i) {
      const auto change = std::move(queue_.front());
      queue_.pop_front();
      const auto document = co_await store_.get(std::string(engine::sync_jobs_index), change.id);
      if (!document) co_return std::nullopt;
      append_change(text, change, *document, wanted_);
    }
    if (!text.empty()) quiet_looks_ = 0;
    if (!text.empty() || !has_looked) co_return text;
    co_return co_await quiet_look();
  }

 private:
  /// Fills the queue. The first look tells the client its place, before anything happens. False at the end of the stream.
  Awaitable<bool> look(std::string& text) {
    if (std::chrono::steady_clock::now() > end_) co_return false;
    auto changes = co_await store_.changes(std::string(engine::sync_jobs_index), from_, most_in_queue);
    if (!changes) co_return false;
    from_ = changes->next;
    queue_.assign(std::make_move_iterator(changes->changes.begin()), std::make_move_iterator(changes->changes.end()));
    if (!has_begun_) fmt::format_to(std::back_inserter(text), "retry: 2000\nid: {}\n\n", queue_.empty() ? *from_ : queue_.front().seq_no);
    has_begun_ = true;
    co_return true;
  }

  /// Waits for the next look. The sign of life has the place too: what the client does not want to see has moved it on.
  Awaitable<std::string> quiet_look() {
    asio::steady_timer timer(co_await asio::this_coro::executor, look_gap);
    co_await timer.async_wait(asio::use_awaitable);
    if (++quiet_looks_ < looks_between_signs) co_return "";
    quiet_looks_ = 0;
    co_return fmt::format(": nothing new\nid: {}\n\n", *from_);
  }

  engine::StateStore& store_;
  Wanted wanted_;
  std::optional<std::uint64_t> from_;
  std::deque<engine::Change> queue_;
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
