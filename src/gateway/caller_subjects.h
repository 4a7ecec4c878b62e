// Whose limits a request counts against.
#pragma once

#include <vector>

#include "auth/admission.h"
#include "auth/principal.h"
#include "settings/limit_settings.h"

namespace gs::gateway {

// The caller's key and its tenant, each where it has a limit. Without keys everybody together is
// one caller, "anonymous".
std::vector<auth::LimitSubject> limit_subjects(const auth::Principal& caller,
                                               const settings::LimitSettings& settings);

}  // namespace gs::gateway
