// governed-speed evidence verify | proof | submit | backup | restore | witness, as plain functions.
//
// Each takes its parsed options, writes results to standard output and problems as
// `error: <what> (<where>)` to standard error, and returns the exit status: 0 it holds or is done,
// 1 something does not hold, 2 unusable input.
#pragma once

#include <string>
#include <vector>

namespace gs::command {

struct EvidenceVerifyOptions {
  std::string log;         // a data folder, postgres://..., or the URL of a service
  std::string checkpoint;  // file of a signed head that an outsider saved
  std::string id;          // of evidence or of a decision
  std::string vkey;        // empty: the folder's own key, or what the service says
  std::string anchor;      // file; empty: that of the folder
  std::string key_file;    // API key for a service
  std::string ca_file;
  bool json = false;
};
int evidence_verify(const EvidenceVerifyOptions& options);

struct EvidenceProofOptions {
  std::string id;  // of evidence, a decision or an incident, or the index of a leaf
  std::string res;
  std::string storage;
  std::string output;  // file of the proof; empty: standard output
  std::string leaf;    // file: written, or read with `check`
  std::string check;   // file of a proof to check
  std::string record;  // file of a decision's record: written, or read with `check`
  std::string vkey;
  std::string key_file;
  std::string ca_file;
  bool json = false;
};
int evidence_proof(const EvidenceProofOptions& options);

struct EvidenceSubmitOptions {
  std::string res;
  std::string type;
  std::string model;
  std::string ref;
  std::string metadata;  // JSON, or a file of it
  std::string content;   // file of bytes to upload
  std::string content_type = "application/octet-stream";
  std::string key_file;
  std::string ca_file;
  std::string output;  // file of the proof, with wait_proof
  bool wait_proof = false;
  bool json = false;
};
int evidence_submit(const EvidenceSubmitOptions& options);

struct EvidenceBackupOptions {
  std::string storage;
  std::string output;
  bool record = false;  // leave an audit record in the log
  bool json = false;
};
int evidence_backup(const EvidenceBackupOptions& options);

struct EvidenceRestoreOptions {
  std::string archive;
  std::string storage;
  std::string vkey;
  std::string anchor;
  std::string checkpoint;
  bool accept_rollback = false;
  bool json = false;
};
int evidence_restore(const EvidenceRestoreOptions& options);

struct EvidenceWitnessOptions {
  std::string listen = "127.0.0.1:8090";
  std::string key_file;
  std::string name = "witness";  // where the key is made
  std::vector<std::string> logs;
  std::string state;
};
int evidence_witness(const EvidenceWitnessOptions& options);

}  // namespace gs::command
