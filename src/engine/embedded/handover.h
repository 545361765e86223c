#pragma once
// Waiting in a coroutine for what happens on a thread of the engine.

#include "base/handover.h"

namespace headrace::engine::embedded {

using base::handed_over;
using base::Wake;

}  // namespace headrace::engine::embedded
