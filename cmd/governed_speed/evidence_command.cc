// governed-speed evidence ...: the options of what auditors and operators run.
#include <CLI/CLI.hpp>
#include <memory>

#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"

namespace gs::command {
namespace {

constexpr const char* kStorage = "Data folder of the service, or postgres://user@host/name";

void add_format(CLI::App* command, bool& json) {
  command
      ->add_option_function<std::string>(
          "--format", [&json](const std::string& format) { json = format == "json"; },
          "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
}

template <typename Options>
void add_client(CLI::App* command, Options& options) {
  command
      ->add_option("--key-file", options.key_file,
                   "File of the API key for the service [GOVERNED_SPEED_KEY_FILE]")
      ->envname("GOVERNED_SPEED_KEY_FILE");
  command->add_option("--ca-file", options.ca_file,
                      "PEM of the authorities for https [those of the system]");
}

void add_verify(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceVerifyOptions>();
  CLI::App* verify = evidence->add_subcommand(
      "verify", "Check everything that a log proves, and name each record that fails");
  verify->add_option("log", options->log,
                     "Data folder, postgres:// storage, or the URL of a service [.]");
  verify->add_option("--checkpoint", options->checkpoint,
                     "A signed head saved earlier: the log must have grown from it");
  verify->add_option("--id", options->id, "Also this evidence or decision: its proof and content");
  verify->add_option("--vkey", options->vkey,
                     "Key of the log, name+id+key [that of the folder, or what the service says]");
  verify->add_option("--anchor", options->anchor, "Anchor file [that of the folder]");
  add_client(verify, *options);
  add_format(verify, options->json);
  verify->footer(
      "A line FAIL <what> <which>: <why> for each failure, up to 1,000; status 1. Status 2: it "
      "could "
      "not be read.");
  verify->callback([options, &status] { status = evidence_verify(*options); });
}

void add_proof(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceProofOptions>();
  CLI::App* proof = evidence->add_subcommand(
      "proof", "Write the proof of an evidence, decision or leaf; or check one offline");
  proof->add_option(
      "id", options->id,
      "Id of evidence, a decision (with .prompt or .output) or an incident, or leaf:N");
  proof->add_option("--res", options->res, "URL of the service [RES_URL]")->envname("RES_URL");
  proof->add_option("--storage", options->storage, kStorage);
  proof->add_option("-o,--output", options->output, "File for the proof [standard output]");
  proof->add_option("--leaf", options->leaf, "File for the leaf; with --check: the leaf");
  proof->add_option("--record", options->record,
                    "File for the decision's record; with --check: the record");
  CLI::Option* check =
      proof->add_option("--check", options->check, "Check this proof; nothing is asked of anybody");
  proof->add_option("--vkey", options->vkey, "Key of the log, name+id+key")->needs(check);
  add_client(proof, *options);
  add_format(proof, options->json);
  proof->callback([options, &status] { status = evidence_proof(*options); });
}

void add_submit(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceSubmitOptions>();
  CLI::App* submit = evidence->add_subcommand("submit", "Hand evidence to the service");
  submit->add_option("--res", options->res, "URL of the service [RES_URL]")
      ->envname("RES_URL")
      ->required();
  submit
      ->add_option("--type", options->type,
                   "Artifact type: ci_evidence, eval_pack, model_card, ...")
      ->required();
  submit->add_option("--model", options->model, "Model version")->required();
  submit->add_option("--ref", options->ref, "Where the artifact lies; recorded, never fetched")
      ->required();
  submit->add_option("--metadata", options->metadata, "An object of JSON, or a file of one");
  submit->add_option("--content", options->content, "File whose bytes are uploaded");
  submit->add_option("--content-type", options->content_type,
                     "Media type of the content [application/octet-stream]");
  submit->add_flag("--wait-proof", options->wait_proof, "Wait until it is under a signed head");
  submit->add_option("-o,--output", options->output,
                     "File for the proof, with --wait-proof [standard output]");
  add_client(submit, *options);
  add_format(submit, options->json);
  submit->callback([options, &status] { status = evidence_submit(*options); });
}

void add_backup(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceBackupOptions>();
  CLI::App* backup = evidence->add_subcommand(
      "backup", "One consistent archive, also while the service runs; keys are not in it");
  backup->add_option("--storage", options->storage, kStorage)->required();
  backup->add_option("-o,--output", options->output, "The archive, a tar; must not exist")
      ->required();
  backup->add_flag("--record", options->record,
                   "Leave a record in the log; the service of a data folder must be stopped");
  add_format(backup, options->json);
  backup->callback([options, &status] { status = evidence_backup(*options); });
}

void add_restore(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceRestoreOptions>();
  CLI::App* restore =
      evidence->add_subcommand("restore", "Verify an archive and put it into an empty storage");
  restore->add_option("archive", options->archive, "What backup has written")->required();
  restore->add_option("--storage", options->storage, kStorage)->required();
  restore->add_option("--vkey", options->vkey, "Key of the log [that of the data folder]");
  restore->add_option("--anchor", options->anchor,
                      "Anchor file: the newest head known outside [that of the data folder]");
  restore->add_option("--checkpoint", options->checkpoint, "A newer signed head, known outside");
  restore->add_flag("--accept-rollback", options->accept_rollback,
                    "Go back behind a head that was published: what came after it is lost, and "
                    "whoever holds that head can prove so");
  add_format(restore, options->json);
  restore->callback([options, &status] { status = evidence_restore(*options); });
}

void add_witness(CLI::App* evidence, int& status) {
  auto options = std::make_shared<EvidenceWitnessOptions>();
  CLI::App* witness = evidence->add_subcommand(
      "witness", "Cosign heads of logs that are consistent with those seen before");
  witness->add_option("--listen", options->listen, "Address and port [127.0.0.1:8090]");
  witness->add_option("--key", options->key_file, "File of its key, 32 bytes; made where missing")
      ->required();
  witness->add_option("--name", options->name, "Its name in signatures [witness]");
  witness->add_option("--log", options->logs, "Key of a log that it watches; repeatable")
      ->required()
      ->allow_extra_args(false);
  witness->add_option("--state", options->state, "Folder where it remembers heads")->required();
  witness->callback([options, &status] { status = evidence_witness(*options); });
}

}  // namespace

void add_evidence_command(CLI::App& app, int& status) {
  CLI::App* evidence = app.add_subcommand(
      "evidence", "Submit evidence; verify, prove, back up and witness the log of it");
  evidence->require_subcommand(1);
  add_submit(evidence, status);
  add_verify(evidence, status);
  add_proof(evidence, status);
  add_backup(evidence, status);
  add_restore(evidence, status);
  add_witness(evidence, status);
}

}  // namespace gs::command
