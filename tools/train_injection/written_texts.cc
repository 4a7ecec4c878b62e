#include "train_injection/written_texts.h"

#include <map>
#include <string_view>
#include <utility>

#include "training/written_lines.h"

namespace gs::training {
namespace {

constexpr size_t kFilledEach = 4;      // of a line with holes
constexpr size_t kContainersEach = 4;  // of what is planted
constexpr unsigned kTimes = 2;         // of a line that is taken as it stands
constexpr std::string_view kPlanted = "{}";

// Puts fillings into holes, {name} each, also those of fillings.
class Filler {
 public:
  explicit Filler(uint32_t seed) : dice_(seed) {}

  // Lines "name text". Errors: a line without a text.
  Status read(const std::string& path) {
    GS_TRY(const std::vector<std::string> lines, read_written_lines(path));
    for (const std::string& line : lines) {
      const size_t blank = line.find(' ');
      if (blank == std::string::npos) {
        return fail(ErrorCode::kInvalidInput, "no name before the text: " + line, path);
      }
      fillings_["{" + line.substr(0, blank) + "}"].push_back(line.substr(blank + 1));
    }
    return Ok{};
  }

  bool has_hole(std::string_view text) const {
    for (const auto& [hole, unused] : fillings_) {
      if (text.find(hole) != std::string_view::npos) return true;
    }
    return false;
  }

  std::string fill(std::string text) {
    for (size_t most = 32; most > 0 && has_hole(text); --most) {
      for (const auto& [hole, texts] : fillings_) {
        text = filled(std::move(text), hole, texts[dice_() % texts.size()]);
      }
    }
    return text;
  }

  std::mt19937& dice() { return dice_; }

 private:
  std::map<std::string, std::vector<std::string>> fillings_;
  std::mt19937 dice_;
};

std::string with_line_breaks(std::string text) {
  for (size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

// Lines "+ text" or "- text".
Result<std::vector<WrittenText>> read_signed(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_written_lines(path));
  std::vector<WrittenText> texts;
  for (const std::string& line : lines) {
    if (!line.starts_with("+ ") && !line.starts_with("- ")) {
      return fail(ErrorCode::kInvalidInput, "neither + nor - before the text: " + line, path);
    }
    texts.push_back({line.substr(2), line[0] == '+', 1});
  }
  return texts;
}

void append_filled(const WrittenText& from, size_t count, Filler& filler,
                   std::vector<WrittenText>& texts) {
  if (!filler.has_hole(from.text)) {
    texts.push_back({with_line_breaks(from.text), from.label, kTimes});
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    texts.push_back({with_line_breaks(filler.fill(from.text)), from.label, 1});
  }
}

}  // namespace

Result<std::vector<WrittenText>> written_texts(const std::string& folder, uint32_t seed) {
  Filler filler(seed);
  GS_CHECK_OK(filler.read(folder + "/injection_fillings.txt"));
  std::vector<WrittenText> texts;
  for (const char* name : {"/injection_prompts.txt", "/injection_languages.txt"}) {
    GS_TRY(const std::vector<WrittenText> lines, read_signed(folder + name));
    for (const WrittenText& line : lines) append_filled(line, kFilledEach, filler, texts);
  }
  GS_TRY(const auto containers, read_written_lines(folder + "/injection_containers.txt"));
  GS_TRY(const std::vector<WrittenText> planted, read_signed(folder + "/injection_planted.txt"));
  for (const WrittenText& line : planted) {
    for (const std::string& container : some_of(containers, kContainersEach, filler.dice())) {
      const std::string text = filler.fill(filled(container, kPlanted, line.text));
      texts.push_back({with_line_breaks(text), line.label, 1});
    }
  }
  return texts;
}

}  // namespace gs::training
