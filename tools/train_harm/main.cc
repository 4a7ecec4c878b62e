// train_harm OUT WRITTEN FILE.jsonl…: fits OUT.gsm and OUT_categories.gsm from labelled rows and
// from what was written for this project (WRITTEN is data/training), and writes a card beside them,
// OUT.md.
//
// The same files give the same bytes on the same machine. With --figures in place of OUT nothing is
// written but the card, to standard output; with --scores {"score"} of each row of the files, by
// models that have seen no row of its group.
#include <fmt/core.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/files.h"
#include "detect/harm/harm_reader.h"
#include "train_harm/calibration.h"
#include "train_harm/card.h"
#include "train_harm/learner.h"
#include "train_harm/source_groups.h"
#include "training/labelled_rows.h"

namespace gs::training {
namespace {

constexpr uint32_t kSeed = 7;
constexpr LinearSettings kSettings{.buckets = 1 << 20, .damping = 50, .cost = 10, .rarity = 0.75};
constexpr LinearSettings kCategories{.buckets = 1 << 15, .damping = 20, .cost = 5, .rarity = 0.75};
constexpr double kFalsePositives = 0.01;  // of everyday texts at 0.8

// Wrapped goals are of the groups that the goals come from.
Uses without(int group) {
  return [group](const HarmRow& row) {
    return row.group != group && (row.group != kWrappedGoals || group > 2);
  };
}

// Judges each row by models that have seen no row of its group.
Status judge_left_out(const HarmRows& rows, HarmCardInput& input) {
  input.margins.assign(rows.rows.size(), {});
  input.categories.resize(rows.rows.size());
  for (int group = 0; group < kHarmGroups; ++group) {
    HarmFiles files;
    GS_TRY(const LinearModel fitted, learn_harm(rows, kSettings, without(group)));
    GS_TRY(files.harm, encode_harm(fitted, kSettings, {}));
    GS_TRY(files.categories, learn_categories(rows, kCategories, without(group)));
    GS_TRY(const auto model, files.model());
    detect::HarmReader reader;
    for (size_t i = 0; i < rows.rows.size(); ++i) {
      if (rows.rows[i].group != group) continue;
      const auto found = reader.read(*model, rows.rows[i].plain);
      input.margins[i] = {found.window.margin, found.part.margin, found.tokens};
      if (rows.rows[i].label) {
        input.categories[i] = model->categories(reader.hashes(found.window));
      }
    }
    fmt::print(stderr, "group {} of {} left out\n", group + 1, kHarmGroups);
  }
  return Ok{};
}

Status run(const std::string& out, const std::string& written,
           const std::vector<std::string>& files, bool figures_alone) {
  const auto begin = std::chrono::steady_clock::now();
  GS_TRY(const std::vector<LabelledRow> labelled, read_rows(files));
  GS_TRY(const std::vector<WrittenRow> own, written_rows(written, kSeed));
  const HarmRows rows = harm_rows(labelled, own);
  HarmCardInput input;
  input.command = "./dev train harm";
  input.seed = kSeed;
  input.settings = kSettings;
  input.category_settings = kCategories;
  GS_CHECK_OK(judge_left_out(rows, input));
  input.scale = calibrate_harm(rows, input.margins, kFalsePositives);
  if (out == "--scores") {
    // Rows keep the order of the files; those written for the project come behind them.
    for (size_t i = 0; i < labelled.size(); ++i) {
      fmt::print("{{\"score\":{:.6f}}}\n", input.margins[i].score(input.scale));
    }
    return Ok{};
  }
  if (figures_alone) {
    fmt::print("{}", write_harm_card(rows, input));
    return Ok{};
  }
  const Uses all = [](const HarmRow&) { return true; };
  GS_TRY(const LinearModel fitted, learn_harm(rows, kSettings, all));
  GS_TRY(const std::string harm, encode_harm(fitted, kSettings, input.scale));
  GS_TRY(const std::string categories, learn_categories(rows, kCategories, all));
  input.bytes = harm.size();
  input.category_bytes = categories.size();
  input.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  PosixFiles disk(0644);
  GS_CHECK_OK(disk.replace(out + ".gsm", harm));
  GS_CHECK_OK(disk.replace(out + "_categories.gsm", categories));
  return disk.replace(out + ".md", write_harm_card(rows, input));
}

}  // namespace
}  // namespace gs::training

int main(int count, char** words) {
  const std::vector<std::string> given(words + 1, words + count);
  const bool figures_alone = !given.empty() && given[0] == "--figures";
  if (given.size() < 3) {
    fmt::print(
        stderr,
        "usage: train_harm OUT WRITTEN FILE.jsonl…\n"
        "writes OUT.gsm, OUT_categories.gsm and OUT.md; with --figures in place of OUT it prints "
        "the card, with --scores\n"
        "{{\"score\"}} of each row of the files by a model that has seen no row of its group\n");
    return 2;
  }
  const std::vector<std::string> files(given.begin() + 2, given.end());
  if (const auto done = gs::training::run(given[0], given[1], files, figures_alone); !done) {
    fmt::print(stderr, "error: {}\n", done.error().to_string());
    return 1;
  }
  return 0;
}
