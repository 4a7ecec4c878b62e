// Whom incidents are pushed to: a generic webhook (JSON, signed) or a Slack incoming webhook.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "res/incidents/incident.h"

namespace gs::res {

enum class SinkKind : uint8_t { kWebhook, kSlack };

struct SinkSettings {
  std::string name;  // unique; [a-z0-9_-]{1,40}
  SinkKind kind = SinkKind::kWebhook;
  std::string url;             // http or https, no user name; may hold a secret: never shown
  std::string secret;          // webhook: key of the signature; empty: not signed
  bool allow_private = false;  // else only public addresses are connected to
  std::string ca_file;         // PEM; empty: the authorities that the system trusts
  std::vector<IncidentSeverity> severities;  // empty: all
};

// Errors (kInvalidInput, where = the sink's name): URL, name, a secret for Slack.
Status check_sink(const SinkSettings& sink);

bool wants(const SinkSettings& sink, const Incident& incident);

// The body of one delivery. webhook: {id, event, incident{as GET /incident/{id} without history},
// change, actor, timestamp}; Slack: {text}, with its control characters escaped.
std::string sink_body(const SinkSettings& sink, std::string_view delivery_id,
                      const Incident& incident, const IncidentEvent& event,
                      std::string_view public_url);

// Value of X-Governed-Speed-Signature: "sha256=<hex HMAC-SHA-256 of the body>".
std::string sink_signature(std::string_view secret, std::string_view body);

}  // namespace gs::res
