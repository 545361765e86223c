// Content-Type and Accept, one a line.
#include "rest/media_type.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  http::Request request;
  request.method = "PUT";
  request.body = "{}";
  request.headers = {{"Content-Type", text.substr(0, line)}, {"Accept", text.substr(std::min(line + 1, text.size()))}};
  const auto types = rest::MediaTypes::read(request);
  if (!types) {
    if (types.error().kind != ErrorKind::media_type_header) __builtin_trap();
    return 0;
  }
  (void)types->check_body();
  for (const auto* format : {"", "yaml", "json", "nonsense"}) {
    const auto header = types->response_header(format);
    if (header.empty() || header.find_first_of("\r\n") != std::string::npos) __builtin_trap();
  }
  return 0;
}
