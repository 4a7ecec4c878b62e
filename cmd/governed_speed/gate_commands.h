// governed-speed gate check | sign | keygen | synth, and pac_ci, as plain functions.
//
// Each takes its parsed options, writes results to standard output and problems as
// `error: <what> (<file>: <field>)` to standard error, and returns the exit status: 0 pass or warn,
// 1 a violation or a refusal of the evidence service, 2 unusable input.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace gs::command {

// Where evidence goes.
struct SubmitOptions {
  std::string res;       // URL; empty: nowhere
  std::string key_file;  // of the API key
  std::string ca_file;
};

struct GateCheckOptions {
  std::string config;                        // policy file; empty: the built-in policy
  std::string stage;                         // empty: no named gates
  std::map<std::string, std::string> areas;  // area -> metric artifact
  std::vector<std::string> more_areas;       // "AREA=FILE"
  std::string model_card;
  std::string artifacts;               // folder
  std::vector<std::string> sign_offs;  // files, beside those in the folder
  std::string trusted_keys;            // file; empty: the keys of the policy
  std::string last_release;            // time or date; empty: that of the rollback record
  std::string model;                   // empty: what the artifacts say
  std::string format = "text";         // json, markdown, sarif, junit, historical
  std::string output;                  // file; empty: standard output
  bool strict = false;
  SubmitOptions submit;
  std::string signing_key;  // file: signs what is submitted
};
int gate_check(const GateCheckOptions& options);

struct GateSignOptions {
  std::string role;
  std::string key;                     // file of the signing key
  std::vector<std::string> artifacts;  // files and folders
  std::string model;
  std::string comment;
  std::string output;  // empty: <role>.signoff.json
  SubmitOptions submit;
};
int gate_sign(const GateSignOptions& options);

struct GateKeygenOptions {
  std::string key;   // file; made, never replaced
  std::string name;  // of the signer
};
int gate_keygen(const GateKeygenOptions& options);

struct GateSynthOptions {
  std::string folder;
  std::string config;   // policy file; empty: the limits of the historical core
  std::string violate;  // metric; empty: everything passes
  std::string model = "synthetic";
};
int gate_synth(const GateSynthOptions& options);

// The program pac_ci: argv[0] and the historical arguments.
int run_pac_ci(int argc, const char* const* argv);

}  // namespace gs::command
