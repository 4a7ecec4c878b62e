// Where the facts of a card come from: artifacts, a policy, the evidence service, an about file.
#pragma once

#include <string>
#include <vector>

#include "evaluate/card.h"

namespace gs::command {

struct CardOptions {
  evaluate::CardKind kind = evaluate::CardKind::kModel;
  std::string subject;
  std::vector<std::string> artifacts;  // files
  std::string config;                  // policy file, or empty
  std::string about;                   // YAML or JSON, or empty
  std::string res;                     // URL, or empty
  std::string key_file, ca_file;
};

// kInvalidInput: an artifact that is none, of another model or of an area that another has already;
// a policy that does not compile (its issues are printed); an about file with unknown fields.
Result<evaluate::CardSources> read_card_sources(const CardOptions& options);

}  // namespace gs::command
