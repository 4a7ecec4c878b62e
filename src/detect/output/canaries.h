// The `contains_canary` signal: the output holds a token that was planted where no answer should
// take it from, such as a system prompt or a document.
//
// Tokens are the operator's own, and beside them all of one form that needs no setting:
//
//   gs-canary-  and 16 to 64 hexadecimal digits
//
// ASCII letters match in any case, and invisible characters in between do not hide a token. A
// finding, CANARY, covers exactly the token; a mask rule covers it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"

namespace gs::detect {

class TokenAutomaton;

class Canaries final : public Detector {
 public:
  // Errors name the token by its place in the list, from 1 on: fewer than 8 bytes, not UTF-8; or
  // all together more than 16 KiB.
  static Result<std::unique_ptr<const Canaries>> create(const std::vector<std::string>& tokens);
  ~Canaries() override;

  std::string_view name() const override { return "canaries"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override;
  Reads reads() const override { return Reads::kPlain; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  Canaries(std::unique_ptr<const TokenAutomaton> tokens, uint32_t fixed, size_t longest);

  std::unique_ptr<const TokenAutomaton> tokens_;
  uint32_t fixed_;  // among them: the beginning of the fixed form
  size_t longest_;  // characters
};

}  // namespace gs::detect
