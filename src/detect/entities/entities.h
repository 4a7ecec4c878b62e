// The detector of personal data, secrets and names, so that every character has one type.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "detect/names/name_model.h"
#include "detect/scan/automaton.h"
#include "detect/scan/entity_thresholds.h"

namespace gs::detect {

// Signals: contains_pii, pii_types, pii_count, contains_secret, secret_types; types in order of
// their first occurrence. Web addresses, ages, postal codes, places, organisations, nationalities,
// dates and times are found and listed among pii_types, but neither make a text personal data nor
// are covered by a mask rule that names no entities.
class Entities final : public Detector {
 public:
  // Errors: a row that does not compile, which the tests exclude for the rows that ship; a
  // threshold for an entity that does not exist (kInvalidInput).
  // `longest`: bytes after which a secret without an end counts as found as far as it came.
  // `names`: finds names of persons, places and so on; null: those are not looked for.
  static Result<std::shared_ptr<const Entities>> create(
      EntityThresholds thresholds = {}, size_t longest = Automaton::kUsualLongest,
      std::shared_ptr<const NameModel> names = nullptr);
  ~Entities() override;

  std::string_view name() const override { return "entities"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override;
  Reads reads() const override { return Reads::kPlain; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

  size_t states() const;  // of the automaton, and its memory, for the figures
  size_t bytes() const;

 private:
  struct Rows;
  explicit Entities(std::unique_ptr<const Rows> rows);
  std::unique_ptr<const Rows> rows_;
};

// The names of all entities, those of names first, secrets last, each once.
std::vector<std::string_view> entity_types();

}  // namespace gs::detect
