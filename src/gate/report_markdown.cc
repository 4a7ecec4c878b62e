// The report for a job summary or a comment: GitHub's Markdown.
#include <fmt/format.h>

#include "base/json.h"
#include "gate/report.h"

namespace gs::gate {
namespace {

constexpr std::string_view kSpecial = "\\`*{}[]<>#|~&!@";

bool is_word(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const char c = text[at];
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Nothing of a file may become markup, a mention or a new cell. Within a word '_' is no markup.
std::string escaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
      continue;
    }
    const bool outside = c == '_' && !(i > 0 && is_word(text, i - 1) && is_word(text, i + 1));
    if (outside || kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string value_of(const Check& check) {
  return check.detail.value ? ecmascript_number(*check.detail.value) : std::string();
}

std::string limit_of(const Check& check) {
  if (!check.detail.threshold) return {};
  return fmt::format("{} {} {}", escaped(check.detail.limit), escaped(check.detail.comparison),
                     ecmascript_number(*check.detail.threshold));
}

std::string interval_of(const Check& check) {
  const auto& interval = check.detail.interval;
  if (!interval) return {};
  return fmt::format("{:.4g} to {:.4g} ({:g}%)", interval->low, interval->high,
                     interval->level * 100);
}

bool has_thresholds(const Report& report) {
  for (const Check& check : report.checks) {
    if (check.kind == CheckKind::kThreshold) return true;
  }
  return false;
}

void add_thresholds(const Report& report, std::string& out) {
  if (!has_thresholds(report)) return;
  out += "\n| metric | value | interval | limit | outcome |\n|---|---:|---|---|---|\n";
  for (const Check& check : report.checks) {
    if (check.kind != CheckKind::kThreshold) continue;
    out += fmt::format("| {} | {} | {} | {} | {} |\n", escaped(check.id), value_of(check),
                       interval_of(check), limit_of(check), escaped(to_string(check.outcome)));
  }
}

void add_others(const Report& report, CheckKind kind, std::string_view head, std::string& out) {
  bool first = true;
  for (const Check& check : report.checks) {
    if (check.kind != kind) continue;
    if (first) out += fmt::format("\n| {} | outcome | |\n|---|---|---|\n", head);
    first = false;
    out += fmt::format("| {} | {} | {} |\n", escaped(check.id), escaped(to_string(check.outcome)),
                       escaped(check.message));
  }
}

bool needs_words(const Check& check) {
  return check.kind == CheckKind::kThreshold && check.outcome != Outcome::kPass &&
         check.outcome != Outcome::kNotEvaluated;
}

}  // namespace

std::string to_markdown(const Report& report) {
  const RunFacts& facts = report.facts;
  std::string out = fmt::format("## Governance gate: {}\n\n", to_string(report.status));
  if (!facts.stage.empty()) out += fmt::format("Stage {}. ", escaped(facts.stage));
  if (!facts.model.empty()) out += fmt::format("Model {}. ", escaped(facts.model));
  out += fmt::format("Policy {} {}{}.\n",
                     facts.policy_file.empty() ? "built-in" : escaped(facts.policy_file),
                     facts.policy_digest.substr(0, 12), facts.strict ? ", strict" : "");
  add_thresholds(report, out);
  add_others(report, CheckKind::kGate, "gate", out);
  add_others(report, CheckKind::kArtifact, "artifact", out);
  bool first = true;
  for (const Check& check : report.checks) {
    if (!needs_words(check)) continue;
    if (first) out += '\n';
    first = false;
    out += fmt::format("- {}\n", escaped(check.message));
  }
  if (report.inputs.empty()) return out;
  out += "\n| input | file | SHA-256 |\n|---|---|---|\n";
  for (const EvidenceFile& input : report.inputs) {
    out +=
        fmt::format("| {} | {} | {} |\n", escaped(input.name), escaped(input.path), input.sha256);
  }
  return out;
}

}  // namespace gs::gate
