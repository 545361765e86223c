#pragma once
// The records of one store, each for itself and against each other.

#include "engine/embedded/check.h"
#include "engine/embedded/database.h"

namespace headrace::engine::embedded {

struct RecordCheck {
  Database& database;
  std::string store;
  bool holds_state = false;
  decltype(CheckOptions::look) look = {};
  bool has_keys = false;  ///< what is sealed should open
};

/// Adds to `report` what is wrong, and counts what was seen.
void check_records(const RecordCheck& check, CheckReport& report);

}  // namespace headrace::engine::embedded
