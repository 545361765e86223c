// drop, fail, pipeline (docs/spec/document-api.md 8.7, 8.8).
#include "content/ingest/processor.h"
#include "content/ingest/run.h"

namespace headrace::content::ingest {
namespace {

class Drop final : public Processor {
 public:
  Result<Fate> run(Document& /*document*/, Run& /*run*/) const override { return Fate::dropped; }
};

class Fail final : public Processor {
 public:
  explicit Fail(Template message) : message_(std::move(message)) {}

  Result<Fate> run(Document& document, Run& /*run*/) const override {
    TRY(auto message, message_.render(document));
    return fail(ErrorKind::fail_processor, std::move(message));
  }

 private:
  Template message_;
};

class CallPipeline final : public Processor {
 public:
  CallPipeline(Template name, bool ignores_missing) : name_(std::move(name)), ignores_missing_(ignores_missing) {}

  Result<Fate> run(Document& document, Run& run) const override {
    TRY(const auto name, name_.render(document));
    return run.through(name, ignores_missing_, document);
  }

 private:
  Template name_;
  bool ignores_missing_;
};

}  // namespace

MadeProcessor make_drop(Options& /*options*/) { return std::make_unique<Drop>(); }

MadeProcessor make_fail(Options& options) {
  TRY(auto message, options.text_template("message"));
  return std::make_unique<Fail>(std::move(message));
}

MadeProcessor make_pipeline(Options& options) {
  TRY(auto name, options.text_template("name"));
  TRY(const bool ignores_missing, options.flag("ignore_missing_pipeline", false));
  return std::make_unique<CallPipeline>(std::move(name), ignores_missing);
}

}  // namespace headrace::content::ingest
