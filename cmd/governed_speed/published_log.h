// A log as its service publishes it: checkpoint, tiles and leaves over HTTP.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/blocking_client.h"
#include "ledger/signed_note.h"
#include "res/verify/page.h"

namespace gs::command {

// An http or https URL.
bool is_service(std::string_view url);

// The client for a service; `key_file`: the API key, or empty. kInvalidInput, kIo.
Result<std::unique_ptr<http::BlockingClient>> service_client(const std::string& url,
                                                             const std::string& key_file,
                                                             const std::string& ca_file);
// The body of an answer 200. kNotFound for 404, kUnavailable for 202, 429 and 5xx; other answers
// are kInvalidInput, with the problem's detail.
Result<std::string> get_body(http::BlockingClient& client, const std::string& path);

// The proof of an evidence that was just submitted, as soon as a head covers it; at most 30 s.
Result<std::string> wait_for_proof(http::BlockingClient& client, const std::string& id);

// One thread.
class PublishedPages final : public res::PageSource {
 public:
  // `size`: of the head whose tiles are asked for.
  PublishedPages(http::BlockingClient& client, uint64_t size) : client_(client), size_(size) {}

  Result<res::Page> page(uint64_t from, uint64_t count) override;
  Result<std::vector<std::string>> tiles(unsigned level, uint64_t first, uint64_t count,
                                         uint64_t size) override;
  Result<std::vector<std::optional<std::string>>> leaves(uint64_t from, uint64_t count) override;

 private:
  Result<std::string> get_or_nothing(const std::string& path);

  http::BlockingClient& client_;
  const uint64_t size_;
};

}  // namespace gs::command
