// train_injection OUT FILE.jsonl…: fits data/models/injection.gsm, and writes its card beside it.
//
// The same files give the same bytes on the same machine.
#include <fmt/core.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/files.h"
#include "detect/injection/injection_model.h"
#include "detect/learned/model.h"
#include "train_injection/calibration.h"
#include "train_injection/card.h"
#include "train_injection/learner.h"
#include "training/figures.h"
#include "training/labelled_rows.h"

namespace gs::training {
namespace {

constexpr LinearSettings kSettings{.buckets = 1 << 18, .damping = 50, .cost = 20, .rarity = 0.75};
constexpr double kFalsePositives = 0.008;  // of ordinary texts at 0.8; the aim is at most 1%

// By row, the margin from a model that has seen no row of the row's group.
std::vector<double> margins_left_out(const Rows& rows) {
  std::vector<double> margins(rows.rows.size());
  for (int group = 0; group < kGroups; ++group) {
    const LinearModel model =
        learn(rows, kSettings, [group](const JudgedRow& row) { return row.group != group; });
    for (size_t i = 0; i < rows.rows.size(); ++i) {
      if (rows.rows[i].group != group) continue;
      margins[i] = highest_margin(model, kSettings, rows.rows[i].features);
    }
  }
  return margins;
}

Result<std::string> encode(const LinearModel& model, const Calibration& calibration) {
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
  parts.numbers[kSlope] = static_cast<float>(calibration.slope);
  parts.numbers[kShift] = static_cast<float>(calibration.shift);
  parts.numbers[kLeast] = 0;
  parts.numbers[kMost] = static_cast<float>(calibration.most);
  return detect::encode_model(parts);
}

Status run(const std::string& out, const std::vector<std::string>& files, CardInput input) {
  const auto begin = std::chrono::steady_clock::now();
  GS_TRY(const std::vector<LabelledRow> labelled, read_rows(files));
  GS_TRY(const Rows rows, judge(labelled));
  input.settings = kSettings;
  input.margins = margins_left_out(rows);
  input.calibration = calibrate(rows, input.margins, kFalsePositives);
  const LinearModel model = learn(rows, kSettings, [](const JudgedRow&) { return true; });
  GS_TRY(const std::string bytes, encode(model, input.calibration));
  input.bytes = bytes.size();
  input.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  PosixFiles disk(0644);
  GS_CHECK_OK(disk.replace(out + ".gsm", bytes));
  GS_CHECK_OK(disk.replace(out + ".md", write_card(rows, input)));
  return Ok{};
}

}  // namespace
}  // namespace gs::training

int main(int count, char** words) {
  if (count < 3) {
    fmt::print(stderr, "usage: train_injection OUT FILE.jsonl…\nwrites OUT.gsm and OUT.md\n");
    return 2;
  }
  gs::training::CardInput input;
  input.command = "./dev train injection";
  const std::vector<std::string> files(words + 2, words + count);
  if (const auto done = gs::training::run(words[1], files, std::move(input)); !done) {
    fmt::print(stderr, "error: {}\n", done.error().to_string());
    return 1;
  }
  return 0;
}
