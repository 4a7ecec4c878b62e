#include "detect/harm/harm.h"

#include <algorithm>
#include <string>

#include "detect/harm/harm_reader.h"
#include "text/signal.h"

namespace gs::detect {
namespace {

constexpr size_t kBlockBytes = 32 * 1024;
constexpr size_t kOverlapBytes = 2 * 1024;
constexpr size_t kBlockStep = kBlockBytes - kOverlapBytes;

constexpr text::SignalNumber kSignals[] = {text::kHarmScore, text::kHarmCategories};

// The last place at or before `at` that lies between code points.
size_t character_border(std::string_view text, size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

class HarmScan final : public Scan {
 public:
  explicit HarmScan(std::shared_ptr<const HarmModel> model) : model_(std::move(model)) {}

  void begin_segment(text::Role) override {
    buffer_.clear();
    block_begin_ = 0;
    next_nominal_ = kBlockStep;
    covered_ = 0;
  }

  void feed(std::string_view piece, std::vector<Finding>&) override {
    while (!piece.empty()) {
      // The nominal end of the block counts from the segment's first byte.
      const size_t wanted = next_nominal_ + kOverlapBytes - block_begin_;
      const size_t room = wanted - std::min(wanted, buffer_.size());
      // One byte more than fits tells whether a character ends at the border.
      const size_t taken = std::min(piece.size(), room + 1);
      buffer_.append(piece.substr(0, taken));
      piece.remove_prefix(taken);
      if (buffer_.size() > wanted) read_full_block(wanted);
    }
  }

  void end_segment(std::vector<Finding>&) override {
    if (block_begin_ + buffer_.size() > covered_) read_block(buffer_);
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
  void read_full_block(size_t wanted) {
    const std::string_view text = buffer_;
    const size_t end = character_border(text, wanted);
    read_block(text.substr(0, end));
    covered_ = block_begin_ + end;
    const size_t next = character_border(text, next_nominal_ - block_begin_);
    buffer_.erase(0, next);
    block_begin_ += next;
    next_nominal_ += kBlockStep;
  }

  void read_block(std::string_view block) {
    const HarmReader::Found found = reader_.read(*model_, block);
    if (!found.any) return;
    const HarmScale& scale = model_->scale();
    const double score = scale.score(found.window.margin, found.part.margin);
    highest_ = std::max(highest_, score);
    if (score < Harm::kFound) return;
    const bool whole = scale.score(found.window.margin) >= score;
    categories_ |= model_->categories(reader_.hashes(whole ? found.window : found.part));
  }

  std::shared_ptr<const HarmModel> model_;
  HarmReader reader_;
  std::string buffer_;       // the segment from block_begin_ on
  size_t block_begin_ = 0;   // of the segment
  size_t next_nominal_ = 0;  // where the next block begins, but for a cut character
  size_t covered_ = 0;       // end of the last full block
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
