#include "detect/injection/injection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "detect/injection/window_scorer.h"
#include "text/obfuscation.h"

namespace gs::detect {
namespace {

constexpr size_t kBlockBytes = 32 * 1024;
constexpr size_t kOverlapBytes = 2 * 1024;
constexpr size_t kBlockStep = kBlockBytes - kOverlapBytes;
static_assert(kBlockStep % kWindowStep == 0 && kOverlapBytes == kWindowBytes - kWindowStep,
              "every window must lie within one block");

constexpr size_t kMaxFindings = 64;
constexpr std::string_view kFindingType = "PROMPT_INJECTION";

constexpr text::SignalNumber kSignals[] = {text::kJailbreakScore, text::kInjectionSource,
                                           text::kObfuscationScore, text::kObfuscation};

// The last place at or before `at` that lies between code points.
size_t character_border(std::string_view text, size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

class InjectionScan final : public Scan {
 public:
  InjectionScan(const PhraseSet& phrases, const InjectionModel* model, WorkbenchPool& pool,
                text::Phase phase)
      : pool_(pool),
        workbench_(pool.take()),
        scorer_(phrases, model, *workbench_),
        is_prompt_(phase == text::Phase::kPrompt) {}
  ~InjectionScan() override { pool_.give_back(std::move(workbench_)); }

  void begin_segment(text::Role role) override {
    role_ = role;
    buffer_.clear();
    block_begin_ = 0;
    next_nominal_ = kBlockStep;
    blocks_ = 0;
    attacks_.clear();
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

  void end_segment(std::vector<Finding>& findings) override {
    const bool only_overlap = blocks_ > 0 && block_begin_ + buffer_.size() <= covered_;
    if (!buffer_.empty() && !only_overlap) read_block(buffer_);
    add_findings(findings);
  }

  void report(SignalBoard& board) const override {
    if (is_prompt_) {
      board.raise(text::kJailbreakScore, highest_);
      board.set(text::kInjectionSource,
                std::string(highest_ > 0 ? text::to_string(source_) : std::string_view()));
    }
    board.raise(text::kObfuscationScore, obfuscation_);
    std::vector<std::string> names;
    for (size_t i = 0; i < text::kLayerNames.size(); ++i) {
      if (layers_.has(static_cast<text::Layer>(i))) names.emplace_back(text::kLayerNames[i]);
    }
    board.set(text::kObfuscation, std::move(names));
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
    ++blocks_;
  }

  void read_block(std::string_view block) {
    workbench_->hidden.read(block);
    obfuscation_ = std::max(obfuscation_, obfuscation_score(workbench_->hidden.found()));
    layers_.add(workbench_->hidden.layers());
    if (!is_prompt_) return;
    const bool in_data = role_ == text::Role::kTool || role_ == text::Role::kDocument;
    found_.clear();
    const double score = scorer_.score(block, in_data, found_);
    if (score > highest_) {
      highest_ = score;
      source_ = role_;
    }
    for (const AttackPhrase& phrase : found_) {
      attacks_.push_back(
          {{block_begin_ + phrase.span.begin, block_begin_ + phrase.span.end}, phrase.score});
    }
    merge_attacks();
  }

  // Overlapping phrases become one; of the rest the first are kept.
  void merge_attacks() {
    std::sort(attacks_.begin(), attacks_.end(), [](const AttackPhrase& a, const AttackPhrase& b) {
      return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end < b.span.end;
    });
    size_t kept = 0;
    for (const AttackPhrase& attack : attacks_) {
      if (kept > 0 && attack.span.begin < attacks_[kept - 1].span.end) {
        AttackPhrase& last = attacks_[kept - 1];
        last.span.end = std::max(last.span.end, attack.span.end);
        last.score = std::max(last.score, attack.score);
      } else {
        attacks_[kept++] = attack;
      }
    }
    attacks_.resize(std::min(kept, kMaxFindings));
  }

  void add_findings(std::vector<Finding>& findings) const {
    for (const AttackPhrase& attack : attacks_) {
      Finding finding;
      finding.type = kFindingType;
      finding.span = attack.span;
      finding.score = attack.score;
      findings.push_back(finding);
    }
  }

  WorkbenchPool& pool_;
  std::unique_ptr<Workbench> workbench_;
  WindowScorer scorer_;
  bool is_prompt_;
  text::Role role_ = text::Role::kUser;
  std::string buffer_;       // the segment from block_begin_ on
  size_t block_begin_ = 0;   // of the segment
  size_t next_nominal_ = 0;  // where the next block begins, but for a cut character
  size_t covered_ = 0;       // end of the last full block
  size_t blocks_ = 0;        // full blocks read of this segment
  std::vector<AttackPhrase> found_;
  std::vector<AttackPhrase> attacks_;  // of this segment, merged
  double highest_ = 0;
  text::Role source_ = text::Role::kUser;
  double obfuscation_ = 0;
  text::LayerSet layers_;
};

}  // namespace

Injection::Roles Injection::usual_roles() {
  return {text::Role::kUser, text::Role::kAssistant, text::Role::kTool, text::Role::kDocument};
}

Result<std::unique_ptr<const Injection>> Injection::create(
    Roles roles, std::shared_ptr<const InjectionModel> model) {
  GS_TRY(PhraseSet phrases, PhraseSet::create(all_phrases()));
  return std::unique_ptr<const Injection>(
      new Injection(std::move(phrases), std::move(roles), std::move(model)));
}

std::span<const text::SignalNumber> Injection::signals() const {
  return kSignals;
}

bool Injection::streams(text::SignalNumber signal) const {
  return signal != text::kObfuscationScore && signal != text::kObfuscation;
}

std::unique_ptr<Scan> Injection::start(const Scope& scope) const {
  return std::make_unique<InjectionScan>(phrases_, model_.get(), pool_, scope.phase);
}

}  // namespace gs::detect
