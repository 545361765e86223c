// The HTTP request reader: the first byte says in how small pieces the rest arrives. However it is cut, the same requests come out.
#include <cstdlib>
#include <vector>

#include "http/request_decoder.h"

namespace {

using namespace headrace::http;
using Progress = RequestDecoder::Progress;

constexpr DecoderLimits limits{.line_bytes = 256, .header_bytes = 1024, .body_bytes = 4096};

/// All requests of the bytes, as text, up to the first that is refused or not whole.
std::vector<std::string> decode(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> found;
  RequestDecoder decoder(limits);
  decoder.start();
  std::string waiting;
  for (;;) {
    const auto next = bytes.substr(0, piece);
    bytes.remove_prefix(next.size());
    waiting += next;
    auto progress = Progress::need_more;
    do {
      std::size_t used = 0;
      progress = decoder.feed(waiting, used);
      if (used > waiting.size()) std::abort();
      waiting.erase(0, used);
      if (progress == Progress::complete) {
        const auto request = decoder.take_request();
        if (request.body.size() > limits.body_bytes) std::abort();
        found.push_back(request.method + " " + request.target + "\n" + request.body);
        decoder.start();
      }
    } while (progress == Progress::head_complete || (progress == Progress::complete && !waiting.empty()));
    if (progress == Progress::refused) {
      found.push_back("refused");
      return found;
    }
    if (bytes.empty()) return found;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = decode(bytes, bytes.size() + 1);
  const auto pieces = decode(bytes, 1 + data[0] % 64);
  // What is refused as a whole may be refused earlier in pieces, for another reason, and the other way round; what was let in is the same.
  for (std::size_t i = 0; i < std::min(whole.size(), pieces.size()); ++i) {
    if (whole[i] != "refused" && pieces[i] != "refused" && whole[i] != pieces[i]) std::abort();
  }
  return 0;
}
