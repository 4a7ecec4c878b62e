#include "detect/pii/pii.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "detect/pii/recognisers.h"
#include "detect/scan/recogniser_scan.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kContainsPii, text::kPiiTypes, text::kPiiCount};

// A text that is nothing but the number, as in the field of a form: with a check digit that agrees,
// and with a telling mixture of letters and digits.
constexpr double kAloneValidScore = 0.6;
constexpr double kAloneShapeScore = 0.5;
constexpr double kTellingShape = 0.3;

constexpr double kSureScore = 0.95;

// Found and listed, but not personal data on its own.
bool is_personal(std::string_view entity) {
  return entity != "URL" && entity != "AGE" && entity != "ZIP_CODE" && entity != "UK_POSTCODE";
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

class PiiJudge final : public Judge {
 public:
  explicit PiiJudge(PiiOptions options) : options_(std::move(options)) {}

  std::optional<Finding> judge(const Recognised& found) const override {
    const Recogniser& row = found.row;
    const bool labelled = found.context == Context::kLabel && (row.flags & kLabelWins) != 0;
    const std::string_view value = row.value ? row.value(found.text.match) : found.text.match;
    if (value.empty()) return std::nullopt;
    Check check = Check::kNoOpinion;
    if (!labelled && row.validate) check = row.validate(found.text);
    if (check == Check::kInvalid) return std::nullopt;
    const double score = score_of(found, check);
    if (score < threshold(row.entity)) return std::nullopt;
    const size_t begin = found.begin + static_cast<size_t>(value.data() - found.text.match.data());
    const bool validated = labelled || (check == Check::kValid && score >= 0.5);
    return Finding{row.entity, 0, {begin, begin + value.size()}, score, validated};
  }

 private:
  static double score_of(const Recognised& found, Check check) {
    const Recogniser& row = found.row;
    double score = row.score;
    if (check == Check::kValid) {
      score = std::max(score, row.valid_score);
      if (found.alone) score = std::max(score, kAloneValidScore);
    }
    if (found.alone && row.score >= kTellingShape && has_letter(found.text.match)) {
      score = std::max(score, kAloneShapeScore);
    }
    if (found.context != Context::kNone) score = std::max(score, row.context_score);
    // A label that names the kind of number is as good as it gets.
    if (found.context == Context::kLabel && row.context_score >= 0.5) {
      score = std::max(score, std::min(kSureScore, row.context_score + 0.1));
    }
    return score;
  }

  double threshold(std::string_view entity) const {
    auto own = options_.by_entity.find(entity);
    return own == options_.by_entity.end() ? options_.threshold : own->second;
  }

  PiiOptions options_;
};

class PiiScan final : public Scan {
 public:
  PiiScan(const RecogniserSet& set, const Judge& judge) : scan_(set, judge) {}

  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    const size_t known = findings.size();
    scan_.feed(piece, findings);
    note(findings, known);
  }

  void end_segment(std::vector<Finding>& findings) override {
    const size_t known = findings.size();
    scan_.end_segment(findings);
    note(findings, known);
  }

  size_t held_from() const override { return scan_.held_from(); }

  void report(SignalBoard& board) const override {
    board.raise(text::kContainsPii, personal_);
    board.raise(text::kPiiCount, count_);
    board.set(text::kPiiTypes, types_);
  }

 private:
  void note(std::vector<Finding>& findings, size_t from) {
    for (size_t i = from; i < findings.size(); ++i) {
      findings[i].maskable = true;
      ++count_;
      personal_ |= is_personal(findings[i].type);
      const std::string type(findings[i].type);
      if (std::find(types_.begin(), types_.end(), type) == types_.end()) types_.push_back(type);
    }
  }

  RecogniserScan scan_;
  bool personal_ = false;
  int64_t count_ = 0;
  std::vector<std::string> types_;
};

}  // namespace

struct Pii::Rows {
  RecogniserSet set;
  PiiJudge judge;
};

Pii::Pii(std::unique_ptr<const Rows> rows) : rows_(std::move(rows)) {}
Pii::~Pii() = default;

Result<std::unique_ptr<const Pii>> Pii::create(PiiOptions options) {
  const std::vector<Recogniser> rows = pii_recognisers();
  GS_TRY(RecogniserSet set, RecogniserSet::compile(rows));
  auto compiled = std::make_unique<const Rows>(Rows{std::move(set), PiiJudge(std::move(options))});
  return std::unique_ptr<const Pii>(new Pii(std::move(compiled)));
}

std::span<const text::SignalNumber> Pii::signals() const {
  return kSignals;
}

Reach Pii::reach() const {
  return {96, 1, 2048};
}

std::unique_ptr<Scan> Pii::start(const Scope&) const {
  return std::make_unique<PiiScan>(rows_->set, rows_->judge);
}

}  // namespace gs::detect
