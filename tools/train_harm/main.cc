// train_harm OUT WRITTEN FILE.jsonl… [--everyday FILE.jsonl…]: fits OUT.gsm and OUT_categories.gsm
// from labelled rows and from what was written for this project (WRITTEN is data/training), and
// writes a card beside them, OUT.md. Of the files behind --everyday, which are labelled for
// something else, some rows are learned as harmless ones.
//
// The same files give the same bytes on the same machine. With --figures in place of OUT nothing is
// written but the card, to standard output; with --scores {"score"} of each row of the files, by
// models that have seen no row of its group.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <string_view>
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
constexpr LinearSettings kSettings{.buckets = 1 << 21, .damping = 50, .cost = 10, .rarity = 0.75};
constexpr LinearSettings kCategories{.buckets = 1 << 15, .damping = 20, .cost = 5, .rarity = 0.75};
constexpr size_t kEverydayEach = 150;     // rows of a source
constexpr double kFalsePositives = 0.01;  // of everyday texts at 0.8

// Wrapped goals are of the groups that the goals come from.
Uses without(int group) {
  return [group](const HarmRow& row) {
    return row.group != group && (row.group != kWrappedGoals || group > 2);
  };
}

// Judges each row by models that have seen no row of its group.
Status judge_left_out(const HarmRows& rows, const WordGroups& groups, HarmCardInput& input) {
  input.margins.assign(rows.rows.size(), {});
  input.categories.resize(rows.rows.size());
  for (int group = 0; group < kHarmGroups; ++group) {
    HarmFiles files;
    GS_TRY(const LinearModel fitted, learn_harm(rows, groups, kSettings, without(group)));
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

struct DataFiles {
  std::vector<std::string> labelled;
  std::vector<std::string> everyday;
};

Status run(const std::string& out, const std::string& written, const DataFiles& files) {
  const auto begin = std::chrono::steady_clock::now();
  GS_TRY(std::vector<LabelledRow> labelled, read_rows(files.labelled));
  const size_t judged = labelled.size();
  const auto is_taken = [](std::string_view source) { return harm_group_of(source) == kEveryday; };
  GS_TRY(std::vector<LabelledRow> everyday,
         read_harmless_rows(files.everyday, is_taken, kEverydayEach));
  std::move(everyday.begin(), everyday.end(), std::back_inserter(labelled));
  GS_TRY(const std::vector<WrittenRow> own, written_rows(written, kSeed));
  GS_TRY(const WordGroups groups, read_word_groups(written + "/word_clusters.tsv"));
  const HarmRows rows = harm_rows(labelled, own);
  HarmCardInput input;
  input.command = "./dev train harm";
  input.seed = kSeed;
  input.settings = kSettings;
  input.category_settings = kCategories;
  GS_CHECK_OK(judge_left_out(rows, groups, input));
  input.scale = calibrate_harm(rows, input.margins, kFalsePositives);
  if (out == "--scores") {
    // Rows keep the order of the files; those that are not judged come behind them.
    for (size_t i = 0; i < judged; ++i) {
      fmt::print("{{\"score\":{:.6f}}}\n", input.margins[i].score(input.scale));
    }
    return Ok{};
  }
  if (out == "--figures") {
    fmt::print("{}", write_harm_card(rows, input));
    return Ok{};
  }
  const Uses all = [](const HarmRow&) { return true; };
  GS_TRY(const LinearModel fitted, learn_harm(rows, groups, kSettings, all));
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
  if (count < 4) {
    fmt::print(
        stderr,
        "usage: train_harm OUT WRITTEN FILE.jsonl… [--everyday FILE.jsonl…]\n"
        "writes OUT.gsm, OUT_categories.gsm and OUT.md; with --figures in place of OUT it prints "
        "the card, with --scores\n"
        "{{\"score\"}} of each row of the files by a model that has seen no row of its group\n");
    return 2;
  }
  gs::training::DataFiles files;
  auto* into = &files.labelled;
  for (int i = 3; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--everyday") {
      into = &files.everyday;
    } else {
      into->push_back(word);
    }
  }
  if (const auto done = gs::training::run(words[1], words[2], files); !done) {
    fmt::print(stderr, "error: {}\n", done.error().to_string());
    return 1;
  }
  return 0;
}
