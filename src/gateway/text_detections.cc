#include "gateway/text_detections.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace gs::gateway {
namespace {

constexpr std::string_view kNames[] = {"pii", "secrets", "injection", "policy", "any"};
constexpr std::string_view kInjectionFinding = "PROMPT_INJECTION";
constexpr double kInjectionThreshold = 0.5;

struct Found {
  text::Span span;  // bytes
  std::string_view detection;
  DetectorId id = DetectorId::kAny;  // names the type
  double score = 0;
};

bool lists(const filter::Inspection& inspection, text::SignalNumber number, std::string_view type) {
  const auto* types =
      std::get_if<std::vector<std::string>>(&inspection.detection.signals[number].value);
  return types != nullptr && std::find(types->begin(), types->end(), type) != types->end();
}

// Whose finding it is; kAny for those of other detectors.
DetectorId owner_of(const filter::Inspection& inspection, std::string_view type) {
  if (type == kInjectionFinding) return DetectorId::kInjection;
  if (lists(inspection, text::kSecretTypes, type)) return DetectorId::kSecrets;
  return lists(inspection, text::kPiiTypes, type) ? DetectorId::kPii : DetectorId::kAny;
}

// The score of the whole text says more than those of its phrases, and covers what has none.
void add_injection(const filter::Inspection& inspection, size_t size, std::vector<Found>& found) {
  if (!inspection.computed[text::kJailbreakScore]) return;
  const auto& value = inspection.detection.signals[text::kJailbreakScore].value;
  const auto* score = std::get_if<double>(&value);
  if (score == nullptr || *score <= 0) return;
  found.push_back({{0, size}, "jailbreak", DetectorId::kInjection, *score});
}

std::vector<Found> collect(const Judgement& made, size_t size, DetectorId wanted,
                           std::optional<double> threshold) {
  const filter::Inspection& inspection = made.inspection;
  std::vector<Found> found;
  for (const detect::Finding& finding : inspection.detection.findings) {
    const DetectorId owner = owner_of(inspection, finding.type);
    if (owner == DetectorId::kInjection) continue;
    found.push_back({finding.span, finding.type, owner, finding.score});
  }
  add_injection(inspection, size, found);
  if (made.decision().action != policy::Action::kAllow) {
    const std::string_view action = policy::to_string(made.decision().action);
    found.push_back({{0, size}, action, DetectorId::kPolicy, 1.0});
  }
  std::erase_if(found, [&](const Found& one) {
    const double least = one.id == DetectorId::kInjection ? kInjectionThreshold : 0;
    return one.score < threshold.value_or(least) ||
           (wanted != DetectorId::kAny && one.id != wanted);
  });
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
    if (a.span.end != b.span.end) return a.span.end > b.span.end;
    return a.id != b.id ? a.id < b.id : a.detection < b.detection;
  });
  return found;
}

std::string_view type_of(DetectorId id) {
  return id == DetectorId::kAny ? "other" : kNames[static_cast<size_t>(id)];
}

}  // namespace

std::optional<DetectorId> detector_id(std::string_view name) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<DetectorId>(found - std::begin(kNames));
}

std::string_view detector_behind(DetectorId id) {
  if (id == DetectorId::kPii || id == DetectorId::kSecrets) return "entities";
  return id == DetectorId::kInjection ? "injection" : "";
}

void write_detections(JsonWriter& out, const Judgement& made, std::string_view content,
                      DetectorId id, std::optional<double> threshold) {
  size_t byte = 0;
  size_t start = 0;  // code points before `byte`
  out.begin_array();
  for (const Found& one : collect(made, content.size(), id, threshold)) {
    const auto [begin, end] = one.span;
    const std::string_view covered = content.substr(begin, end - begin);
    start += count_code_points(content.substr(byte, begin - byte));
    byte = begin;
    out.begin_object().key("start").integer(static_cast<int64_t>(start));
    out.key("end").integer(static_cast<int64_t>(start + count_code_points(covered)));
    out.key("text").string(covered).key("detection").string(one.detection);
    out.key("detection_type").string(type_of(one.id));
    out.key("score").number(one.score).end_object();
  }
  out.end_array();
}

}  // namespace gs::gateway
