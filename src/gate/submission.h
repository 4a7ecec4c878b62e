// A report as evidence: the metadata that RES reads figures and the result from, and the in-toto
// test-result that a pipeline signs.
//   https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
#pragma once

#include <boost/json/object.hpp>

#include "gate/report.h"
#include "ledger/statement.h"

namespace gs::gate {

// {status, passedTests[], violations[], warnings[], stage, policy_digest, <area>{<metric>: value}},
// at most 64 KiB: tests that do not fit are left out and counted in `tests_left_out`.
boost::json::object evidence_metadata(const Report& report);

// Subjects: the files that were read, or, without any, the policy. Predicate: result (PASSED,
// WARNED, FAILED), configuration (the policy by its digest), passedTests, warnedTests, failedTests.
ledger::Statement test_result(const Report& report);

}  // namespace gs::gate
