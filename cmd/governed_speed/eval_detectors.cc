#include "governed_speed/eval_detectors.h"

#include <fmt/core.h>

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>

#include "base/json_writer.h"
#include "governed_speed/commands.h"
#include "governed_speed/rule_threshold.h"
#include "measure/report.h"

namespace gs::command {
namespace {

// Which signal the labels of a file speak of, by the beginning of its name.
struct NamedSignal {
  std::string_view prefix;
  std::string_view signal;
};
constexpr std::array kByName = {
    NamedSignal{"injection", "jailbreak_score"}, NamedSignal{"jailbreak", "jailbreak_score"},
    NamedSignal{"harm", "harm_score"},           NamedSignal{"secret", "contains_secret"},
    NamedSignal{"pii", "contains_pii"},          NamedSignal{"verbatim", "verbatim_ratio"},
};

// Problems of one file that are printed; the others are only counted.
constexpr size_t kMostProblems = 20;

std::string signal_by_name(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  for (const NamedSignal& row : kByName) {
    if (name.starts_with(row.prefix)) return std::string(row.signal);
  }
  return {};
}

void set_threshold(const EvalDetectorsOptions& options, const DetectionSetup& setup,
                   measure::FileReport& report) {
  report.threshold_from = "default";
  if (options.threshold) {
    report.threshold.value = *options.threshold;
    report.threshold_from = "--threshold";
    return;
  }
  if (setup.policy_file.empty()) return;
  const auto rule = rule_threshold(*setup.policy, setup.every->phase(), report.signal);
  if (!rule) return;
  report.threshold = rule->threshold;
  report.threshold_from = "rule " + rule->rule;
}

// Reads, judges and counts the rows of one file.
class FileMeasure {
 public:
  FileMeasure(const DetectionSetup& setup, measure::FileReport& report,
              std::optional<text::SignalNumber> signal)
      : every_(*setup.every), clock_(setup.clock), report_(report), signal_(signal) {}

  void measure(const LineReader::Line& line) {
    if (line.kind == LineReader::Kind::kTooLong) {
      return refuse(line, "longer than " + std::to_string(kMostLineBytes) + " bytes");
    }
    const auto row = measure::read_labelled_row(line.text);
    if (!row) return refuse(line, row.error().message);
    if (row->label && !signal_) {
      needs_signal_ = true;
      return refuse(line, "label: --signal must say which signal it speaks of");
    }
    judge(*row);
  }
  bool needs_signal() const { return needs_signal_; }

 private:
  void refuse(const LineReader::Line& line, const std::string& why) {
    if (++report_.bad_rows <= kMostProblems && !needs_signal_) {
      fmt::print(stderr, "error: {} ({}:{})\n", why, report_.file, line.number);
    }
  }

  void judge(const measure::LabelledRow& row) {
    const bool is_prompt = every_.phase() == text::Phase::kPrompt;
    const text::Role role = is_prompt ? text::Role::kUser : text::Role::kAssistant;
    const SteadyTime began = clock_.steady();
    const detect::Detection found = every_.run({row.row.role.value_or(role), "text", row.row.text});
    const std::chrono::nanoseconds took = clock_.steady() - began;
    const double score = signal_ ? measure::as_score(found.signals[*signal_]) : 0;
    report_.add(row, score, measure::entities_of(row.row.text, found.findings),
                static_cast<uint64_t>(took.count()));
  }

  const measure::EveryDetector& every_;
  const Clock& clock_;
  measure::FileReport& report_;
  std::optional<text::SignalNumber> signal_;
  bool needs_signal_ = false;
};

Status measure_file(const EvalDetectorsOptions& options, const DetectionSetup& setup,
                    measure::FileReport& report) {
  report.signal = options.signal.empty() ? signal_by_name(report.file) : options.signal;
  const auto signal = setup.policy->variables().find_signal(report.signal);
  if (!report.signal.empty()) {
    report.looked_for = signal.has_value() && setup.every->looks_for(*signal);
  }
  set_threshold(options, setup, report);
  FileMeasure file(setup, report, signal);
  GS_CHECK_OK(
      for_each_line(report.file, [] {}, [&](const LineReader::Line& line) { file.measure(line); }));
  if (file.needs_signal()) {
    return fail(ErrorCode::kInvalidInput, "--signal must say which signal the labels speak of",
                report.file);
  }
  if (report.bad_rows > kMostProblems) {
    fmt::print(stderr, "error: {} more rows are unusable ({})\n", report.bad_rows - kMostProblems,
               report.file);
  }
  if (report.rows() == 0) {
    return fail(ErrorCode::kInvalidInput, "there is no labelled row", report.file);
  }
  return Ok{};
}

// Tables that are built on first use are built before the clock runs.
void warm_up(const DetectionSetup& setup) {
  setup.every->run({text::Role::kUser, "text", "warm up: \u00e9"});
}

void print(const std::vector<measure::FileReport>& reports, OutputFormat format) {
  if (format == OutputFormat::kText) {
    for (size_t i = 0; i < reports.size(); ++i) {
      fmt::print("{}{}", i == 0 ? "" : "\n", measure::to_text(reports[i]));
    }
    return;
  }
  boost::json::array files;
  for (const measure::FileReport& report : reports) files.push_back(measure::to_json(report));
  fmt::print("{}\n", to_json_text(boost::json::object{{"files", std::move(files)}}));
}

}  // namespace

int eval_detectors(const EvalDetectorsOptions& options) {
  const auto setup = set_up_detection(options.detection);
  if (setup == nullptr) return kUnusableInput;
  if (!options.signal.empty() && !setup->policy->variables().find_signal(options.signal)) {
    return usage_error("there is no signal '" + options.signal + "' (--signal)");
  }
  warm_up(*setup);
  std::vector<measure::FileReport> reports;
  bool left_out = false;
  bool unusable = false;
  for (const std::string& path : options.files) {
    measure::FileReport& report = reports.emplace_back();
    report.file = path;
    const Status measured = measure_file(options, *setup, report);
    left_out = left_out || report.bad_rows > 0;
    if (measured) continue;
    usage_error(measured.error().to_string());
    unusable = true;
    reports.pop_back();
  }
  print(reports, options.format);
  return unusable ? kUnusableInput : left_out ? 1 : 0;
}

}  // namespace gs::command
