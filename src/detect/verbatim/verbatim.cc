#include "detect/verbatim/verbatim.h"

#include <string>
#include <vector>

#include "detect/verbatim/corpus_matcher.h"
#include "detect/verbatim/tokeniser.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kVerbatimRatio, text::kVerbatimSources};

constexpr size_t kMaxSources = 16;
// A text pasted together from very many places has said enough.
constexpr size_t kMaxFindings = 1000;

class VerbatimScan final : public Scan {
 public:
  explicit VerbatimScan(std::shared_ptr<const Corpus> corpus)
      : corpus_(std::move(corpus)), matcher_(*corpus_) {}

  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    tokeniser_.feed(piece, [this](const Token& token) { matcher_.push(token); });
    hand_out(findings);
  }

  void end_segment(std::vector<Finding>& findings) override {
    tokeniser_.end([this](const Token& token) { matcher_.push(token); });
    matcher_.end();
    hand_out(findings);
  }

  void report(SignalBoard& board) const override {
    const auto tokens = static_cast<double>(matcher_.tokens());
    const auto covered = static_cast<double>(matcher_.covered());
    board.raise(text::kVerbatimRatio, tokens > 0 ? covered / tokens : 0.0);
    std::vector<std::string> names;
    for (const CorpusMatcher::Share& share : matcher_.shares(kMaxSources)) {
      names.emplace_back(corpus_->source_name(share.source));
    }
    board.set(text::kVerbatimSources, std::move(names));
  }

 private:
  void hand_out(std::vector<Finding>& findings) {
    for (const CorpusMatch& match : matcher_.matches()) {
      if (++found_ > kMaxFindings) break;
      findings.push_back({"VERBATIM", 0, match.span, 1.0});
    }
    matcher_.matches().clear();
  }

  const std::shared_ptr<const Corpus> corpus_;
  Tokeniser tokeniser_;
  CorpusMatcher matcher_;
  size_t found_ = 0;
};

}  // namespace

std::span<const text::SignalNumber> Verbatim::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Verbatim::start(const Scope&) const {
  return std::make_unique<VerbatimScan>(corpus_);
}

}  // namespace gs::detect
