#include "res/verify/head_check.h"

namespace gs::res {

std::optional<ledger::Checkpoint> open_head(std::string_view note, const ledger::VerifierKey& key,
                                            std::string_view what, std::string_view which,
                                            Findings& findings) {
  const auto parsed = ledger::SignedNote::parse(note);
  if (!parsed) {
    findings.add(what, which, "is no signed note: " + parsed.error().to_string());
    return std::nullopt;
  }
  auto head = ledger::open_checkpoint(*parsed, key);
  if (!head) {
    findings.add(what, which, "is not one of " + key.name + ": " + head.error().to_string());
    return std::nullopt;
  }
  return *std::move(head);
}

Status check_head(const ledger::Checkpoint& head, const TreeCheck& tree, PageSource& source,
                  std::string_view what, std::string_view which, Findings& findings) {
  if (head.size > tree.size()) {
    findings.add(what, which,
                 "is of " + std::to_string(head.size) + " leaves, the log has " +
                     std::to_string(tree.size()) + " now: it was cut or rolled back");
    return Ok{};
  }
  GS_TRY(const ledger::Hash root, tree.root_at(source, head.size));
  if (root == head.root) return Ok{};
  findings.add(what, which,
               "its root is not that of the first " + std::to_string(head.size) +
                   " leaves of the log as it is now: history was changed");
  return Ok{};
}

}  // namespace gs::res
