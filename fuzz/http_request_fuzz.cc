// Any bytes from a connection: however they are cut, the same requests come out, or the same
// refusal.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_reader.h"

namespace {

using gs::http::RequestReader;

// What a reader makes of a connection's bytes, as text.
std::string read_all(std::string_view bytes, size_t piece) {
  static const gs::http::ReaderLimits limits{{4096, 512, 16}, 65536};
  RequestReader reader(limits);
  std::string seen;
  while (true) {
    while (reader.state() == RequestReader::State::kReady) {
      seen += std::string(reader.head().path) + "?" + std::string(reader.head().query) + "|";
      for (const auto& field : reader.head().fields) {
        seen += std::string(field.name) + "=" + std::string(field.value) + ";";
      }
      seen += "|" + std::string(reader.body()) + "\n";
      reader.next();
    }
    if (reader.state() == RequestReader::State::kRefused) {
      return seen + "refused " + std::to_string(reader.refusal().status);
    }
    if (bytes.empty()) return seen + "end";
    std::span<char> space = reader.prepare();
    size_t size = std::min({space.size(), bytes.size(), piece});
    std::memcpy(space.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    reader.commit(size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string whole = read_all(bytes, SIZE_MAX);
  if (read_all(bytes, 1) != whole || read_all(bytes, 7) != whole) std::abort();
  return 0;
}
