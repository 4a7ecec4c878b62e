#include "settings/proxy_settings.h"

#include "base/nearest.h"
#include "settings/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gs::settings {
namespace {

// As text::to_string() writes them.
const std::vector<std::string>& role_names() {
  static const std::vector<std::string> kNames = {"user", "system", "assistant", "tool",
                                                  "document"};
  return kNames;
}

void check_roles(const Settings& settings, Issues& issues) {
  const std::vector<std::string>& known = role_names();
  for (const std::string& role : list(settings, "inspect.roles")) {
    if (std::find(known.begin(), known.end(), role) != known.end()) continue;
    Issue issue = settings.issue_at("inspect.roles", fmt::format("must hold roles of {}, not '{}'",
                                                                 fmt::join(known, ", "), role));
    issue.suggestion = nearest(role, known);
    issues.push_back(std::move(issue));
  }
}

void check_header_value(const Settings& settings, std::string_view key, Issues& issues) {
  const std::string& value = text(settings, key);
  const bool is_printable =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (is_printable && !value.empty() && value.front() != ' ' && value.back() != ' ') return;
  issues.push_back(settings.issue_at(
      key, "must be printable ASCII without spaces at its ends: it is the value of a header"));
}

}  // namespace

ProxySettings ProxySettings::read(const Settings& settings, Issues& issues) {
  ProxySettings made;
  made.stream.holdback_max_chars = number(settings, "stream.holdback_max_chars");
  made.stream.on_unsupported = choice<OnUnsupported>(settings, "stream.on_unsupported");
  made.stream.report = on(settings, "stream.report");
  made.on_block = choice<OnBlock>(settings, "proxy.on_block");
  made.block_message = text(settings, "proxy.block_message");
  made.on_uninspectable = choice<OnUninspectable>(settings, "inspect.on_uninspectable");
  made.inspected_roles = list(settings, "inspect.roles");
  made.restore_tools = list(settings, "mask.restore_tools");
  made.transparency.header = on(settings, "transparency.header");
  made.transparency.text = text(settings, "transparency.text");
  made.summary.max_tokens = number(settings, "summary.max_tokens");
  made.summary.model = text(settings, "summary.model");
  check_roles(settings, issues);
  check_header_value(settings, "transparency.text", issues);
  return made;
}

}  // namespace gs::settings
