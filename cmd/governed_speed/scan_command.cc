// governed-speed scan: JSON Lines of texts in, JSON Lines of what every detector says out.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "governed_speed/commands.h"
#include "governed_speed/detection_setup.h"
#include "measure/entity.h"
#include "measure/row.h"
#include "text/signal_json.h"

namespace gs::command {
namespace {

// Standard output, in large pieces.
class Output {
 public:
  void write_line(std::string line) {
    pending_ += line;
    pending_ += '\n';
    if (pending_.size() >= kMostPending) flush();
  }
  void flush() {
    const size_t written = std::fwrite(pending_.data(), 1, pending_.size(), stdout);
    failed_ = failed_ || written != pending_.size() || std::fflush(stdout) != 0;
    pending_.clear();
  }
  bool failed() const { return failed_; }

 private:
  static constexpr size_t kMostPending = 64 * 1024;
  std::string pending_;
  bool failed_ = false;
};

void begin_line(JsonWriter& out, const boost::json::value& id) {
  out.begin_object();
  if (!id.is_null()) out.key("id").value(id);
}

void write_signals(JsonWriter& out, const text::Signals& signals,
                   std::span<const text::SignalDeclaration> declared) {
  out.key("signals").begin_object();
  for (size_t i = 0; i < signals.size(); ++i) {
    if (!signals[i].computed || signals[i].fault != text::SignalFault::kNone) continue;
    out.key(declared[i].name);
    text::write_json(out, signals[i].value);
  }
  out.end_object();
}

void write_entities(JsonWriter& out, const std::vector<measure::Entity>& entities) {
  out.key("entities").begin_array();
  for (const measure::Entity& entity : entities) {
    out.begin_object().key("type").string(entity.type);
    out.key("start").integer(static_cast<int64_t>(entity.start));
    out.key("end").integer(static_cast<int64_t>(entity.end));
    out.key("score").number(entity.score).end_object();
  }
  out.end_array();
}

// Names of detectors that gave no answer, or empty.
std::string unfinished(const detect::Detection& found) {
  std::string names;
  for (const detect::DetectorRun& run : found.detectors) {
    if (run.outcome == detect::Outcome::kRan || run.outcome == detect::Outcome::kNotNeeded)
      continue;
    names += (names.empty() ? "" : ", ") + std::string(run.name);
  }
  return names;
}

// One run of the command: a line in, a line out.
class Scanner {
 public:
  Scanner(const measure::EveryDetector& every, Output& output) : every_(every), output_(output) {}

  void scan(const LineReader::Line& line) {
    const std::string where = "line " + std::to_string(line.number) + ": ";
    if (line.kind == LineReader::Kind::kTooLong) {
      return refuse(where + "longer than " + std::to_string(kMostLineBytes) + " bytes", nullptr);
    }
    const auto row = measure::read_text_row(line.text);
    if (!row) return refuse(where + row.error().message, row.error().id);
    answer(*row, where);
  }
  bool refused_any() const { return refused_any_; }

 private:
  // The shape of a good line, so that a reader of the output need not look first.
  void refuse(const std::string& why, const boost::json::value& id) {
    refused_any_ = true;
    JsonWriter out;
    begin_line(out, id);
    out.key("signals").begin_object().end_object().key("entities").begin_array().end_array();
    out.key("error").string(why).end_object();
    output_.write_line(out.take());
  }

  void answer(const measure::TextRow& row, const std::string& where) {
    const bool is_prompt = every_.phase() == text::Phase::kPrompt;
    const text::Role role = is_prompt ? text::Role::kUser : text::Role::kAssistant;
    const detect::Detection found = every_.run({row.role.value_or(role), "text", row.text});
    JsonWriter out;
    begin_line(out, row.id);
    write_signals(out, found.signals, every_.declared());
    write_entities(out, measure::entities_of(row.text, found.findings));
    if (const std::string names = unfinished(found); !names.empty()) {
      refused_any_ = true;
      out.key("error").string(where + "not finished: " + names);
    }
    out.end_object();
    output_.write_line(out.take());
  }

  const measure::EveryDetector& every_;
  Output& output_;
  bool refused_any_ = false;
};

int run(const DetectionOptions& options, const std::string& file) {
  const auto setup = set_up_detection(options);
  if (setup == nullptr) return kUnusableInput;
  Output output;
  Scanner scanner(*setup->every, output);
  const Status read = for_each_line(
      file, [&] { output.flush(); }, [&](const LineReader::Line& line) { scanner.scan(line); });
  output.flush();
  if (!read) return usage_error(read.error().to_string());
  if (output.failed()) return usage_error("the output cannot be written");
  return scanner.refused_any() ? 1 : 0;
}

}  // namespace

void add_scan_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "scan", "Run every detector on texts, JSON Lines in and out; nothing of a text is printed");
  auto options = std::make_shared<DetectionOptions>();
  auto file = std::make_shared<std::string>("-");
  add_detection_options(*command, *options);
  command->add_option("file", *file,
                      "Lines of {text, id?, role?}, up to 8 MiB each; - is standard input [-]");
  command->footer(
      "Out, a line for each line in, in the same order: {id?, signals, entities, error?}. Offsets\n"
      "of entities are Unicode code points. Status 1 when a line could not be read.");
  command->callback([options, file, &status] { status = run(*options, *file); });
}

}  // namespace gs::command
