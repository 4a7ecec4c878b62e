// Any bytes as a segment of a journal and as a seal. What is read must be what append_frame() would
// have written there; good frames behind a good head are read whatever follows them.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "journal/segment.h"

namespace {

using namespace gs::journal;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_view(std::string_view bytes) {
  auto view = read_segment(bytes);
  if (!view) return;
  check(view->end <= bytes.size());
  std::string frames;
  for (const std::string_view record : view->records) append_frame(frames, record);
  check(bytes.substr(view->end - frames.size(), frames.size()) == frames);
  const bool zeros = bytes.find_first_not_of('\0', view->end) == std::string_view::npos;
  check(view->torn == !zeros);
  const auto again = read_segment(bytes.substr(0, view->end));
  check(again && again->records == view->records && !again->torn);
  Seal seal{
      .gateway = view->gateway, .first_seq = view->first_seq, .records = view->records.size()};
  (void)check_segment(*view, seal);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_view(bytes);
  // Behind a good head, since a fuzzer seldom finds the CRC of one.
  std::string segment = segment_head("g", 7);
  append_frame(segment, R"({"seq":7})");
  const size_t good = segment.size();
  segment += bytes;
  const auto view = read_segment(segment);
  check(view && !view->records.empty() && view->records[0] == R"({"seq":7})" && view->end >= good);
  check_view(segment);

  if (auto seal = Seal::parse(bytes)) {
    const auto again = Seal::parse(seal->to_json());
    check(again && again->to_json() == seal->to_json());
  }
  return 0;
}
