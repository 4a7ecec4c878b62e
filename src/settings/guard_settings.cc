#include "settings/guard_settings.h"

#include "base/moderation_categories.h"
#include "base/nearest.h"
#include "settings/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace gs::settings {
namespace {

constexpr std::string_view kGroup = "guards";
constexpr int kLlamaGuardCategories = 14;

// One guard of the file, and where what is wrong with it goes.
struct Member {
  const Settings& from;
  const std::string& name;
  Issues& issues;

  const ResolvedSetting& at(std::string_view field) const { return from.find(kGroup, name, field); }
  template <typename T>
  const T& get(std::string_view field) const {
    return std::get<T>(at(field).value);
  }
  const std::string& text(std::string_view field) const { return get<std::string>(field); }
  uint32_t number(std::string_view field) const {
    return static_cast<uint32_t>(get<int64_t>(field));
  }
  void refuse(std::string_view field, std::string message, std::string suggestion = "") const {
    Issue issue = Settings::issue_at(at(field), std::move(message));
    issue.suggestion = std::move(suggestion);
    issues.push_back(std::move(issue));
  }
};

// As the conditions of policies spell a name behind a point.
bool is_readable(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

const std::vector<std::string>& roles() {
  static const std::vector<std::string> kRoles = {"user", "system", "assistant", "tool",
                                                  "document"};
  return kRoles;
}

std::vector<std::string> known_categories() {
  std::vector<std::string> known(kModerationCategories.begin(), kModerationCategories.end());
  for (int i = 1; i <= kLlamaGuardCategories; ++i) known.push_back(fmt::format("S{}", i));
  return known;
}

void check_words(const Member& member, std::string_view field,
                 const std::vector<std::string>& known) {
  for (const std::string& word : member.get<std::vector<std::string>>(field)) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    member.refuse(field,
                  fmt::format("must hold words of {}, not '{}'", fmt::join(known, ", "), word),
                  nearest(word, known));
  }
}

void read_url(const Member& member, GuardSettings& to) {
  if (member.text("url").empty()) return member.refuse("url", "is missing");
  auto url = parse_server_url(member.text("url"));
  if (!url) {
    member.refuse("url", url.error());
    member.issues.back().length = 0;  // the line may hold a password
    return;
  }
  to.url = *std::move(url);
  std::string& path = to.url.base_path;
  if (path.ends_with("/v1")) path.resize(path.size() - 3);
  while (path.ends_with('/')) path.pop_back();
  for (const std::string_view field : {"tls_ca", "tls_name"}) {
    const bool is_idle = !to.url.is_tls && !member.text(field).empty();
    if (is_idle) member.refuse(field, "is set, but the address is not https");
  }
}

void check_dialect(const Member& member, const GuardSettings& made) {
  const bool is_chat = made.dialect <= GuardDialect::kLlamaGuardPrompt;
  const std::string& dialect = member.text("dialect");
  if (is_chat && made.model.empty()) {
    member.refuse("model", fmt::format("is missing: dialect {} asks a model by its name", dialect));
  }
  const bool is_clean = std::all_of(made.detector.begin(), made.detector.end(),
                                    [](char c) { return c > ' ' && c <= '~'; });
  if (!is_clean || (made.dialect == GuardDialect::kDetector && made.detector.empty())) {
    member.refuse("detector", "must be the name of a detector in printable ASCII without spaces");
  }
  const bool has_categories =
      made.dialect != GuardDialect::kJudge && made.dialect != GuardDialect::kDetector;
  if (!has_categories && !made.categories.empty()) {
    member.refuse("categories", fmt::format("is set, but dialect {} has none", dialect));
  }
}

void read_cascade(const Member& member, GuardSettings& to) {
  if (member.text("cascade_signal") == "none") return;
  GuardSettings::Cascade cascade;
  cascade.signal = member.text("cascade_signal");
  cascade.low = member.number("cascade_low") / 100.0;
  cascade.high = member.number("cascade_high") / 100.0;
  if (cascade.low > cascade.high) member.refuse("cascade_low", "is above cascade_high");
  to.cascade = std::move(cascade);
}

GuardSettings read_one(const Member& member) {
  GuardSettings made;
  made.name = member.name;
  if (!is_readable(made.name)) {
    member.refuse("url", fmt::format("belongs to '{}', which no condition can read: a name of "
                                     "small letters, digits and underscores is needed",
                                     made.name));
  }
  read_url(member, made);
  made.dialect = choice_of<GuardDialect>(member.at("dialect"));
  made.model = member.text("model");
  made.detector = member.text("detector");
  made.instruction = member.text("instruction");
  made.categories = member.get<std::vector<std::string>>("categories");
  made.roles = member.get<std::vector<std::string>>("roles");
  made.key = member.get<SecretReference>("key");
  made.tls_ca = member.text("tls_ca");
  made.tls_name = member.text("tls_name").empty() ? made.url.host : member.text("tls_name");
  made.deadline = member.get<std::chrono::milliseconds>("deadline");
  made.fails_open = member.text("on_timeout") == "open";
  made.concurrency = member.number("concurrency");
  made.text_limit = member.get<Bytes>("text_limit").count;
  made.breaker_failures = member.number("breaker_failures");
  made.breaker_open = member.get<std::chrono::milliseconds>("breaker_open");
  read_cascade(member, made);
  check_dialect(member, made);
  check_words(member, "categories", known_categories());
  check_words(member, "roles", roles());
  return made;
}

}  // namespace

std::vector<GuardSettings> GuardSettings::read(const Settings& settings, Issues& issues) {
  std::vector<GuardSettings> guards;
  for (const std::string& name : settings.members(kGroup)) {
    guards.push_back(read_one({settings, name, issues}));
  }
  return guards;
}

}  // namespace gs::settings
