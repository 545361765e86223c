#pragma once
// Backend over HTTP, for `headrace work`: Headrace, Elasticsearch, or what speaks their APIs.

#include <memory>

#include "http/client.h"
#include "service/backend.h"

namespace headrace::service {

std::unique_ptr<Backend> http_backend(http::ClientOptions target);

}  // namespace headrace::service
