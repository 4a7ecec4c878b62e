// governed-speed evidence witness.
#include <signal.h>

#include <iostream>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/witness.h"
#include "http/server.h"

namespace gs::command {
namespace {

constexpr std::chrono::seconds kGrace{5};
constexpr size_t kMostBody = 2 * 1024 * 1024;  // a note of 1 MB and 63 hashes

http::Response respond(ledger::WitnessAnswer answer) {
  http::Response response;
  response.status = answer.status;
  response.content_type =
      answer.content_type.empty() ? "text/plain; charset=utf-8" : std::move(answer.content_type);
  response.body = std::move(answer.body);
  return response;
}

std::vector<http::Route> routes_of(Witness& witness, const std::string& vkey) {
  return {
      {http::Method::kPost, "/add-checkpoint",
       [&witness](const http::Request& request) {
         return respond(witness.add_checkpoint(request.body));
       }},
      {http::Method::kGet, "/vkey",
       [vkey](const http::Request&) {
         http::Response response;
         response.content_type = "text/plain; charset=utf-8";
         response.body = vkey + "\n";
         return response;
       }},
      {http::Method::kGet, "/health",
       [](const http::Request&) {
         http::Response response;
         response.body = "{\"status\":\"ok\"}";
         return response;
       }},
  };
}

Status serve(const EvidenceWitnessOptions& options, Files& files) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // taken below, in one place
  std::vector<ledger::VerifierKey> logs;
  for (const std::string& text : options.logs) {
    auto key = ledger::VerifierKey::parse(text);
    if (!key) return fail(ErrorCode::kInvalidInput, key.error().message, "--log");
    logs.push_back(*std::move(key));
  }
  const SystemClock clock;
  GS_TRY(ledger::NoteSigner signer, open_witness_key(files, options.key_file, options.name));
  const std::string vkey = signer.verifier().to_vkey();
  GS_TRY(const auto witness, Witness::open(files, clock, options.state, std::move(signer), logs));
  http::ServerOptions server_options;
  server_options.listen = options.listen;
  server_options.workers = 2;
  server_options.limits.max_body_bytes = kMostBody;
  GS_TRY(const auto server,
         http::Server::create(server_options, routes_of(*witness, vkey), {.clock = &clock}));
  GS_CHECK_OK(server->start());
  std::cout << vkey << '\n' << "listening on port " << server->port() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server->stop(kGrace);
  return Ok{};
}

}  // namespace

int evidence_witness(const EvidenceWitnessOptions& options) {
  PosixFiles files;
  const Status served = serve(options, files);
  return served ? 0 : usage_error(served.error().to_string());
}

}  // namespace gs::command
