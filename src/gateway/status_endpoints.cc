#include "gateway/status_endpoints.h"

#include "base/json_writer.h"

#include <boost/json.hpp>

namespace gs::gateway {
namespace {

http::Response text_response(std::string content_type, std::string body) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

// {"vllm-a": {"state": "usable"}, ...}
boost::json::object upstream_states(const upstream::Upstreams& upstreams) {
  boost::json::object states;
  for (const upstream::Server* server : upstreams.servers()) {
    const bool usable = server->usable(upstreams.clock().steady());
    const std::string_view why = server->healthy() ? "breaker_open" : "unhealthy";
    states[server->options().name] = {{"state", usable ? std::string_view("usable") : why}};
  }
  return states;
}

// {"state": "recording", "next_seq": 12, "behind": 0}
boost::json::object journal_state(const JournalHealth& journal) {
  if (!journal.kept) return {{"state", "off"}};
  boost::json::object state = {{"state", journal.state.accepts ? "recording" : "refusing"},
                               {"next_seq", journal.state.next_seq}};
  if (!journal.state.accepts) state["problem"] = journal.state.problem;
  if (journal.shipped) state["behind"] = journal.behind;
  return state;
}

}  // namespace

http::Response health() {
  return text_response("application/json", R"({"status":"ok"})");
}

http::Response ready(const PolicyInForce& policy, const upstream::Upstreams& upstreams,
                     const JournalHealth& journal, const std::atomic<bool>& stopping) {
  std::shared_ptr<const LoadedPolicy> loaded = policy.current();
  const bool is_stopping = stopping.load();
  const bool has_model = !upstreams.any() || upstreams.any_usable();
  const bool usable = has_model && journal.usable();
  const std::string_view status = is_stopping ? "stopping" : usable ? "ready" : "waiting";
  boost::json::object body = {{"status", status},
                              {"policy",
                               {{"state", "loaded"},
                                {"from", loaded->origin},
                                {"digest", loaded->inspector->policy().digest()},
                                {"loaded_at", to_rfc3339(loaded->loaded_at)}}},
                              {"journal", journal_state(journal)}};
  if (upstreams.any()) body["upstreams"] = upstream_states(upstreams);
  http::Response response = text_response("application/json", to_json_text(body));
  if (is_stopping || !usable) response.status = 503;
  return response;
}

http::Response rules(const PolicyInForce& policy) {
  std::shared_ptr<const LoadedPolicy> loaded = policy.current();
  http::Response response = text_response("application/json", loaded->rules_document);
  response.with_header("x-governance-policy", loaded->short_digest);
  return response;
}

http::Response metrics(const telemetry::Metrics& metrics) {
  return text_response("text/plain; version=0.0.4; charset=utf-8", metrics.expose());
}

}  // namespace gs::gateway
