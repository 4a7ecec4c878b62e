// The report for a terminal: aligned columns, coloured where asked.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "gate/report.h"

namespace gs::gate {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr size_t kOutcomeWidth = 13;  // "not_evaluated"

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return "\x1b[32m";
    case Outcome::kWarning:
    case Outcome::kRetrain:
      return "\x1b[33m";
    case Outcome::kViolation:
    case Outcome::kMissing:
      return "\x1b[31m";
    case Outcome::kNotEvaluated:
      break;
  }
  return "\x1b[2m";
}

Outcome outcome_of(Status status) {
  constexpr std::array<Outcome, 3> kOutcomes = {Outcome::kPass, Outcome::kWarning,
                                                Outcome::kViolation};
  return kOutcomes[static_cast<size_t>(status)];
}

// Files and policies are the callers': nothing of them may move the cursor.
std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return out;
}

std::string painted(std::string text, Outcome outcome, TextStyle style) {
  if (!style.colour) return text;
  return std::string(colour_of(outcome)) + text + std::string(kReset);
}

size_t id_width(const Report& report) {
  size_t width = 0;
  for (const Check& check : report.checks) width = std::max(width, check.id.size());
  return std::min<size_t>(width, 60);
}

// What a line says behind its id: the message without the metric's name in front.
std::string said(const Check& check) {
  std::string text = check.message;
  if (text.starts_with(check.id + " ")) text.erase(0, check.id.size() + 1);
  if (text.starts_with(check.id + ": ")) text.erase(0, check.id.size() + 2);
  const auto& interval = check.detail.interval;
  if (interval) {
    text += fmt::format("  [{:.4g}, {:.4g}] {:g}%", interval->low, interval->high,
                        interval->level * 100);
  }
  return printable(text);
}

}  // namespace

std::string to_text(const Report& report, TextStyle style) {
  const RunFacts& facts = report.facts;
  std::string out = "governance gate: ";
  out += painted(std::string(to_string(report.status)), outcome_of(report.status), style);
  if (!facts.stage.empty()) out += ", stage " + facts.stage;
  if (!facts.model.empty()) out += ", model " + printable(facts.model);
  if (facts.strict) out += ", strict";
  out += '\n';
  const size_t width = id_width(report);
  for (const Check& check : report.checks) {
    const std::string outcome =
        fmt::format("{:<{}}", to_string(check.outcome), static_cast<int>(kOutcomeWidth));
    out += fmt::format("  {}  {:<{}}  {}\n", painted(outcome, check.outcome, style),
                       printable(check.id), width, said(check));
  }
  out += fmt::format("policy {} {}\n",
                     facts.policy_file.empty() ? "built-in" : printable(facts.policy_file),
                     facts.policy_digest.substr(0, 12));
  for (const EvidenceFile& input : report.inputs) {
    out += fmt::format("input  {} {}\n", printable(input.path), input.sha256.substr(0, 12));
  }
  return out;
}

}  // namespace gs::gate
