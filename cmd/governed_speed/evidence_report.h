// What a verification prints.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <string>

#include "ledger/merkle.h"
#include "res/verify/findings.h"
#include "res/verify/verify.h"

namespace gs::command {

std::string base64_of(const ledger::Hash& hash);

struct Verified {
  res::VerifyReport report;
  bool stored = true;         // false: a published log, without its content
  std::string key;            // vkey of the log; empty: no signature was checked
  boost::json::object found;  // of --id; empty: none was asked for
  std::chrono::duration<double> took{};
};

// Text: FAIL lines, notes, then counts; or one object of JSON. Returns the exit status: 0 or 1.
int print_verified(const Verified& verified, const res::Findings& findings, bool json);
// The FAIL lines and notes alone.
void print_findings(const res::Findings& findings);

}  // namespace gs::command
