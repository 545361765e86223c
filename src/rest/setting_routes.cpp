// `_settings` of indices (docs/spec/document-api.md 12).

#include "content/index_admin.h"
#include "content/index_settings.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using json::Value;

struct SettingsForm {
  std::vector<std::string> names;  ///< full names and patterns; none: all
  bool flat = false;
  bool defaults = false;
};

/// `{"settings":{…},"defaults":{…}}`; none when nothing of it has a wanted name.
std::optional<Value> shown(const engine::IndexInfo& index, const SettingsForm& form) {
  const auto cut = [&](const Value& settings) {
    auto found = content::settings_named(settings, form.names);
    return form.flat ? content::flat_settings(found) : found;
  };
  auto body = json::object({{"settings", cut(content::shown_settings(index))}});
  if (form.defaults) body.set("defaults", cut(content::default_settings(index)));
  if (body.find("settings")->as_object().empty() && !form.defaults) return std::nullopt;
  return body;
}

Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  SettingsForm form{.names = request.list("setting")};
  TRY(form.flat, request.flag("flat_settings"));
  TRY(form.defaults, request.flag("include_defaults"));
  request.accept({"local", "master_timeout"});
  return [&services, options, form = std::move(form), index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found)
      if (auto settings = shown(one, form)) body.push_back({one.name, std::move(*settings)});
    co_return json_answer(Value(std::move(body)));
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request, {.allow_no_indices = false, .expand_closed = true}));
  TRY(const bool preserve_existing, request.flag("preserve_existing"));
  TRY(const bool reopen, request.flag("reopen"));
  request.accept({"timeout", "master_timeout", "flat_settings"});
  TRY(const auto text, request.required_body());
  TRY(auto update, content::read_setting_update(text));
  update.preserve_existing = preserve_existing;
  update.reopen = reopen;
  return [&services, options, update = std::move(update), index = request.capture("index")]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    std::vector<std::string> names;
    for (const auto& one : found) names.push_back(one.name);
    CO_TRY_VOID(co_await content::update_settings(services.engine, std::move(names), std::move(update)));
    co_return acknowledged();
  };
}

}  // namespace

std::vector<Route> setting_routes() {
  return {{"GET", "/_settings", prepare_get},
          {"GET", "/{index}/_settings", prepare_get},
          {"GET", "/{index}/_settings/{setting}", prepare_get},
          {"PUT", "/{index}/_settings", prepare_put}};
}

}  // namespace headrace::rest
