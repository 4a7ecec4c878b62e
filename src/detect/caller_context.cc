#include "detect/caller_context.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kContainsPii, text::kContainsSecret,
                                           text::kJailbreakScore, text::kHarmScore,
                                           text::kVerbatimRatio};

class ClaimScan final : public Scan {
 public:
  explicit ClaimScan(const CallerClaims* claims) : claims_(claims) {}

  void begin_segment(text::Role) override {}
  void feed(std::string_view, std::vector<Finding>&) override {}
  void end_segment(std::vector<Finding>&) override {}

  void report(SignalBoard& board) const override {
    if (claims_ == nullptr) return;
    put(board, text::kContainsPii, claims_->contains_pii);
    put(board, text::kContainsSecret, claims_->contains_secret);
    put(board, text::kJailbreakScore, claims_->jailbreak_score);
    put(board, text::kHarmScore, claims_->harm_score);
    put(board, text::kVerbatimRatio, claims_->verbatim_ratio);
  }

 private:
  template <typename T>
  void put(SignalBoard& board, text::SignalNumber number, const std::optional<T>& claim) const {
    if (!claim) return;
    if (claims_->trusted) {
      board.set(number, *claim);
    } else {
      board.raise(number, *claim);
    }
  }

  const CallerClaims* claims_;
};

}  // namespace

std::span<const text::SignalNumber> CallerContext::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> CallerContext::start(const Scope& scope) const {
  return std::make_unique<ClaimScan>(scope.claims);
}

}  // namespace gs::detect
