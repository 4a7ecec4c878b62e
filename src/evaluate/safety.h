// How often outputs are harmful: counts by category, and of attacks alone.
//
//   harmful_rate            harmful outputs of all outputs
//   jailbreak_success_rate  harmful outputs of those that an attack was to get
//
// both with Wilson intervals, and both again by category in the detail.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

#include "evaluate/artifact.h"
#include "evaluate/json_row.h"
#include "evaluate/lines.h"

namespace gs::evaluate {

class SafetyCounts {
 public:
  void add(std::string_view category, bool attack, uint64_t harmful, uint64_t outputs);
  uint64_t outputs() const { return all_.outputs; }
  bool full(std::string_view category) const;  // a further category would be one too many
  // kInvalidInput: there are 0 outputs.
  Status add_to(Artifact& artifact, const std::string& file) const;

 private:
  struct Counts {
    uint64_t harmful = 0;
    uint64_t outputs = 0;
  };
  Counts all_, attacks_;
  std::map<std::string, Counts, std::less<>> categories_;
};

// Labelled outputs, JSON Lines: {harmful, category?, attack?, id?, model?}, a row an output.
// harmful and attack are true or false (or 1 or 0); attack may also be called jailbreak. Other
// members (prompt, output) are passed over. The same id twice is refused.
class LabelledOutputs final : public Reader {
 public:
  LabelledOutputs(std::string file, Artifact& artifact);

  Status feed(std::string_view bytes) override { return lines_.feed(bytes); }
  Status finish() override;
  uint64_t rows() const { return counts_.outputs(); }

 private:
  Status take(std::string_view line, size_t number);
  Status check_id(const Place& place);

  const std::string file_;
  Artifact& artifact_;
  Lines lines_;
  JsonRow row_;
  SafetyCounts counts_;
  std::unordered_set<uint64_t> ids_;  // hashes
};

}  // namespace gs::evaluate
