#include "journal/decision_record.h"

#include <boost/json.hpp>

namespace gs::journal {

namespace json = boost::json;

json::object to_json(const DecisionRecord& record) {
  json::object out;
  out["id"] = record.id;
  out["ts"] = to_rfc3339(record.ts);
  out["phase"] = text::to_string(record.decision->phase);
  out["action"] = policy::to_string(record.decision->action);
  json::array& rules = out["rules"].emplace_array();
  for (const policy::RuleResult& rule : record.decision->rules)
    rules.push_back(policy::to_json(rule));
  json::array& detectors = out["detectors"].emplace_array();
  for (const detect::DetectorRun& run : *record.detectors) {
    detectors.push_back(json::object{
        {"name", run.name}, {"outcome", detect::to_string(run.outcome)}, {"us", run.microseconds}});
  }
  out["signals"] = record.signals;
  out["policy_digest"] = record.decision->policy_digest;
  out["settings_digest"] = record.settings_digest;
  out["model"] = record.model;
  out["tenant"] = record.tenant;
  out["principal"] = record.principal;
  out["claimed_user"] = record.claimed_user;
  out["content_hmac"] = record.content_hmac;
  out["latency_us"] = json::object{{"detect", record.latency.detect},
                                   {"decide", record.latency.decide},
                                   {"total", record.latency.total}};
  return out;
}

}  // namespace gs::journal
