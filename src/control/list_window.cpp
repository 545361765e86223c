#include "control/list_window.h"

#include "control/errors.h"

namespace headrace::control {

Awaitable<Result<engine::ListPage>> list_page(engine::StateStore& store, Mode mode, engine::ListRequest request) {
  constexpr std::uint64_t window = 10'000;
  const auto end = request.from + request.size;
  if (mode == Mode::strict && end > window) {
    engine::ListRequest any{.index = request.index, .filters = {}};
    any.size = 0;
    CO_TRY(const auto all, co_await store.list(std::move(any)));
    if (all.count > 0) co_return fail(window_too_large(end));
  }
  CO_TRY(auto page, co_await store.list(std::move(request)));
  if (mode == Mode::strict) page.count = std::min(page.count, window);
  co_return page;
}

}  // namespace headrace::control
