// The first byte says how to cut, the rest is a text/event-stream: any cut must be read as the
// whole is, and what is written must be read back.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/event_stream.h"

namespace {

using gs::http::EventReader;

void check(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  int next = 0;
  std::string name, data, id;
  bool complete = true;
  bool operator==(const Read&) const = default;
};

std::vector<Read> read(std::string_view bytes, size_t step, size_t limit) {
  std::vector<Read> found;
  EventReader reader(limit);
  const auto drain = [&] {
    for (auto next = reader.next(); next != EventReader::Next::kNothing; next = reader.next()) {
      const auto& event = reader.event();
      if (next == EventReader::Next::kTooLarge) {
        if (found.empty() || found.back().next != static_cast<int>(next)) {
          found.push_back({static_cast<int>(next), "", "", "", true});
        }
        return;
      }
      found.push_back({static_cast<int>(next), std::string(event.name), std::string(event.data),
                       std::string(event.id), event.complete});
    }
  };
  for (size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(bytes.substr(at, step));
    drain();
  }
  reader.finish();
  drain();
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t limit = 16 + data[0];
  const std::vector<Read> whole = read(bytes, bytes.size() + 1, limit);
  check(read(bytes, 1 + data[0] % 16, limit) == whole);
  check(read(bytes, 1, limit) == whole);
  for (const Read& event : whole) {
    if (event.next != static_cast<int>(EventReader::Next::kEvent)) continue;
    std::string written;
    gs::http::append_event(written, event.name, event.data);
    const std::vector<Read> again = read(written, 7, written.size());
    check(again.size() == 1 && again[0].name == event.name && again[0].data == event.data);
  }
  return 0;
}
