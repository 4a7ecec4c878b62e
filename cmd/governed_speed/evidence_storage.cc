#include "governed_speed/evidence_storage.h"

#include <utility>

#include "res/log/anchor.h"
#include "res/log_key.h"

namespace gs::command {
namespace {

constexpr const char* kDatabaseFile = "res.sqlite";
constexpr const char* kKeyFile = "secrets/log.key";
constexpr size_t kMostNoteBytes = 1024 * 1024;

// A slow disk or a long look at a page must not end the transaction of a backup or a restore.
constexpr res::store::DatabaseOptions kOptions{.readers = 4,
                                               .wait = std::chrono::seconds(10),
                                               .idle_in_transaction = std::chrono::minutes(10)};

}  // namespace

bool is_postgres(const std::string& storage) {
  return storage.starts_with("postgres://") || storage.starts_with("postgresql://");
}

Result<OpenedStorage> open_storage(Files& files, const std::string& storage, Missing missing) {
  OpenedStorage opened;
  if (is_postgres(storage)) {
    GS_TRY(opened.database, res::store::open_database(storage, kOptions));
    opened.blobs = res::store::table_blobs();
    return opened;
  }
  opened.folder = storage;
  while (opened.folder.size() > 1 && opened.folder.ends_with('/')) opened.folder.pop_back();
  if (missing == Missing::kIsAnError && !files.exists(opened.file(kDatabaseFile))) {
    return fail(ErrorCode::kNotFound, "there is no database of evidence in this folder", storage);
  }
  if (missing == Missing::kIsMade) GS_CHECK_OK(files.make_folder(opened.folder));
  GS_TRY(opened.database, res::store::open_database(opened.folder, kOptions));
  opened.blobs = res::store::folder_blobs(files, opened.folder);
  return opened;
}

Result<ledger::NoteSigner> signer_of_log(Files& files, const OpenedStorage& storage,
                                         const std::string& origin) {
  if (storage.folder.empty()) {
    return fail(ErrorCode::kNotFound, "the key of a log in PostgreSQL is not beside its data");
  }
  const std::string path = storage.file(kKeyFile);
  if (!files.exists(path)) {
    return fail(ErrorCode::kNotFound, "the folder has no key of the log", path);
  }
  return res::open_log_key(files, path, origin);
}

Result<std::optional<ledger::VerifierKey>> key_of_log(Files& files, const OpenedStorage& storage,
                                                      const std::string& origin,
                                                      const std::string& vkey) {
  if (!vkey.empty()) {
    auto key = ledger::VerifierKey::parse(vkey);
    if (!key) return fail(ErrorCode::kInvalidInput, key.error().message, "--vkey");
    return std::optional(*std::move(key));
  }
  if (origin.empty()) return std::nullopt;
  const auto signer = signer_of_log(files, storage, origin);
  if (!signer && signer.error().code == ErrorCode::kNotFound) return std::nullopt;
  if (!signer) return tl::unexpected(signer.error());
  return std::optional(signer->verifier());
}

Result<std::string> origin_of_log(res::store::Connection& connection) {
  GS_TRY(const auto rows,
         connection.query("SELECT value FROM facts WHERE name = 'log_origin'", {}));
  return rows.empty() ? std::string() : rows[0][0].text();
}

Result<std::vector<res::OutsideHead>> outside_heads(Files& files, const std::string& anchor,
                                                    const std::string& checkpoint) {
  std::vector<res::OutsideHead> heads;
  if (!anchor.empty() && files.exists(anchor)) {
    GS_TRY(const std::string bytes, files.read(anchor));
    auto note = res::log::newest_note(bytes);
    if (!note) return fail(ErrorCode::kInvalidInput, note.error().message, anchor);
    if (note->has_value()) heads.push_back({"anchor", anchor, (*note)->to_text()});
  }
  if (!checkpoint.empty()) {
    GS_TRY(std::string note, files.read(checkpoint));
    if (note.size() > kMostNoteBytes) {
      return fail(ErrorCode::kTooLarge, "a signed head has at most 1 MiB", checkpoint);
    }
    heads.push_back({"checkpoint", checkpoint, std::move(note)});
  }
  return heads;
}

}  // namespace gs::command
