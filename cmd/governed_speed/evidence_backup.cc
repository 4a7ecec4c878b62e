// governed-speed evidence backup | restore.
#include <boost/json/object.hpp>

#include <iostream>
#include <utility>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/mapped_file.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/evidence_report.h"
#include "governed_speed/evidence_storage.h"
#include "res/log/anchor.h"
#include "res/log/log.h"
#include "res/verify/archive.h"
#include "res/verify/backup.h"
#include "res/verify/read_snapshot.h"
#include "res/verify/restore.h"

namespace gs::command {
namespace {

namespace json = boost::json;

json::object described(const res::BackupReport& report, uint64_t bytes) {
  return {{"size", report.manifest.size},
          {"root", base64_of(report.manifest.root)},
          {"rows", report.rows},
          {"blobs", report.manifest.blobs.count},
          {"bytes", bytes}};
}

// An audit record of the backup, by this process as the log's writer.
Status record_backup(Files& files, const OpenedStorage& storage, const json::object& what) {
  if (storage.folder.empty()) {
    return fail(ErrorCode::kInvalidInput, "the key of a log in PostgreSQL is not beside its data",
                "--record");
  }
  const SystemClock clock;
  GS_TRY(const auto lock, files.lock(storage.file("res.lock")));  // one writer a folder
  GS_TRY(const auto reader, storage.database->reader());
  GS_TRY(const std::string origin, origin_of_log(*reader));
  GS_TRY(const ledger::NoteSigner signer, signer_of_log(files, storage, origin));
  GS_TRY(const auto log,
         res::log::Log::open(*storage.database, files, clock,
                             {.anchor_file = storage.file("anchor")}, signer,
                             [](bool, const std::string& text) { std::cerr << text << '\n'; }));
  return log->run([&what](res::log::Batch& batch) -> Status {
    GS_CHECK_OK(batch.commit_record({.kind = "retention",
                                     .event = "backup_made",
                                     .subject = "backup",
                                     .model = "",
                                     .actor = {"system", "", ""},
                                     .content = what}));
    return Ok{};
  });
}

Result<json::object> back_up(const EvidenceBackupOptions& options, Files& files) {
  GS_TRY(const OpenedStorage storage, open_storage(files, options.storage, Missing::kIsAnError));
  std::string note;
  if (!storage.folder.empty()) {
    GS_TRY(const auto anchor, outside_heads(files, storage.file("anchor"), ""));
    if (!anchor.empty()) note = anchor[0].note;
  }
  json::object what;
  {
    GS_TRY(const auto snapshot, res::ReadSnapshot::begin(*storage.database));
    GS_TRY(const auto archive, res::ArchiveWriter::create(files, options.output));
    GS_TRY(const auto report, res::back_up(snapshot->connection(), *storage.blobs,
                                           {.now = SystemClock().now(),
                                            .program = GS_VERSION,
                                            .dialect = storage.database->dialect(),
                                            .note = note},
                                           *archive));
    what = described(report, archive->bytes());
  }
  if (options.record) GS_CHECK_OK(record_backup(files, storage, what));
  return what;
}

// What a restore needs beside the archive.
struct Target {
  OpenedStorage storage;
  res::VerifyOptions verify;
};

// Keys and an anchor may be there. So may empty folders of blobs, which a restore that failed
// leaves.
Status check_empty_folder(const std::string& folder, Files& files) {
  const auto refuse = [](const std::string& path) {
    return fail(ErrorCode::kAlreadyExists, "the storage is not empty", path);
  };
  const std::string database = folder + "/res.sqlite";
  if (files.exists(database)) return refuse(database);
  const std::string blobs = folder + "/blobs";
  if (!files.exists(blobs)) return Ok{};
  GS_TRY(const auto groups, files.list(blobs));
  for (const std::string& group : groups) {
    GS_TRY(const auto names, files.list(blobs + "/" + group));
    if (!names.empty()) return refuse(blobs + "/" + group);
  }
  return Ok{};
}

Result<Target> prepare_target(const EvidenceRestoreOptions& options, const std::string& origin,
                              Files& files) {
  if (!is_postgres(options.storage)) GS_CHECK_OK(check_empty_folder(options.storage, files));
  Target target;
  GS_TRY(target.storage, open_storage(files, options.storage, Missing::kIsMade));
  GS_CHECK_OK(res::store::migrate(*target.storage.database));
  GS_TRY(target.verify.key, key_of_log(files, target.storage, origin, options.vkey));
  if (!target.verify.key) {
    return fail(ErrorCode::kInvalidInput, "the key of the log is needed to restore it", "--vkey");
  }
  if (!options.anchor.empty() && !files.exists(options.anchor)) {
    return fail(ErrorCode::kNotFound, "there is no such anchor", options.anchor);
  }
  const bool own_anchor = options.anchor.empty() && !target.storage.folder.empty();
  GS_TRY(target.verify.outside,
         outside_heads(files, own_anchor ? target.storage.file("anchor") : options.anchor,
                       options.checkpoint));
  for (res::OutsideHead& head : target.verify.outside) {
    head.may_be_newer = options.accept_rollback;
  }
  return target;
}

// A restore that failed leaves the folder as it was: its database and blobs are of our making.
void remove_made(const Target& target, const std::vector<Sha256Digest>& put, Files& files) {
  if (auto writer = target.storage.database->writer(); writer) {
    for (const Sha256Digest& digest : put) (void)target.storage.blobs->remove(**writer, digest);
  }
  if (target.storage.folder.empty()) return;
  for (const char* name : {"res.sqlite", "res.sqlite-wal", "res.sqlite-shm"}) {
    (void)files.remove(target.storage.file(name));
  }
}

Status write_anchor(const Target& target, const std::string& note, Files& files) {
  if (target.storage.folder.empty() || note.empty()) return Ok{};
  const std::string path = target.storage.file("anchor");
  GS_TRY(const auto parsed, ledger::SignedNote::parse(note));
  GS_TRY(const auto head, ledger::open_checkpoint(parsed, *target.verify.key));
  if (files.exists(path)) {
    GS_CHECK_OK(files.rename(path, path + ".before-restore"));
    GS_CHECK_OK(files.sync_folder(target.storage.folder));
  }
  GS_TRY(const auto anchor, res::log::Anchor::open(files, path, *target.verify.key));
  return anchor->remember(head, note);
}

Result<Verified> restore(const EvidenceRestoreOptions& options, Files& files,
                         res::Findings& findings) {
  const auto began = std::chrono::steady_clock::now();
  GS_TRY(const MappedFile mapped, MappedFile::open(options.archive));
  GS_TRY(const res::CheckedArchive archive, res::check_archive(mapped.bytes()));
  GS_TRY(const Target target, prepare_target(options, archive.manifest.origin, files));
  std::vector<Sha256Digest> put;
  Verified verified;
  verified.key = target.verify.key->to_vkey();
  {
    GS_TRY(const auto writer, target.storage.database->writer());
    auto report =
        res::restore(archive, *writer, *target.storage.blobs, files, target.verify, findings, put);
    if (report) {
      verified.report = *std::move(report);
    } else {
      findings.add("archive", options.archive, report.error().to_string());
    }
  }
  if (findings.count() > 0) {
    remove_made(target, put, files);
  } else {
    GS_CHECK_OK(write_anchor(target, archive.checkpoint, files));
  }
  verified.took = std::chrono::steady_clock::now() - began;
  return verified;
}

}  // namespace

int evidence_backup(const EvidenceBackupOptions& options) {
  PosixFiles files;
  const auto made = back_up(options, files);
  if (!made) return usage_error(made.error().to_string());
  if (options.json) {
    json::object out = *made;
    out["archive"] = options.output;
    std::cout << to_json_text(out) << '\n';
    return 0;
  }
  std::cout << options.output << ": " << made->at("size").as_uint64() << " leaves, "
            << made->at("rows").as_uint64() << " rows, " << made->at("blobs").as_uint64()
            << " blobs, " << made->at("bytes").as_uint64() << " bytes\n"
            << "the keys (secrets/, keys.json) are not in it\n";
  return 0;
}

int evidence_restore(const EvidenceRestoreOptions& options) {
  PosixFiles files;
  res::Findings findings;
  const auto restored = restore(options, files, findings);
  if (!restored) return usage_error(restored.error().to_string());
  if (findings.count() > 0 && !options.json) {
    print_findings(findings);
    std::cout << "nothing was restored\n";
    return 1;
  }
  return print_verified(*restored, findings, options.json);
}

}  // namespace gs::command
