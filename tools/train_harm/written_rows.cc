#include "train_harm/written_rows.h"

#include <charconv>
#include <string_view>

#include "train_harm/source_groups.h"
#include "training/written_lines.h"

namespace gs::training {
namespace {

constexpr size_t kFramesEach = 4;
constexpr size_t kPeopleEach = 6;
constexpr unsigned kTimes = 4;
constexpr std::string_view kPeople = "{people}";

// A line "categories text"; "-" for harmless.
Result<WrittenRow> read_written(const std::string& line, const std::string& path) {
  const size_t blank = line.find(' ');
  if (blank == std::string::npos) {
    return fail(ErrorCode::kInvalidInput, "no categories before the text: " + line, path);
  }
  WrittenRow row;
  row.text = line.substr(blank + 1);
  row.label = line.substr(0, blank) != "-";
  row.categories = harm_categories_named(std::string_view(line).substr(0, blank));
  row.times = kTimes;
  if (row.label && row.categories.none()) {
    return fail(ErrorCode::kInvalidInput, "no such category: " + line, path);
  }
  return row;
}

// Each row of a file with its hole filled by some of `fillings`; rows without a hole as they are,
// or, where `frames`, each row put into the hole of the fillings.
Status append_filled(const std::string& path, const std::vector<std::string>& fillings, bool frames,
                     std::mt19937& dice, std::vector<WrittenRow>& rows) {
  GS_TRY(const std::vector<std::string> lines, read_written_lines(path));
  for (const std::string& line : lines) {
    GS_TRY(const WrittenRow row, read_written(line, path));
    const bool holed = frames || row.text.find(kPeople) != std::string::npos;
    if (!holed) {
      rows.push_back(row);
      continue;
    }
    for (const std::string& filling : some_of(fillings, frames ? kFramesEach : kPeopleEach, dice)) {
      WrittenRow made = row;
      made.text = frames ? filled(filling, "{}", row.text) : filled(row.text, kPeople, filling);
      rows.push_back(std::move(made));
    }
  }
  return Ok{};
}

// Lines "percent TAB text".
Status append_words(const std::string& path, std::vector<WrittenRow>& rows) {
  GS_TRY(const std::vector<std::string> lines, read_written_lines(path));
  for (const std::string& line : lines) {
    unsigned percent = 0;
    const char* end = line.data() + line.size();
    const auto read = std::from_chars(line.data(), end, percent);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != '\t') {
      return fail(ErrorCode::kInvalidInput, "no percent before the text: " + line, path);
    }
    rows.push_back({std::string(read.ptr + 1, end), percent >= 50, {}, 1});
  }
  return Ok{};
}

}  // namespace

Result<std::vector<WrittenRow>> written_rows(const std::string& folder, uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<WrittenRow> rows;
  GS_TRY(const std::vector<std::string> frames, read_written_lines(folder + "/harm_frames.txt"));
  GS_TRY(const std::vector<std::string> people, read_written_lines(folder + "/harm_people.txt"));
  GS_CHECK_OK(append_filled(folder + "/harm_requests.txt", frames, true, dice, rows));
  for (const char* name : {"statements", "languages", "prompts", "posts"}) {
    GS_CHECK_OK(append_filled(folder + "/harm_" + name + ".txt", people, false, dice, rows));
  }
  GS_CHECK_OK(append_words(folder + "/harm_words.tsv", rows));
  return rows;
}

}  // namespace gs::training
