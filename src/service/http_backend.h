#pragma once
// Backend over HTTP, for `headrace work`: Headrace, Elasticsearch, or what speaks their APIs.

#include <memory>

#include "base/clock.h"
#include "http/client.h"
#include "service/backend.h"
#include "service/http_call.h"

namespace headrace::service {

/// `clock` outlives it; it is only waited on, between tries.
std::unique_ptr<Backend> http_backend(http::ClientOptions target, Retry retry = {}, base::Clock& clock = base::system_clock());

}  // namespace headrace::service
