#include "detect/injection/injection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "detect/injection/window_scorer.h"
#include "detect/text_blocks.h"
#include "text/obfuscation.h"

namespace gs::detect {
namespace {

static_assert(TextBlocks::kStep % kWindowStep == 0 &&
                  TextBlocks::kOverlap == kWindowBytes - kWindowStep,
              "every window must lie within one block");

constexpr size_t kMaxFindings = 64;
constexpr std::string_view kFindingType = "PROMPT_INJECTION";

constexpr text::SignalNumber kSignals[] = {text::kJailbreakScore, text::kInjectionSource,
                                           text::kObfuscationScore, text::kObfuscation};

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
    blocks_.begin_segment();
    attacks_.clear();
  }

  void feed(std::string_view piece, std::vector<Finding>&) override {
    blocks_.feed(piece, [this](std::string_view block, size_t begin) { read_block(block, begin); });
  }

  void end_segment(std::vector<Finding>& findings) override {
    blocks_.end_segment([this](std::string_view block, size_t begin) { read_block(block, begin); });
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
  void read_block(std::string_view block, size_t begin) {
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
      attacks_.push_back({{begin + phrase.span.begin, begin + phrase.span.end}, phrase.score});
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
  TextBlocks blocks_;
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
