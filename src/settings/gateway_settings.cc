#include "settings/gateway_settings.h"

#include "settings/fields.h"

namespace gs::settings {
namespace {

void read_fields(const Settings& from, GatewaySettings& to) {
  to.detect.deadline = duration(from, "detect.deadline");
  to.detect.on_timeout = choice<OnTimeout>(from, "detect.on_timeout");
  to.detect.canaries = text(from, "detect.canaries");
  to.detect.corpus = text(from, "detect.corpus");
  to.detect.models = text(from, "detect.models");
  to.detect.names = on(from, "detect.names");
}

}  // namespace

tl::expected<GatewaySettings, Issues> GatewaySettings::create(const Settings& settings,
                                                              unsigned cores) {
  GatewaySettings made;
  Issues issues;
  static_cast<ServiceSettings&>(made) =
      ServiceSettings::read(settings, {"gateway.listen", "gateway.workers"}, cores, issues);
  read_fields(settings, made);
  made.audit = AuditSettings::read(settings, issues);
  made.upstreams = UpstreamsSettings::read(settings, issues);
  made.proxy = ProxySettings::read(settings, issues);
  made.limits = LimitSettings::read(settings, issues);
  made.guards = GuardSettings::read(settings, issues);
  if (has_errors(issues)) return tl::unexpected(std::move(issues));
  return made;
}

}  // namespace gs::settings
