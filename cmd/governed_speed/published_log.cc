#include "governed_speed/published_log.h"

#include <boost/json/object.hpp>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "ledger/tiles.h"

namespace gs::command {
namespace {

using ledger::kTileWidth;

std::string problem_of(const http::ClientAnswer& answer) {
  std::string text = "the service answered " + std::to_string(answer.status);
  const auto body = parse_json(answer.body);
  if (!body || !body->is_object()) return text;
  const auto* detail = body->as_object().if_contains("detail");
  if (detail == nullptr || !detail->is_string()) return text;
  return text + ": " + escape_for_display(std::string_view(detail->as_string()), 500);
}

}  // namespace

bool is_service(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

Result<std::unique_ptr<http::BlockingClient>> service_client(const std::string& url,
                                                             const std::string& key_file,
                                                             const std::string& ca_file) {
  http::ClientOptions options;
  options.ca_file = ca_file;
  if (!key_file.empty()) {
    PosixFiles files;
    GS_TRY(std::string key, files.read(key_file));
    while (key.ends_with('\n') || key.ends_with('\r')) key.pop_back();
    options.headers.emplace_back("Authorization", "Bearer " + key);
  }
  return http::BlockingClient::create(url, std::move(options));
}

Result<std::string> get_body(http::BlockingClient& client, const std::string& path) {
  GS_TRY(http::ClientAnswer answer, client.get(path));
  if (answer.status == 200) return std::move(answer.body);
  ErrorCode code = ErrorCode::kInvalidInput;
  if (answer.status == 404) code = ErrorCode::kNotFound;
  if (answer.status == 202 || answer.status == 429 || answer.status >= 500) {
    code = ErrorCode::kUnavailable;
  }
  return fail(code, problem_of(answer), path);
}

Result<std::string> wait_for_proof(http::BlockingClient& client, const std::string& id) {
  using namespace std::chrono_literals;
  const auto until = std::chrono::steady_clock::now() + 30s;
  for (auto pause = 20ms;; pause = std::min(2 * pause, std::chrono::milliseconds(1s))) {
    auto proof = get_body(client, "/evidence/" + id + "/proof");
    const bool again = !proof && proof.error().code == ErrorCode::kUnavailable;
    if (!again || std::chrono::steady_clock::now() >= until) return proof;
    std::this_thread::sleep_for(pause);
  }
}

Result<std::string> PublishedPages::get_or_nothing(const std::string& path) {
  auto body = get_body(client_, path);
  if (!body && body.error().code == ErrorCode::kNotFound) return std::string();
  return body;
}

Result<std::vector<std::string>> PublishedPages::tiles(unsigned level, uint64_t first,
                                                       uint64_t count, uint64_t size) {
  std::vector<std::string> tiles;
  for (uint64_t index = first; index < first + count; ++index) {
    const unsigned width = ledger::tile_width(size, level, index);
    GS_TRY(std::string tile, get_or_nothing("/log/" + ledger::tile_path({level, index, width})));
    tiles.push_back(std::move(tile));
  }
  return tiles;
}

Result<std::vector<std::optional<std::string>>> PublishedPages::leaves(uint64_t from,
                                                                       uint64_t count) {
  std::vector<std::optional<std::string>> leaves;
  for (uint64_t at = from / kTileWidth; at * kTileWidth < from + count; ++at) {
    const unsigned width = ledger::tile_width(size_, 0, at);
    const std::string path = "/log/" + ledger::bundle_path(at, width);
    GS_TRY(const std::string bundle, get_or_nothing(path));
    auto parsed = ledger::parse_bundle(bundle);
    if (!parsed) return fail(ErrorCode::kInvalidInput, parsed.error().message, path);
    for (uint64_t i = 0; i < width; ++i) {
      const uint64_t index = at * kTileWidth + i;
      if (index < from || index >= from + count) continue;
      leaves.push_back(i < parsed->size() ? std::optional(std::move((*parsed)[i])) : std::nullopt);
    }
  }
  return leaves;
}

Result<res::Page> PublishedPages::page(uint64_t from, uint64_t count) {
  res::Page page;
  page.from = from;
  GS_TRY(page.leaves, leaves(from, count));
  GS_TRY(page.tiles, tiles(0, from / kTileWidth, (count + kTileWidth - 1) / kTileWidth, size_));
  return page;
}

}  // namespace gs::command
