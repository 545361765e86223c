#pragma once
// The name under which the deletion of what a query finds is included.

#include "content/by_query.h"
