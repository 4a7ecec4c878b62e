// The detector of personal data by exact means: recognisers, check digits and context words.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "detect/detector.h"

namespace gs::detect {

struct PiiOptions {
  double threshold = 0.5;                                // findings below it are dropped
  std::map<std::string, double, std::less<>> by_entity;  // thresholds of their own; above 1: off
};

// Signals: contains_pii, pii_types (in order of their first occurrence), pii_count. Web addresses,
// ages and postal codes are found, can be masked and are listed, but do not make a text personal
// data by themselves.
class Pii final : public Detector {
 public:
  // Errors: a row that does not compile, which the tests exclude for the rows that ship.
  static Result<std::unique_ptr<const Pii>> create(PiiOptions options = {});
  ~Pii() override;

  std::string_view name() const override { return "pii"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override;
  Reads reads() const override { return Reads::kPlain; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  struct Rows;
  explicit Pii(std::unique_ptr<const Rows> rows);
  std::unique_ptr<const Rows> rows_;
};

}  // namespace gs::detect
