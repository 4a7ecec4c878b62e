#include "detect/entities/entities.h"

#include <algorithm>
#include <string>
#include <utility>

#include "detect/pii/pii_judge.h"
#include "detect/pii/recognisers.h"
#include "detect/scan/recogniser_scan.h"
#include "detect/secrets/recognisers.h"
#include "detect/secrets/secret_judge.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kContainsPii, text::kPiiTypes, text::kPiiCount,
                                           text::kContainsSecret, text::kSecretTypes};

// Each family of rows has a judge of its own; personal data comes first.
class FamilyJudge final : public Judge {
 public:
  FamilyJudge(size_t pii_rows, const EntityThresholds& thresholds)
      : pii_rows_(pii_rows), pii_(thresholds), secrets_(thresholds) {}

  std::optional<Finding> judge(const Recognised& found) const override {
    return found.number < pii_rows_ ? pii_.judge(found) : secrets_.judge(found);
  }

 private:
  size_t pii_rows_;
  PiiJudge pii_;
  SecretJudge secrets_;
};

void add_type(std::vector<std::string>& types, std::string_view type) {
  if (std::find(types.begin(), types.end(), type) == types.end()) types.emplace_back(type);
}

}  // namespace

struct Entities::Rows {
  RecogniserSet set;
  FamilyJudge judge;
  std::vector<std::string_view> secret_types;  // sorted

  bool is_secret(std::string_view type) const {
    return std::binary_search(secret_types.begin(), secret_types.end(), type);
  }
};

namespace {

template <typename Rows>
class EntityScan final : public Scan {
 public:
  explicit EntityScan(const Rows& rows) : rows_(rows), scan_(rows.set, rows.judge) {}

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
    board.raise(text::kPiiCount, pii_count_);
    board.set(text::kPiiTypes, pii_types_);
    board.raise(text::kContainsSecret, !secret_types_.empty());
    board.set(text::kSecretTypes, secret_types_);
  }

 private:
  void note(const std::vector<Finding>& findings, size_t from) {
    for (size_t i = from; i < findings.size(); ++i) {
      if (rows_.is_secret(findings[i].type)) {
        add_type(secret_types_, findings[i].type);
        continue;
      }
      ++pii_count_;
      personal_ |= is_personal(findings[i].type);
      add_type(pii_types_, findings[i].type);
    }
  }

  const Rows& rows_;
  RecogniserScan scan_;
  bool personal_ = false;
  int64_t pii_count_ = 0;
  std::vector<std::string> pii_types_;
  std::vector<std::string> secret_types_;
};

}  // namespace

Entities::Entities(std::unique_ptr<const Rows> rows) : rows_(std::move(rows)) {}
Entities::~Entities() = default;

Result<std::shared_ptr<const Entities>> Entities::create(EntityThresholds thresholds,
                                                         size_t longest) {
  const std::vector<std::string_view> types = entity_types();
  for (const auto& [entity, threshold] : thresholds.by_entity) {
    if (std::find(types.begin(), types.end(), entity) == types.end()) {
      return fail(ErrorCode::kInvalidInput, "there is no entity " + entity);
    }
  }
  std::vector<Recogniser> rows = pii_recognisers();
  const size_t pii_rows = rows.size();
  const std::vector<Recogniser> secrets = secret_recognisers();
  rows.insert(rows.end(), secrets.begin(), secrets.end());
  GS_TRY(RecogniserSet set, RecogniserSet::compile(rows, thresholds));
  set.set_longest_match((longest + 7) / 8 * 8);
  auto compiled =
      std::make_unique<Rows>(Rows{std::move(set), FamilyJudge(pii_rows, thresholds), {}});
  for (const Recogniser& row : secrets) compiled->secret_types.push_back(row.entity);
  std::sort(compiled->secret_types.begin(), compiled->secret_types.end());
  return std::shared_ptr<const Entities>(new Entities(std::move(compiled)));
}

std::span<const text::SignalNumber> Entities::signals() const {
  return kSignals;
}

Reach Entities::reach() const {
  return {96, 1, rows_->set.automaton().longest_match()};
}

std::unique_ptr<Scan> Entities::start(const Scope&) const {
  return std::make_unique<EntityScan<Rows>>(*rows_);
}

size_t Entities::states() const {
  return rows_->set.automaton().states();
}

size_t Entities::bytes() const {
  return rows_->set.automaton().bytes() + rows_->set.words().bytes();
}

std::vector<std::string_view> entity_types() {
  std::vector<std::string_view> types;
  for (const std::vector<Recogniser>& rows : {pii_recognisers(), secret_recognisers()}) {
    for (const Recogniser& row : rows) {
      if (std::find(types.begin(), types.end(), row.entity) == types.end()) {
        types.push_back(row.entity);
      }
    }
  }
  return types;
}

}  // namespace gs::detect
