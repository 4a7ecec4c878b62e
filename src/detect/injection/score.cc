#include <cmath>

#include "detect/injection/evidence.h"

namespace gs::detect {
namespace {

struct Weights {
  float anywhere;  // what full evidence of the family adds to the log-odds
  float in_data;   // what it adds besides in a tool's result or a document
};

// First fitted by logistic regression, with weights that cannot be negative, on which features rows
// of injection.train, .train2 and .dev of the shared data show; stretched so that a text without
// evidence stands at kBias and ordinary texts rarely pass 0.8, rounded, and then set by hand:
// kOverride stays above 0.8 by itself; kFiction is kept low, because a harmless story has the same
// frame as a harmful one. Since the learned model knows more, most of what is not kOverride,
// kNewOrders or kRequest was lowered: phrases were chosen on these rows, so they seem worth more
// than they are elsewhere (docs/decisions/0041-learned-injection.md).
constexpr std::array<Weights, kFamilyCount> kWeights = {{
    {8.0f, 3.0f},  // kOverride
    {4.0f, 4.0f},  // kNewOrders
    {5.5f, 0.0f},  // kNoLimits
    {4.0f, 0.0f},  // kPersona
    {0.4f, 0.0f},  // kRolePlay
    {5.8f, 0.0f},  // kExtraction
    {2.0f, 0.0f},  // kNoRefusal
    {1.0f, 2.0f},  // kRoleMarker
    {2.5f, 3.5f},  // kAddressed
    {1.0f, 2.0f},  // kExfiltration
    {3.0f, 0.0f},  // kDecode
    {1.0f, 2.0f},  // kForcedOutput
    {1.5f, 1.5f},  // kUrgency
    {0.5f, 0.0f},  // kFiction
    {2.0f, 0.0f},  // kTwoAnswers
    {2.4f, 0.0f},  // kAuthority
    {5.0f, 0.0f},  // kSecretGame
    {0.0f, 6.0f},  // kRequest
    {0.0f, 0.0f},  // kMention
}};
constexpr double kBias = -4.0;
constexpr double kHidden = 2.5;
constexpr double kSurprise = 5.6;

}  // namespace

double injection_score(const Evidence& evidence) {
  double sum = kHidden * evidence.hidden + kSurprise * evidence.surprise + evidence.learned;
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const Weights& weights = kWeights[i];
    sum += evidence.family[i] * (weights.anywhere + (evidence.in_data ? weights.in_data : 0.0f));
  }
  if (sum == 0) return 0;
  return 1 / (1 + std::exp(-(kBias + sum)));
}

}  // namespace gs::detect
