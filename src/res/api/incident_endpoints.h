// POST /incident, GET /incidents, GET and PATCH /incident/{id}, POST /alerts/webhook.
#pragma once

#include "res/api/call.h"

namespace gs::res {

http::Task<http::Response> post_incident(Call* call);
Result<http::Response> get_incident_list(const Call& call);
Result<http::Response> get_one_incident(const Call& call);
http::Task<http::Response> patch_incident(Call* call);
http::Task<http::Response> post_alerts(Call* call);

}  // namespace gs::res
