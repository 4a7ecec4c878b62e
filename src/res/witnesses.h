// Asks the configured witnesses to cosign the newest head, once a second when it has moved.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/signed_note.h"
#include "res/log/log.h"

namespace gs::res {

struct WitnessSettings {
  std::string name;  // in the settings
  std::string url;   // to which /add-checkpoint is added
  ledger::VerifierKey key;
};

class Witnesses {
 public:
  // A thread of its own; the references outlive it. Errors (kInvalidInput): a URL that is none.
  // `say` tells when a witness stops to cosign and when it does again.
  static Result<std::unique_ptr<Witnesses>> start(std::vector<WitnessSettings> witnesses,
                                                  log::Log& log, store::Database& database,
                                                  std::function<void(bool error, std::string)> say);
  virtual ~Witnesses() = default;
};

}  // namespace gs::res
