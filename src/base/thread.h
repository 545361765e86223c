#pragma once
// The calling thread.

namespace headrace::base {

/// Others go first from now on, and so will threads that this one starts. Where nobody waits for the processor, nothing changes.
void give_way();

}  // namespace headrace::base
