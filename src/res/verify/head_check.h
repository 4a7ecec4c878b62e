// Signed heads against the tree that its leaves make.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/checkpoint.h"
#include "ledger/signed_note.h"
#include "res/verify/findings.h"
#include "res/verify/page.h"
#include "res/verify/tree_check.h"

namespace gs::res {

// A checkpoint's text: its head, when the key has signed it; else nothing, after a finding.
// `what` and `which` name it in findings ("checkpoint", "70000").
std::optional<ledger::Checkpoint> open_head(std::string_view note, const ledger::VerifierKey& key,
                                            std::string_view what, std::string_view which,
                                            Findings& findings);

// The tree at the size of that head has its root: it grew from it, and nothing before was changed.
// A head larger than the tree means that the log was cut or rolled back.
Status check_head(const ledger::Checkpoint& head, const TreeCheck& tree, PageSource& source,
                  std::string_view what, std::string_view which, Findings& findings);

}  // namespace gs::res
