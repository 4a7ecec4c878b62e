// train_injection OUT WRITTEN FILE.jsonl… [--no-attacks FILE.jsonl…]: fits OUT.gsm from labelled
// rows and from what was written for this project (WRITTEN is data/training), and writes a card
// beside it, OUT.md.
//
// Rows of the files behind --no-attacks are labelled by something else: harm. A harmful request is
// no attack on instructions, and these are in languages that the others have little of. Of them the
// sources below are taken.
//
// train_injection OUT WRITTEN FILE.jsonl… --judge FILE.jsonl writes OUT.jsonl instead: for each row
// of that file {"score"}, by the model that has seen no row of the row's source, nor of those
// grouped with it. Its rows are not learned from; each is judged as what a user says.
//
// The same files give the same bytes on the same machine.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "base/files.h"
#include "detect/injection/injection_model.h"
#include "detect/learned/model.h"
#include "train_injection/calibration.h"
#include "train_injection/card.h"
#include "train_injection/learner.h"
#include "train_injection/written_texts.h"
#include "training/figures.h"
#include "training/labelled_rows.h"

namespace gs::training {
namespace {

constexpr LinearSettings kSettings{.buckets = 1 << 20, .damping = 50, .cost = 40, .rarity = 0.75};
constexpr uint32_t kSeed = 7;              // of what is put into the holes of written texts
constexpr double kFalsePositives = 0.008;  // of ordinary texts at 0.8; the aim is at most 1%

constexpr std::string_view kNoAttackSources[] = {
    "DAMO-NLP-SG/multilingual-safety-for-LLMs",
    "declare-lab/red-instruct",
    "jason9693/APEACH",
    "thu-coai/COLDataset",
    "conversationai/unintended-ml-bias-analysis:other languages",
    "google-research-datasets/aart",
    "verazuo/jailbreak_llms:forbidden"};

// Adds the rows of these sources as negatives.
void add_no_attacks(std::vector<LabelledRow>& rows, std::vector<LabelledRow> others) {
  for (LabelledRow& row : others) {
    const bool taken =
        std::any_of(std::begin(kNoAttackSources), std::end(kNoAttackSources),
                    [&row](std::string_view source) { return row.source.starts_with(source); });
    if (!taken) continue;
    row.label = false;
    row.kind = "harmful-request-not-injection";
    rows.push_back(std::move(row));
  }
}

// By group, the model that has seen no row of it.
std::vector<LinearModel> models_left_out(const Rows& rows) {
  std::vector<LinearModel> models;
  for (int group = 0; group < kGroups; ++group) {
    models.push_back(
        learn(rows, kSettings, [group](const JudgedRow& row) { return row.group != group; }));
  }
  return models;
}

std::vector<double> margins_left_out(const Rows& rows, const std::vector<LinearModel>& models) {
  std::vector<double> margins;
  for (const JudgedRow& row : rows.rows) {
    margins.push_back(
        highest_margin(models[static_cast<size_t>(row.group)], kSettings, row.features));
  }
  return margins;
}

// Puts the rows' sources into the groups that the others have them in. A source that they do not
// have stays in a group of its family, or in any: none has seen it.
void group_as(const Rows& others, Rows& rows) {
  for (JudgedRow& row : rows.rows) {
    const std::string& name = rows.sources[row.source].name;
    const auto same = std::find_if(others.sources.begin(), others.sources.end(),
                                   [&name](const Source& each) { return each.name == name; });
    if (same != others.sources.end()) row.group = same->group;
  }
}

Result<std::string> scores_of(const std::string& file, const Rows& taught,
                              const std::vector<LinearModel>& models,
                              const detect::MarginScale& scale) {
  GS_TRY(std::vector<LabelledRow> labelled, read_rows({file}));
  for (LabelledRow& row : labelled) row.kind.clear();
  GS_TRY(Rows rows, judge(labelled, {}));
  group_as(taught, rows);
  const std::vector<double> margins = margins_left_out(rows, models);
  std::string lines;
  for (size_t i = 0; i < margins.size(); ++i) {
    const double score = score_of(scale, rows.rows[i].phrases, margins[i]);
    lines += fmt::format("{{\"score\":{:.6f}}}\n", score);
  }
  return lines;
}

Result<std::string> encode(const LinearModel& model, const detect::MarginScale& calibration) {
  Quantised quantised = quantise(model.weights);
  detect::ModelParts parts;
  parts.task = detect::InjectionModel::kTask;
  for (const std::string_view column : detect::InjectionModel::kColumns) {
    parts.columns.emplace_back(column);
  }
  parts.scales = {quantised.scale};
  parts.table = std::move(quantised.weights);
  using enum detect::InjectionModel::Number;
  parts.numbers.resize(kNumberCount);
  parts.numbers[kBias] = model.bias;
  parts.numbers[kDamping] = static_cast<float>(kSettings.damping);
  parts.numbers[kSlope] = calibration.slope;
  parts.numbers[kShift] = calibration.shift;
  parts.numbers[kLeast] = calibration.least;
  parts.numbers[kMost] = calibration.most;
  return detect::encode_model(parts);
}

struct DataFiles {
  std::vector<std::string> labelled;
  std::vector<std::string> no_attacks;
  std::vector<std::string> judged;  // one, or none
};

Status run(const std::string& out, const std::string& folder, const DataFiles& files,
           CardInput input) {
  const auto begin = std::chrono::steady_clock::now();
  GS_TRY(const std::vector<WrittenText> written, written_texts(folder, kSeed));
  GS_TRY(std::vector<LabelledRow> labelled, read_rows(files.labelled));
  GS_TRY(std::vector<LabelledRow> others, read_rows(files.no_attacks));
  add_no_attacks(labelled, std::move(others));
  GS_TRY(const Rows rows, judge(labelled, written));
  input.settings = kSettings;
  const std::vector<LinearModel> models = models_left_out(rows);
  input.margins = margins_left_out(rows, models);
  input.calibration = calibrate(rows, input.margins, kFalsePositives);
  PosixFiles disk(0644);
  if (!files.judged.empty()) {
    GS_TRY(const std::string lines, scores_of(files.judged[0], rows, models, input.calibration));
    return disk.replace(out + ".jsonl", lines);
  }
  const LinearModel model = learn(rows, kSettings, [](const JudgedRow&) { return true; });
  GS_TRY(const std::string bytes, encode(model, input.calibration));
  input.bytes = bytes.size();
  input.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  GS_CHECK_OK(disk.replace(out + ".gsm", bytes));
  GS_CHECK_OK(disk.replace(out + ".md", write_card(rows, input)));
  return Ok{};
}

}  // namespace
}  // namespace gs::training

int main(int count, char** words) {
  if (count < 4) {
    fmt::print(stderr,
               "usage: train_injection OUT WRITTEN FILE.jsonl… [--no-attacks FILE.jsonl…] "
               "[--judge FILE.jsonl]\n"
               "writes OUT.gsm and OUT.md, with --judge OUT.jsonl instead\n");
    return 2;
  }
  gs::training::CardInput input;
  input.command = "./dev train injection";
  gs::training::DataFiles files;
  auto* into = &files.labelled;
  for (int i = 3; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--no-attacks") {
      into = &files.no_attacks;
    } else if (word == "--judge") {
      into = &files.judged;
    } else {
      into->push_back(word);
    }
  }
  if (const auto done = gs::training::run(words[1], words[2], files, std::move(input)); !done) {
    fmt::print(stderr, "error: {}\n", done.error().to_string());
    return 1;
  }
  return 0;
}
