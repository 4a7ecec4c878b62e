#include "gateway/guard_options.h"

#include "text/segment.h"

namespace gs::gateway {
namespace {

guards::Dialect dialect_of(settings::GuardDialect from) {
  switch (from) {
    case settings::GuardDialect::kJudge:
      return guards::Dialect::kJudge;
    case settings::GuardDialect::kLlamaGuard:
      return guards::Dialect::kLlamaGuard;
    case settings::GuardDialect::kLlamaGuardPrompt:
      return guards::Dialect::kLlamaGuardPrompt;
    case settings::GuardDialect::kModeration:
      return guards::Dialect::kModeration;
    case settings::GuardDialect::kDetector:
      break;
  }
  return guards::Dialect::kDetector;
}

guards::Options options_of(const settings::GuardSettings& from) {
  guards::Options to;
  to.name = from.name;
  to.dialect = dialect_of(from.dialect);
  to.model = from.model;
  to.detector = from.detector;
  to.instruction = from.instruction;
  to.categories = from.categories;
  for (const std::string& name : from.roles) {
    if (const auto role = text::role_named(name)) to.roles.push_back(*role);
  }
  to.server.tls = from.url.is_tls;
  to.server.host = from.url.host;
  to.server.port = from.url.port;
  to.server.base_path = from.url.base_path;
  to.server.key = from.key;
  to.server.tls_ca = from.tls_ca;
  to.server.tls_name = from.tls_name;
  to.deadline = from.deadline;
  to.concurrency = from.concurrency;
  to.text_limit = from.text_limit;
  to.breaker_failures = from.breaker_failures;
  to.breaker_open = from.breaker_open;
  return to;
}

}  // namespace

std::vector<guards::Options> guard_options(const std::vector<settings::GuardSettings>& from) {
  std::vector<guards::Options> options;
  for (const settings::GuardSettings& one : from) options.push_back(options_of(one));
  return options;
}

std::vector<filter::GuardDeclaration> guard_declarations(
    const std::vector<settings::GuardSettings>& from) {
  std::vector<filter::GuardDeclaration> declared;
  for (const settings::GuardSettings& one : from) {
    filter::GuardDeclaration& guard = declared.emplace_back();
    guard.name = one.name;
    guard.fails_open = one.fails_open;
    if (!one.cascade) continue;
    guard.cascade =
        filter::GuardDeclaration::Cascade{one.cascade->signal, one.cascade->low, one.cascade->high};
  }
  return declared;
}

}  // namespace gs::gateway
