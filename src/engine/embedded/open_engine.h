#pragma once
// How an engine is opened on another file system than the machine's: for tests that make writes fail.

#include <rocksdb/env.h>

#include "engine/embedded/embedded_engine.h"

namespace headrace::engine::embedded {

/// As open(). Everything that RocksDB reads and writes goes through `env`.
Result<std::unique_ptr<Engine>> open_on(rocksdb::Env& env, Options options);

}  // namespace headrace::engine::embedded
