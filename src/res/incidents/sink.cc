#include "res/incidents/sink.h"

#include <algorithm>

#include "base/digest.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "http/blocking_post.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMaxSlackText = 2000;  // characters of the description and of the note

bool usable_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// Slack's control characters: https://docs.slack.dev/messaging/formatting-message-text
std::string escaped_for_slack(std::string_view text) {
  std::string out;
  const size_t end = byte_offset(text, std::min(count_code_points(text), kMaxSlackText));
  for (const char c : text.substr(0, end)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return end < text.size() ? out + "…" : out;
}

std::string note_of(const IncidentEvent& event) {
  const json::value* note = event.change.if_contains("note");
  const json::string* text = note == nullptr ? nullptr : note->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

// "sev1 incident_opened: PSI above 0.2 | status open | <https://...|0192...>"
std::string slack_text(const Incident& incident, const IncidentEvent& event,
                       std::string_view public_url) {
  std::string text = "*" + std::string(to_string(incident.severity)) + "* " + event.event + ": " +
                     escaped_for_slack(incident.description) + "\nstatus " +
                     std::string(to_string(incident.status)) + ", root cause due " +
                     to_rfc3339(incident.rca_due);
  if (const std::string note = note_of(event); !note.empty()) {
    text += "\nnote: " + escaped_for_slack(note);
  }
  return text + "\n<" + std::string(public_url) + incident_path(incident.id) + "|" + incident.id +
         ">";
}

}  // namespace

Status check_sink(const SinkSettings& sink) {
  if (!usable_name(sink.name)) {
    return fail(ErrorCode::kInvalidInput,
                "the name of a sink has 1 to 40 lower-case letters, digits, '-' and '_'",
                escape_for_display(sink.name, 60));
  }
  if (sink.kind == SinkKind::kSlack && !sink.secret.empty()) {
    return fail(ErrorCode::kInvalidInput, "Slack takes no signature: leave out its secret",
                sink.name);
  }
  http::PostOptions options;
  options.ca_file = sink.ca_file;
  const auto post = http::BlockingPost::create(sink.url, options);
  // Of the error not its place, which shows the URL: a webhook's path is its password.
  if (!post) return fail(post.error().code, post.error().message, sink.name);
  return Ok{};
}

bool wants(const SinkSettings& sink, const Incident& incident) {
  return sink.severities.empty() || std::find(sink.severities.begin(), sink.severities.end(),
                                              incident.severity) != sink.severities.end();
}

std::string sink_body(const SinkSettings& sink, std::string_view delivery_id,
                      const Incident& incident, const IncidentEvent& event,
                      std::string_view public_url) {
  if (sink.kind == SinkKind::kSlack) {
    return to_json_text(json::object{{"text", slack_text(incident, event, public_url)}});
  }
  json::object shown = to_json(incident, public_url, event.ts, true);
  shown.erase("history");
  return to_json_text(json::object{{"id", delivery_id},
                                   {"event", event.event},
                                   {"timestamp", to_rfc3339(event.ts)},
                                   {"actor", event.actor},
                                   {"incident", std::move(shown)},
                                   {"change", event.change}});
}

std::string sink_signature(std::string_view secret, std::string_view body) {
  return "sha256=" + to_hex(hmac_sha256(secret, body));
}

}  // namespace gs::res
