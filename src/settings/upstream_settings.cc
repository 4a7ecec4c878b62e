#include "settings/upstream_settings.h"

#include "base/nearest.h"
#include "settings/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace gs::settings {
namespace {

constexpr std::string_view kGroup = "upstreams";

std::optional<ServerUrl> read_url(const ResolvedSetting& at, std::string_view text,
                                  Issues& issues) {
  auto url = parse_server_url(text);
  if (!url) {
    issues.push_back(Settings::issue_at(at, url.error()));
    issues.back().length = 0;  // the line may hold a password
    return std::nullopt;
  }
  if (url->base_path.ends_with("/v1")) url->base_path.resize(url->base_path.size() - 3);
  while (url->base_path.ends_with('/')) url->base_path.pop_back();
  return *std::move(url);
}

void check_path(const ResolvedSetting& at, Issues& issues) {
  const std::string& path = std::get<std::string>(at.value);
  const bool is_clean = std::all_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7F' && c != '#';
  });
  if (path.starts_with('/') && is_clean) return;
  issues.push_back(Settings::issue_at(
      at, fmt::format("must be a path that begins with '/', not '{}'", is_clean ? path : "")));
}

// Those of upstream.url.
void read_unnamed(const Settings& from, UpstreamsSettings& to, Issues& issues) {
  const ResolvedSetting& at = from.find("upstream.url");
  for (const std::string& text : list(from, "upstream.url")) {
    const size_t number = to.servers.size() + 1;
    auto url = read_url(at, text, issues);
    UpstreamSettings server;
    server.name = number == 1 ? "default" : fmt::format("default-{}", number);
    server.url = url.value_or(ServerUrl{});
    server.dialect = choice<Dialect>(from, "upstream.dialect");
    server.key = from.get<SecretReference>("upstream.key");
    server.health_path = from.get<std::string>("upstream.health.path");
    server.tls_name = server.url.host;
    to.servers.push_back(std::move(server));
  }
}

Dialect read_dialect(const Settings& from, std::string_view name) {
  const ResolvedSetting& own = from.find(kGroup, name, "dialect");
  const std::string& word = std::get<std::string>(own.value);
  if (word == "inherit") return choice<Dialect>(from, "upstream.dialect");
  return word == "http" ? Dialect::kHttp : Dialect::kOpenAi;
}

void check_tls(const Settings& from, const UpstreamSettings& server, Issues& issues) {
  if (server.url.is_tls) return;
  for (const std::string_view field : {"tls_ca", "tls_name"}) {
    const ResolvedSetting& at = from.find(kGroup, server.name, field);
    if (std::get<std::string>(at.value).empty()) continue;
    issues.push_back(Settings::issue_at(at, "is set, but the address is not https"));
  }
}

UpstreamSettings read_named(const Settings& from, const std::string& name, Issues& issues) {
  const auto text_of = [&](std::string_view field) -> const std::string& {
    return from.get<std::string>(kGroup, name, field);
  };
  UpstreamSettings server;
  server.name = name;
  server.weight = static_cast<uint32_t>(from.get<int64_t>(kGroup, name, "weight"));
  server.models = from.get<std::vector<std::string>>(kGroup, name, "models");
  server.dialect = read_dialect(from, name);
  server.key = from.get<SecretReference>(kGroup, name, "key");
  server.health_path = text_of("health_path");
  if (server.health_path.empty()) {
    server.health_path = from.get<std::string>("upstream.health.path");
  } else {
    check_path(from.find(kGroup, name, "health_path"), issues);
  }
  server.tls_ca = text_of("tls_ca");
  const ResolvedSetting& at = from.find(kGroup, name, "url");
  if (text_of("url").empty()) {
    issues.push_back(Settings::issue_at(at, "is missing"));
  } else if (auto url = read_url(at, text_of("url"), issues)) {
    server.url = *std::move(url);
    check_tls(from, server, issues);
  }
  server.tls_name = text_of("tls_name").empty() ? server.url.host : text_of("tls_name");
  return server;
}

void read_limits(const Settings& from, UpstreamsSettings& to) {
  to.timeouts.connect = duration(from, "upstream.timeouts.connect");
  to.timeouts.first_byte = duration(from, "upstream.timeouts.first_byte");
  to.timeouts.idle = duration(from, "upstream.timeouts.idle");
  to.timeouts.total = duration(from, "upstream.timeouts.total");
  to.retry.attempts = number(from, "upstream.retry.attempts");
  to.retry.budget = number(from, "upstream.retry.budget");
  to.breaker.failures = number(from, "upstream.breaker.failures");
  to.breaker.open = duration(from, "upstream.breaker.open");
  to.health.interval = duration(from, "upstream.health.interval");
  to.health.timeout = duration(from, "upstream.health.timeout");
  to.pool.idle = number(from, "upstream.pool.idle");
  to.pool.idle_timeout = duration(from, "upstream.pool.idle_timeout");
  to.answer_limit = from.get<Bytes>("upstream.answer_limit").count;
  to.event_limit = from.get<Bytes>("upstream.event_limit").count;
}

void check_names(const Settings& settings, const UpstreamsSettings& made, Issues& issues) {
  std::vector<std::string> names;
  for (const UpstreamSettings& server : made.servers) {
    if (std::find(names.begin(), names.end(), server.name) != names.end()) {
      issues.push_back(Settings::issue_at(
          settings.find(kGroup, server.name, "url"),
          fmt::format("has the name '{}', which a server of upstream.url has", server.name)));
    }
    names.push_back(server.name);
  }
  for (const std::string& name : made.fallbacks) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    Issue issue =
        settings.issue_at("upstream.fallbacks", fmt::format("names no upstream: '{}'", name));
    issue.suggestion = nearest(name, names);
    issues.push_back(std::move(issue));
  }
}

void check_choice_of_server(const Settings& settings, const UpstreamsSettings& made,
                            Issues& issues) {
  if (made.servers.empty()) return;
  const auto any = [&](auto condition) {
    return std::any_of(made.servers.begin(), made.servers.end(), condition);
  };
  if (!any([](const UpstreamSettings& server) { return server.weight > 0; })) {
    issues.push_back(
        Settings::issue_at(settings.find(kGroup, made.servers.front().name, "weight"),
                           "is 0, and so is that of every other upstream: none would be chosen"));
  }
  const std::string& model = made.default_model;
  const auto has_model = [&](const UpstreamSettings& server) {
    return server.models.empty() ||
           std::find(server.models.begin(), server.models.end(), model) != server.models.end();
  };
  if (!model.empty() && !any(has_model)) {
    issues.push_back(settings.issue_at("upstream.default_model",
                                       fmt::format("is '{}', which no upstream serves", model)));
  }
}

}  // namespace

UpstreamsSettings UpstreamsSettings::read(const Settings& settings, Issues& issues) {
  UpstreamsSettings made;
  read_limits(settings, made);
  check_path(settings.find("upstream.health.path"), issues);
  read_unnamed(settings, made, issues);
  for (const std::string& name : settings.members(kGroup)) {
    made.servers.push_back(read_named(settings, name, issues));
  }
  made.fallbacks = list(settings, "upstream.fallbacks");
  made.default_model = text(settings, "upstream.default_model");
  check_names(settings, made, issues);
  check_choice_of_server(settings, made, issues);
  return made;
}

}  // namespace gs::settings
