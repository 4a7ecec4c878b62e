#include "governed_speed/witness.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/digest.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "ledger/checkpoint.h"
#include "ledger/private_key.h"

namespace gs::command {
namespace {

namespace json = boost::json;

constexpr size_t kSeedBytes = 32;

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string to_text(const std::string& origin, const ledger::WitnessedHead& head) {
  const std::string root =
      base64_encode({reinterpret_cast<const char*>(head.root.data()), head.root.size()});
  // The size as text: a number of JSON ends at 2^53.
  return to_json_text(json::object{
             {"origin", origin}, {"size", std::to_string(head.size)}, {"root", root}}) +
         "\n";
}

std::string text_of(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Result<ledger::WitnessedHead> head_from(std::string_view text, const std::string& origin,
                                        const std::string& file) {
  const auto parsed = parse_json(text);
  const auto wrong = [&] {
    return fail(ErrorCode::kInvalidInput, "what is remembered of " + origin + " cannot be read",
                file);
  };
  if (!parsed || !parsed->is_object()) return wrong();
  const json::object& from = parsed->as_object();
  const auto root = base64_decode(text_of(from, "root"));
  const std::string size = text_of(from, "size");
  ledger::WitnessedHead head;
  if (text_of(from, "origin") != origin || !root || root->size() != head.root.size() ||
      size.empty() || size.size() > 19 ||
      size.find_first_not_of("0123456789") != std::string::npos) {
    return wrong();
  }
  head.size = std::strtoull(size.c_str(), nullptr, 10);
  std::copy(root->begin(), root->end(), head.root.begin());
  return head;
}

Result<ledger::NoteSigner> read_witness_key(std::string_view text, const std::string& path) {
  auto signer = ledger::parse_private_key(text, ledger::KeyType::kCosignature);
  if (!signer) return fail(signer.error().code, signer.error().message, path);
  return signer;
}

}  // namespace

Result<std::unique_ptr<Witness>> Witness::open(Files& files, const Clock& clock,
                                               std::string state_folder, ledger::NoteSigner signer,
                                               const std::vector<ledger::VerifierKey>& logs) {
  GS_CHECK_OK(files.make_folder(state_folder));
  std::unique_ptr<Witness> witness(new Witness(files, clock, std::move(signer)));
  GS_CHECK_OK(witness->lock(state_folder));
  for (const ledger::VerifierKey& key : logs) GS_CHECK_OK(witness->watch(state_folder, key));
  return witness;
}

Witness::~Witness() {
  if (lock_ >= 0) ::close(lock_);
}

// Two processes that remember apart could cosign two histories.
Status Witness::lock(const std::string& folder) {
  lock_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return fail(ErrorCode::kIo, "the folder cannot be opened", folder);
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return Ok{};
  return fail(ErrorCode::kAlreadyExists, "another witness uses this folder", folder);
}

Status Witness::watch(const std::string& folder, const ledger::VerifierKey& key) {
  auto log = std::make_unique<WatchedLog>();
  log->key = key;
  log->file = folder + "/" + sha256_hex(key.name).substr(0, 32) + ".json";
  if (files_.exists(log->file)) {
    GS_TRY(const std::string text, files_.read(log->file));
    GS_TRY(log->head, head_from(text, key.name, log->file));
  }
  if (logs_.emplace(key.name, std::move(log)).second) return Ok{};
  return fail(ErrorCode::kInvalidInput, "two keys have the name of one log", key.name);
}

ledger::WitnessAnswer Witness::decide(const ledger::AddCheckpoint& request, WatchedLog& log) {
  const std::lock_guard lock(log.mutex);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  ledger::WitnessAnswer answer =
      ledger::witness_answer(request, log.key, log.head, signer_, static_cast<uint64_t>(seconds));
  if (!answer.remember) return answer;
  if (!files_.replace(log.file, to_text(log.key.name, *answer.remember))) {
    return {.status = 500,
            .content_type = "text/plain; charset=utf-8",
            .body = "the head cannot be remembered\n",
            .remember = {}};
  }
  log.head = *answer.remember;
  return answer;
}

ledger::WitnessAnswer Witness::add_checkpoint(std::string_view body) {
  const auto refuse = [](int status, std::string why) {
    return ledger::WitnessAnswer{.status = status,
                                 .content_type = "text/plain; charset=utf-8",
                                 .body = std::move(why) + "\n",
                                 .remember = {}};
  };
  const auto request = ledger::AddCheckpoint::parse(body);
  if (!request) return refuse(400, request.error().to_string());
  const auto head = ledger::Checkpoint::parse(request->checkpoint.text);
  if (!head) return refuse(400, head.error().to_string());
  const auto log = logs_.find(head->origin);
  if (log == logs_.end()) {
    return ledger::witness_answer(*request, std::nullopt, {}, signer_, 0);
  }
  return decide(*request, *log->second);
}

Result<ledger::NoteSigner> open_witness_key(Files& files, const std::string& path,
                                            const std::string& name) {
  const auto text = files.read(path);
  if (text) return read_witness_key(*text, path);
  if (text.error().code != ErrorCode::kNotFound) return tl::unexpected(text.error());
  std::string seed(kSeedBytes, '\0');
  // Cannot fail for so few bytes on a kernel that has it.
  if (getentropy(seed.data(), seed.size()) != 0) std::abort();
  auto signer = ledger::NoteSigner::create(name, bytes_of(seed), ledger::KeyType::kCosignature);
  if (!signer) return fail(ErrorCode::kInvalidInput, signer.error().message, "--name");
  GS_CHECK_OK(files.replace(path, ledger::private_key_text(*signer, seed)));
  return signer;
}

}  // namespace gs::command
