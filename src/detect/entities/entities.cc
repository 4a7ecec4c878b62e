#include "detect/entities/entities.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "detect/entities/entity_merge.h"
#include "detect/names/name_scan.h"
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
  std::shared_ptr<const NameModel> names;      // null: names are not looked for
  std::array<double, kNameTypes> name_thresholds{};

  bool is_secret(std::string_view type) const {
    return std::binary_search(secret_types.begin(), secret_types.end(), type);
  }
};

namespace {

// The names of one text, with the scores that count and what masks make of them.
template <typename Rows>
class NamesFound {
 public:
  explicit NamesFound(const Rows& rows) : rows_(rows), scan_(*rows.names) {}

  void feed(std::string_view piece, EntityMerge& merge) {
    scan_.feed(piece, found_);
    take(merge);
  }
  void end_segment(EntityMerge& merge) {
    scan_.end_segment(found_);
    take(merge);
  }
  size_t open_from() const { return scan_.open_from(); }

 private:
  void take(EntityMerge& merge) {
    for (Finding& finding : found_) {
      const auto type = std::find(kNameTypeNames.begin(), kNameTypeNames.end(), finding.type);
      const auto number = static_cast<size_t>(type - kNameTypeNames.begin());
      if (finding.score < rows_.name_thresholds[number]) continue;
      // A letter alone names nobody; in code it stands for anything.
      if (finding.span.end - finding.span.begin == 1) continue;
      finding.maskable = is_personal(finding.type);
      merge.add_name(finding);
    }
    found_.clear();
  }

  const Rows& rows_;
  NameScan scan_;
  std::vector<Finding> found_;
};

template <typename Rows>
class EntityScan final : public Scan {
 public:
  explicit EntityScan(const Rows& rows) : rows_(rows), scan_(rows.set, rows.judge) {
    if (rows.names) names_.emplace(rows);
  }

  void begin_segment(text::Role) override { fed_ = 0; }

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    const size_t known = findings.size();
    fed_ += piece.size();
    if (!names_) {
      scan_.feed(piece, findings);
    } else {
      scan_.feed(piece, recognised_);
      names_->feed(piece, merge_);
      merge(std::min(scan_.held_from(), fed_), names_->open_from(), findings);
    }
    note(findings, known);
  }

  void end_segment(std::vector<Finding>& findings) override {
    const size_t known = findings.size();
    if (!names_) {
      scan_.end_segment(findings);
    } else {
      scan_.end_segment(recognised_);
      names_->end_segment(merge_);
      merge(kNowhere, kNowhere, findings);
    }
    note(findings, known);
  }

  size_t held_from() const override {
    size_t from = scan_.held_from();
    if (!names_) return from;
    from = std::min(from, merge_.held_from());
    return names_->open_from() < fed_ ? std::min(from, names_->open_from()) : from;
  }

  void report(SignalBoard& board) const override {
    board.raise(text::kContainsPii, personal_);
    board.raise(text::kPiiCount, pii_count_);
    board.set(text::kPiiTypes, pii_types_);
    board.raise(text::kContainsSecret, !secret_types_.empty());
    board.set(text::kSecretTypes, secret_types_);
  }

 private:
  void merge(size_t recognised_to, size_t names_to, std::vector<Finding>& findings) {
    for (const Finding& finding : recognised_) {
      merge_.add_recognised(finding, rows_.is_secret(finding.type));
    }
    recognised_.clear();
    merge_.settle(recognised_to, names_to, findings);
  }

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
  std::optional<NamesFound<Rows>> names_;
  EntityMerge merge_;
  std::vector<Finding> recognised_;  // scratch
  size_t fed_ = 0;                   // bytes of the segment
  bool personal_ = false;
  int64_t pii_count_ = 0;
  std::vector<std::string> pii_types_;
  std::vector<std::string> secret_types_;
};

}  // namespace

Entities::Entities(std::unique_ptr<const Rows> rows) : rows_(std::move(rows)) {}
Entities::~Entities() = default;

Result<std::shared_ptr<const Entities>> Entities::create(EntityThresholds thresholds,
                                                         size_t longest,
                                                         std::shared_ptr<const NameModel> names) {
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
      std::make_unique<Rows>(Rows{std::move(set), FamilyJudge(pii_rows, thresholds), {}, {}});
  compiled->names = std::move(names);
  for (size_t type = 0; type < kNameTypes; ++type) {
    compiled->name_thresholds[type] = thresholds.of_name(kNameTypeNames[type]);
  }
  for (const Recogniser& row : secrets) compiled->secret_types.push_back(row.entity);
  std::sort(compiled->secret_types.begin(), compiled->secret_types.end());
  return std::shared_ptr<const Entities>(new Entities(std::move(compiled)));
}

std::span<const text::SignalNumber> Entities::signals() const {
  return kSignals;
}

Reach Entities::reach() const {
  const size_t longest = rows_->set.automaton().longest_match();
  if (!rows_->names) return {96, 1, longest};
  return {96, kMaxOpenTokens * kMaxTokenCharacters, longest};
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
  std::vector<std::string_view> types(kNameTypeNames.begin(), kNameTypeNames.end());
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
