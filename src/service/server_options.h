// From the settings that both services have to the options of the parts they are made of.
#pragma once

#include "http/access_log.h"
#include "http/server.h"
#include "settings/service_settings.h"
#include "telemetry/log.h"

namespace gs::service {

telemetry::LogLevel log_level(settings::LogLevel level);
http::AccessLevel access_level(settings::AccessLog level);

// A server without authentication answers only to the names of its own machine, so that a web page
// cannot reach it by DNS rebinding. Where the operator has opened it to other machines on purpose
// (auth.insecure) its names are not known here.
http::ServerOptions server_options(const settings::ServiceSettings& settings);

}  // namespace gs::service
