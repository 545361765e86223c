#pragma once
// Whether somebody may have what a route gives, and how much of it they see (docs/spec/rest-conventions.md 14).

#include "rest/access.h"
#include "rest/route.h"
#include "security/guarded_engine.h"
#include "security/redaction.h"

namespace headrace::rest {

/// Errors: security, for a cluster action that is not granted, and for an index in the path that is not.
Result<void> check_access(const Access& access, RequestContext& request);

/// The services as somebody sees them who may not do everything. For one request; what it is made of outlives it.
struct RestrictedServices {
  RestrictedServices(Services& all, const security::Identity& identity, const Access& access);

  security::RedactingStore redacting;
  engine::StateStore& state;  ///< the redacting one for those who may not manage connectors
  security::GuardedEngine guarded;
  Services services;
};

}  // namespace headrace::rest
