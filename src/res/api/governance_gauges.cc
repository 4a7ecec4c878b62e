#include "res/api/governance_gauges.h"

#include <array>
#include <chrono>

#include "res/api/gauge_text.h"
#include "res/incidents/incident_store.h"
#include "res/incidents/outbox.h"
#include "res/risk/registry.h"

namespace gs::res {
namespace {

struct Family {
  std::string_view name;
  std::string_view help;
};
constexpr std::array<Family, 7> kRisk = {{
    {"llm_pass_at_5", "Quality by the newest evidence: share of tasks solved in five attempts"},
    {"fairness_subgroup_delta", "Fairness by the newest evidence: largest gap between subgroups"},
    {"harmful_output_rate", "Safety by the newest evidence: share of harmful outputs"},
    {"reid_risk", "Privacy by the newest evidence: risk of re-identification"},
    {"drift_psi", "Drift by the newest evidence: population stability index"},
    {"latency_p95_seconds", "95th percentile of latency at run time, over five minutes"},
    {"availability", "Share of requests that were answered at run time, over five minutes"},
}};

double seconds_until(WallTime then, WallTime now) {
  return std::chrono::duration<double>(then - now).count();
}

Status write_risk(const ApiParts& api, store::Connection& connection, GaugeText& out) {
  const RiskRules rules = RiskRules::of(api.policy()->model());
  GS_TRY(const std::vector<RiskGauge> gauges, risk_gauges(connection, rules, api.clock.now()));
  for (const Family& family : kRisk) {
    out.family(family.name, family.help);
    for (const RiskGauge& gauge : gauges) {
      if (gauge.series == family.name) out.sample({{"model", gauge.model}}, gauge.value);
    }
  }
  return Ok{};
}

Status write_incidents(const ApiParts& api, store::Connection& connection, GaugeText& out) {
  GS_TRY(const std::vector<IncidentFigures> figures, incident_figures(connection, api.clock.now()));
  out.family("res_incidents_open", "Incidents that are not closed, by severity");
  for (const IncidentFigures& one : figures) {
    out.sample({{"severity", to_string(one.severity)}}, static_cast<double>(one.open));
  }
  out.family("res_incident_rca_due_seconds",
             "Time until the nearest root cause analysis is due; below zero: overdue");
  for (const IncidentFigures& one : figures) {
    if (one.rca_due_seconds) {
      out.sample({{"severity", to_string(one.severity)}}, *one.rca_due_seconds);
    }
  }
  return Ok{};
}

Status write_outbox(store::Connection& connection, GaugeText& out) {
  GS_TRY(const std::vector<OutboxFigures> figures, outbox_figures(connection));
  out.family("res_outbox_pending", "Messages that a sink has still to get");
  for (const OutboxFigures& one : figures) {
    out.sample({{"sink", one.sink}}, static_cast<double>(one.pending));
  }
  out.family("res_outbox_given_up", "Messages that a sink has not taken for too long");
  for (const OutboxFigures& one : figures) {
    out.sample({{"sink", one.sink}}, static_cast<double>(one.given_up));
  }
  return Ok{};
}

void write_secrets(const ApiParts& api, GaugeText& out) {
  out.family("secret_expiry_seconds", "Time until a key or certificate runs out");
  const WallTime now = api.clock.now();
  for (const service::SecretExpiry& one : api.secrets()) {
    out.sample({{"secret", one.secret}}, seconds_until(one.expires, now));
  }
}

Status write_stored(const ApiParts& api, GaugeText& out) {
  GS_TRY(const auto connection, api.database.reader());
  GS_CHECK_OK(write_risk(api, *connection, out));
  GS_CHECK_OK(write_incidents(api, *connection, out));
  return write_outbox(*connection, out);
}

}  // namespace

std::string governance_gauges(const ApiParts& api) {
  GaugeText out;
  out.family("ledger_size", "Leaves of the published head of the log")
      .sample({}, static_cast<double>(api.log.published().head.size));
  out.family("ledger_signing", "Whether the log accepts and signs: 1, or 0")
      .sample({}, api.log.problem().empty() ? 1 : 0);
  write_secrets(api, out);
  if (Status written = write_stored(api, out); !written) {
    api.say(true, "metrics: " + written.error().to_string());
  }
  return out.take();
}

}  // namespace gs::res
