// What the evidence commands open: a storage with its blobs, keys, and files of signed heads.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "ledger/signed_note.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/verify.h"

namespace gs::command {

bool is_postgres(const std::string& storage);

struct OpenedStorage {
  std::string folder;  // empty: PostgreSQL
  std::unique_ptr<res::store::Database> database;
  std::unique_ptr<res::store::Blobs> blobs;

  std::string file(std::string_view name) const { return folder + "/" + std::string(name); }
};
// kNotFound: a folder without a database, unless it may be made.
enum class Missing { kIsAnError, kIsMade };
Result<OpenedStorage> open_storage(Files& files, const std::string& storage, Missing missing);

// The name that the log has in the database; empty: there is no log yet.
Result<std::string> origin_of_log(res::store::Connection& connection);
// `vkey` where given; else that of the folder's own secrets/log.key. Nothing: neither is there.
Result<std::optional<ledger::VerifierKey>> key_of_log(Files& files, const OpenedStorage& storage,
                                                      const std::string& origin,
                                                      const std::string& vkey);
// The signer of the same. kNotFound: the folder has none.
Result<ledger::NoteSigner> signer_of_log(Files& files, const OpenedStorage& storage,
                                         const std::string& origin);

// The heads in an anchor file and in a file of one note; each may be empty, and an absent file of
// the first is no head.
Result<std::vector<res::OutsideHead>> outside_heads(Files& files, const std::string& anchor,
                                                    const std::string& checkpoint);

}  // namespace gs::command
