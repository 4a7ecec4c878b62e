// One rule of a policy, as checked: every field present and of the right kind, the condition still
// text.
//
// The fields are those of docs/reference/policy.md, "A rule".
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "text/segment.h"

namespace gs::policy {

using text::Phase;

// What a matching rule asks for. The value is the severity: the largest one decides.
enum class Action : uint8_t { kAllow, kFlag, kMask, kSummarize, kSafeMode, kBlock };

inline constexpr int severity(Action action) {
  return static_cast<int>(action);
}
std::string_view to_string(Action action);  // "safe_mode"
std::optional<Action> parse_action(std::string_view name);

// Whether `action` can be carried out in `phase`: safe_mode before the model, summarize behind it.
bool can_act(Action action, Phase phase);

// The phases a rule is evaluated in.
struct Phases {
  bool prompt = false;
  bool output = false;
  bool contains(Phase phase) const { return phase == Phase::kPrompt ? prompt : output; }
  friend bool operator==(const Phases&, const Phases&) = default;
};
std::string_view to_string(Phases phases);  // "prompt", "output", "both"

// enforce: acted on. shadow: evaluated and recorded, never acted on. canary: acted on for
// `canary_percent` of the exchanges, shadow for the others.
struct RuleMode {
  enum class Kind : uint8_t { kEnforce, kShadow, kCanary };
  Kind kind = Kind::kEnforce;
  double canary_percent = 100;  // 0 to 100, of Kind::kCanary
};
std::string to_string(const RuleMode& mode);  // "enforce", "shadow", "canary 5%"

// What an evaluation error of the condition counts as. The default is closed: a match.
enum class OnError : uint8_t { kMatch, kSkip };

enum class MaskStyle : uint8_t { kToken, kRedact, kHash, kPartial };
std::string_view to_string(MaskStyle style);

struct MaskSpec {
  std::vector<std::string> entities;  // "EMAIL_ADDRESS", ...; empty means every entity
  MaskStyle style = MaskStyle::kToken;
  bool restore = false;  // put the originals back on the way to the caller
};

// Where a rule applies. A pattern is an exact name, or a prefix with `*` at its end. An absent list
// means everything; an empty one nothing.
struct AppliesTo {
  std::optional<std::vector<std::string>> tenants;
  std::optional<std::vector<std::string>> models;
  std::optional<std::vector<std::string>> paths;
  bool everything() const { return !tenants && !models && !paths; }
  bool nothing() const;
};
bool glob_matches(std::string_view pattern, std::string_view name);

// What a test of a rule, or a test file, puts in.
struct TestGiven {
  std::optional<std::string> prompt;
  std::optional<std::string> output;
  boost::json::object context;  // the caller's context
  boost::json::object signals;  // signal name -> value, set as if a detector had found it
  boost::json::object request;  // model, path, tenant, principal, ...
};

struct RuleTest {
  std::string name;  // may be empty
  Position position;
  TestGiven given;
  Action expect = Action::kAllow;
};

enum class RuleSource : uint8_t { kFile, kBaseline };
std::string_view to_string(RuleSource source);

struct Rule {
  std::string id;
  std::string description;
  std::string when;  // the condition as written
  Action action = Action::kAllow;
  std::string owner;
  std::string reason;            // never empty: falls back to the description, then to the id
  std::optional<Phases> phases;  // as written; absent: derived from the variables that `when` reads
  AppliesTo applies_to;
  RuleMode mode;
  OnError on_error = OnError::kMatch;
  MaskSpec mask;
  std::vector<RuleTest> tests;
  std::string weaker_than_baseline;  // the reason given, or empty
  RuleSource source = RuleSource::kFile;

  // Where it stands: "policy_as_code.rules[2]", the rule itself, its id and the text of `when`.
  std::string path;
  Position position;
  Position when_position;  // of the first character of the condition
  // Whether line and column within `when` can be added to when_position (the text stands in the
  // file as it is); otherwise a problem in it is shown at when_position.
  bool when_is_verbatim = false;
};

}  // namespace gs::policy
