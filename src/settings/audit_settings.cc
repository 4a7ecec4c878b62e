#include "settings/audit_settings.h"

#include "settings/fields.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace gs::settings {
namespace {

constexpr size_t kMaxName = 64;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_stand_inside(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

void read_name(const Settings& from, AuditSettings& to, Issues& issues) {
  to.gateway = text(from, "audit.gateway");
  if (to.gateway.empty()) {
    to.gateway = to_gateway_name(host_name());
  } else if (!is_gateway_name(to.gateway)) {
    issues.push_back(from.issue_at(
        "audit.gateway",
        fmt::format("must be 1 to {} letters, digits, '.', '_' and '-', a letter or digit first, "
                    "not '{}'",
                    kMaxName, to.gateway)));
  }
}

void read_res(const Settings& from, AuditSettings::Res& to, Issues& issues) {
  to.key = from.get<SecretReference>("res.key");
  to.ca = text(from, "res.ca");
  const std::string& address = text(from, "res.url");
  if (address.empty()) {
    if (!to.key.name.empty()) issues.push_back(from.issue_at("res.key", "is set without res.url"));
    if (!to.ca.empty()) issues.push_back(from.issue_at("res.ca", "is set without res.url"));
    return;
  }
  auto url = parse_server_url(address);
  if (!url) {
    issues.push_back(from.issue_at("res.url", url.error()));
    issues.back().length = 0;  // the line may hold a password
    return;
  }
  to.url = *std::move(url);
  if (!to.ca.empty() && !to.url->is_tls) {
    issues.push_back(from.issue_at("res.ca", "is set, but res.url is no https address"));
  }
  if (text(from, "data.dir").empty()) {
    issues.push_back(
        from.issue_at("res.url", "is set without data.dir: there is no journal to send"));
  }
}

}  // namespace

AuditSettings AuditSettings::read(const Settings& settings, Issues& issues) {
  AuditSettings made;
  made.durability = choice<Durability>(settings, "audit.durability");
  made.refuse_unrecorded = text(settings, "audit.on_failure") == "refuse";
  read_name(settings, made, issues);
  made.segment_bytes = settings.get<Bytes>("audit.segment_bytes").count;
  made.segment_age = duration(settings, "audit.segment_age");
  made.sync_within = duration(settings, "audit.sync_within");
  made.retention = duration(settings, "audit.retention");
  read_res(settings, made.res, issues);
  return made;
}

bool is_gateway_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && is_letter_or_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), may_stand_inside);
}

std::string to_gateway_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, kMaxName)) name += may_stand_inside(c) ? c : '-';
  name.erase(0, static_cast<size_t>(std::find_if(name.begin(), name.end(), is_letter_or_digit) -
                                    name.begin()));
  return name.empty() ? "gateway" : name;
}

}  // namespace gs::settings
