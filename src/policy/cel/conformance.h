// Runs conformance cases of the Common Expression Language, converted to JSON Lines.
//
// The cases are those of cel-spec, tests/simple/testdata; a row holds an expression, bindings and
// the expected value or error. Rows that need protobuf messages are skipped.
#pragma once

#include <string>
#include <string_view>

namespace gs::cel {

struct ConformanceTotals {
  int passed = 0;
  int failed = 0;
  int skipped = 0;

  ConformanceTotals& operator+=(const ConformanceTotals& other) {
    passed += other.passed;
    failed += other.failed;
    skipped += other.skipped;
    return *this;
  }
};

// Runs every row of `jsonl`. Appends to `report` a line "FAIL id: expected …, got …" for each row
// that fails, and "SKIP id: why" for each that is left out; a line that is no row counts as failed,
// and is named by `file` and line number.
ConformanceTotals run_conformance(std::string_view jsonl, std::string_view file,
                                  std::string& report);

}  // namespace gs::cel
