#include "settings/res_settings.h"

#include "base/host_port.h"
#include "settings/fields.h"
#include "settings/server_url.h"

#include <fmt/format.h>

#include <algorithm>

namespace gs::settings {
namespace {

constexpr std::string_view kWitnesses = "res.witnesses";
constexpr std::string_view kSinks = "res.sinks";

std::string without_final_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// How the service is reached by the address it listens on; all addresses: this machine's own.
std::string listening_url(const ServiceSettings& made) {
  const auto address = split_host_port(made.listen);
  if (!address) return "";
  const bool is_any = address->host == "0.0.0.0" || address->host == "::" || address->host.empty();
  const std::string host(is_any ? "127.0.0.1" : address->host);
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", made.tls.enabled() ? "https" : "http", is_v6 ? "[" : "",
                     host, is_v6 ? "]" : "", address->port);
}

void check_url(const ResolvedSetting& at, const std::string& url, Issues& issues) {
  const auto parsed = parse_server_url(url);
  if (parsed) return;
  issues.push_back(Settings::issue_at(at, parsed.error()));
  issues.back().length = 0;  // the line may hold a password
}

void read_storage(const Settings& from, ResSettings& to, Issues& issues) {
  if (to.storage.empty()) to.storage = to.data_dir;
  if (to.storage.empty()) {
    issues.push_back(from.issue_at(
        "res.storage", "is not set, and neither is data.dir: name a folder or a database"));
  }
  to.log_key = text(from, "res.log_key");
  if (to.data_dir.empty()) {
    if (to.log_key.empty() && !to.storage.empty()) {
      issues.push_back(from.issue_at(
          "res.log_key", "is not set, and with res.storage a database data.dir must be"));
    }
    return;
  }
  if (to.log_key.empty()) to.log_key = to.data_dir + "/secrets/log.key";
  to.anchor = to.data_dir + "/anchor";
}

void read_names(const Settings& from, ResSettings& to, Issues& issues) {
  to.origin = text(from, "res.origin");
  const bool is_plain = std::all_of(to.origin.begin(), to.origin.end(),
                                    [](char c) { return c > ' ' && c != '+' && c < '\x7F'; });
  if (to.origin.empty() || !is_plain) {
    issues.push_back(from.issue_at(
        "res.origin", "must be a name such as res.example/log1: ASCII without spaces and '+'"));
  }
  to.public_url = without_final_slash(text(from, "res.public_url"));
  if (to.public_url.empty()) {
    to.public_url = listening_url(to);
  } else {
    check_url(from.find("res.public_url"), to.public_url, issues);
  }
}

ResSettings::Witness read_witness(const Settings& from, const std::string& name, Issues& issues) {
  ResSettings::Witness witness;
  witness.name = name;
  witness.url = without_final_slash(from.get<std::string>(kWitnesses, name, "url"));
  witness.key = from.get<std::string>(kWitnesses, name, "key");
  const ResolvedSetting& url = from.find(kWitnesses, name, "url");
  if (witness.url.empty()) {
    issues.push_back(Settings::issue_at(url, "is missing"));
  } else {
    check_url(url, witness.url, issues);
  }
  if (witness.key.empty()) {
    issues.push_back(Settings::issue_at(from.find(kWitnesses, name, "key"), "is missing"));
  }
  return witness;
}

void check_sink(const Settings& from, const ResSettings::Sink& sink, Issues& issues) {
  const ResolvedSetting& url = from.find(kSinks, sink.name, "url");
  if (sink.url.empty() == sink.url_from.name.empty()) {
    issues.push_back(Settings::issue_at(
        url, sink.url.empty() ? "is missing, and so is url_from" : "is set, and so is url_from"));
  }
  if (sink.kind == SinkKind::kSlack && !sink.secret.name.empty()) {
    issues.push_back(Settings::issue_at(from.find(kSinks, sink.name, "secret"),
                                        "is set, but Slack takes no signature"));
  }
  for (const std::string& severity : sink.severities) {
    if (severity == "sev1" || severity == "sev2" || severity == "sev3") continue;
    issues.push_back(
        Settings::issue_at(from.find(kSinks, sink.name, "severities"),
                           fmt::format("must hold sev1, sev2 or sev3, not '{}'", severity)));
  }
}

ResSettings::Sink read_sink(const Settings& from, const std::string& name, Issues& issues) {
  ResSettings::Sink sink;
  sink.name = name;
  sink.kind = choice_of<SinkKind>(from.find(kSinks, name, "kind"));
  sink.url = from.get<std::string>(kSinks, name, "url");
  sink.url_from = from.get<SecretReference>(kSinks, name, "url_from");
  sink.secret = from.get<SecretReference>(kSinks, name, "secret");
  sink.allow_private = from.get<bool>(kSinks, name, "allow_private");
  sink.tls_ca = from.get<std::string>(kSinks, name, "tls_ca");
  sink.severities = from.get<std::vector<std::string>>(kSinks, name, "severities");
  check_sink(from, sink, issues);
  return sink;
}

}  // namespace

bool is_database_url(std::string_view storage) {
  return storage.starts_with("postgres://") || storage.starts_with("postgresql://");
}

bool ResSettings::in_folder() const {
  return !is_database_url(storage);
}

tl::expected<ResSettings, Issues> ResSettings::create(const Settings& settings, unsigned cores) {
  ResSettings made;
  Issues issues;
  const std::string& storage = text(settings, "res.storage");
  const ServiceKeys keys{
      .listen = "res.listen",
      .workers = "res.workers",
      .data_dir_default = is_database_url(storage) ? "" : std::string_view(storage)};
  static_cast<ServiceSettings&>(made) = ServiceSettings::read(settings, keys, cores, issues);
  made.storage = storage;
  read_storage(settings, made, issues);
  read_names(settings, made, issues);
  made.content_max = settings.get<Bytes>("res.content.max").count;
  made.metadata_max = settings.get<Bytes>("res.metadata_max").count;
  for (const std::string& name : settings.members(kWitnesses)) {
    made.witnesses.push_back(read_witness(settings, name, issues));
  }
  for (const std::string& name : settings.members(kSinks)) {
    made.sinks.push_back(read_sink(settings, name, issues));
  }
  made.retention.logs = duration(settings, "res.retention.logs");
  made.retention.sweep = duration(settings, "res.retention.sweep");
  if (has_errors(issues)) return tl::unexpected(std::move(issues));
  return made;
}

}  // namespace gs::settings
