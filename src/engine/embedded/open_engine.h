#pragma once
// How an engine is opened on another file system than the machine's: for tests that make writes fail.

#include <rocksdb/env.h>

#include "engine/embedded/embedded_engine.h"

namespace headrace::engine::embedded {

/// How many bytes the stores gather in memory before they write a table.
struct WriteBuffers {
  std::size_t state = std::size_t{8} << 20;
  std::size_t content = std::size_t{32} << 20;
};

/// As open(). What is read and written goes through `env`, but for the folder's lock and the indices of text.
Result<std::unique_ptr<Engine>> open_on(rocksdb::Env& env, Options options, const WriteBuffers& buffers = {});

}  // namespace headrace::engine::embedded
