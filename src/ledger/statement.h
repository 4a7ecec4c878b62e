// in-toto statements (Statement v1): what is said of which artifacts. The payload of an envelope
// (ledger/dsse.h). https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::ledger {

inline constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kTestResultPredicate =
    "https://in-toto.io/attestation/test-result/v0.1";
inline constexpr size_t kMaxSubjects = 1000;

struct Subject {
  std::string name;    // may be empty
  std::string sha256;  // 64 hex digits, lower case
  bool operator==(const Subject&) const = default;
};

struct Statement {
  std::vector<Subject> subjects;
  std::string predicate_type;
  boost::json::object predicate;

  // RFC 8785. kInvalidInput: what canonical_json() refuses, such as an integer beyond 2^53.
  Result<std::string> to_json() const;
  // Members that are not known, and digests other than sha256, are left out, as the specification
  // asks of readers. kInvalidInput names the member that is wrong.
  static Result<Statement> parse(std::string_view json);
};

}  // namespace gs::ledger
