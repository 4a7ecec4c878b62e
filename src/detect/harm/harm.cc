#include "detect/harm/harm.h"

#include <algorithm>
#include <string>

#include "detect/harm/harm_reader.h"
#include "detect/text_blocks.h"
#include "text/signal.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kHarmScore, text::kHarmCategories};

class HarmScan final : public Scan {
 public:
  explicit HarmScan(std::shared_ptr<const HarmModel> model) : model_(std::move(model)) {}

  void begin_segment(text::Role) override { blocks_.begin_segment(); }
  void feed(std::string_view piece, std::vector<Finding>&) override {
    blocks_.feed(piece, [this](std::string_view block, size_t begin) { read_block(block, begin); });
  }
  void end_segment(std::vector<Finding>&) override {
    blocks_.end_segment([this](std::string_view block, size_t begin) { read_block(block, begin); });
  }

  void report(SignalBoard& board) const override {
    board.raise(text::kHarmScore, highest_);
    std::vector<std::string> names;
    for (size_t i = 0; i < kHarmCategoryCount; ++i) {
      if (categories_.test(i)) names.emplace_back(kModerationCategories[i]);
    }
    board.set(text::kHarmCategories, std::move(names));
  }

 private:
  void read_block(std::string_view block, size_t begin) {
    const HarmReader::Found found = reader_.read(*model_, block, begin > 0);
    if (found.tokens == 0) return;
    const HarmScale& scale = model_->scale();
    const double score = scale.score(found.window.margin, found.part.margin, found.tokens);
    highest_ = std::max(highest_, score);
    if (score < Harm::kFound) return;
    const bool whole = scale.score(found.window.margin) >= score;
    categories_ |= model_->categories(reader_.hashes(whole ? found.window : found.part));
  }

  std::shared_ptr<const HarmModel> model_;
  HarmReader reader_;
  TextBlocks blocks_;
  double highest_ = 0;
  HarmCategorySet categories_;
};

}  // namespace

std::span<const text::SignalNumber> Harm::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Harm::start(const Scope&) const {
  return std::make_unique<HarmScan>(model_);
}

}  // namespace gs::detect
