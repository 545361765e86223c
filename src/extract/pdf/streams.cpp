#include "extract/pdf/streams.h"

#include <qpdf/Pipeline.hh>
#include <stdexcept>

namespace headrace::extract::pdf {
namespace {

class BoundedPipeline final : public Pipeline {
 public:
  BoundedPipeline(std::uint64_t limit, std::string& to) : Pipeline("bounded", nullptr), limit_(limit), to_(to) {}

  void write(const unsigned char* data, std::size_t length) override {
    if (length > limit_) {
      is_over_ = true;
      throw std::length_error("stream too long");  // ends the unpacking
    }
    limit_ -= length;
    to_.append(reinterpret_cast<const char*>(data), length);
  }
  void finish() override {}

  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  std::uint64_t limit_;
  std::string& to_;
  bool is_over_ = false;
};

}  // namespace

void unpack(const Object& stream, Budget& budget, std::string& to) {
  if (!stream.is_stream()) return;
  const auto before = to.size();
  BoundedPipeline pipeline(std::min(budget.limits.stream_bytes, budget.stream_bytes), to);
  bool was_filtered = false;
  try {
    stream.handle().pipeStreamData(&pipeline, &was_filtered, 0, qpdf_dl_specialized, true);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): damaged; what came before the damage is good
  }
  if (pipeline.is_over()) throw TooMuch("a stream in it is too large when it is unpacked");
  budget.stream_bytes -= to.size() - before;
  const bool is_packed = !stream.member("/Filter").is_null();
  if (is_packed && !was_filtered) to.resize(before);  // an image, or a filter that nobody knows
}

std::string unpack_contents(const Object& contents, Budget& budget) {
  std::string all;
  if (!contents.is_array()) {
    unpack(contents, budget, all);
    return all;
  }
  for (int i = 0; i < contents.size(); ++i) {
    budget.take_step();
    unpack(contents.at(i), budget, all);
    if (all.size() > budget.limits.stream_bytes) throw TooMuch("a page of it is too large when it is unpacked");
    all += '\n';
  }
  return all;
}

}  // namespace headrace::extract::pdf
