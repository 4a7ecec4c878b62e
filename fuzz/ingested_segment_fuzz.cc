// Any bytes as the records of a segment that a gateway sent, one a line, under a good head and
// seal: what the evidence service takes in. It refuses them, naming the record, or keeps every one.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "res/decisions/prepared_segment.h"

namespace {

using namespace gs;

void check(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end != 0) lines.push_back(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto lines = lines_of({reinterpret_cast<const char*>(data), size});
  journal::Seal seal{.gateway = "g", .records = lines.size()};
  std::string segment = journal::segment_head("g", 0);
  std::vector<ledger::Hash> hashes;
  for (const std::string_view line : lines) {
    journal::append_frame(segment, line);
    hashes.push_back(ledger::leaf_hash(line));
  }
  seal.root = ledger::root_of(hashes);
  const auto prepared = res::prepare_segment(seal, segment);
  if (!prepared) {
    check(lines.empty() || prepared.error().where.starts_with("record "));
    return 0;
  }
  check(prepared->summary.records == lines.size());
  check(prepared->first_ts <= prepared->last_ts && prepared->min_id <= prepared->max_id);
  check(!prepared->compressed.empty());
  return 0;
}
