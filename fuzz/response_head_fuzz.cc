// Any bytes from a model server: the parser of heads takes them, and however they are cut, the same
// answer comes out, or the same problem.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "http/request_head.h"
#include "http/response_reader.h"

namespace {

using gs::http::ResponseReader;
using State = ResponseReader::State;

struct Outcome {
  std::string head;
  std::string body;
  State state = State::kHead;
  std::string problem;
};

void note_head(const ResponseReader& reader, Outcome& seen) {
  const gs::http::ResponseHead& head = reader.head();
  seen.head = std::to_string(head.status) + (head.keep_alive ? "+" : "-");
  for (const auto& field : head.fields) {
    seen.head.append(field.name).append("=").append(field.value).append(";");
  }
}

// What a reader makes of one answer, fed in pieces of that many bytes.
Outcome read_all(std::string_view bytes, size_t piece) {
  ResponseReader reader;
  reader.start();
  Outcome seen;
  while (reader.state() == State::kHead || reader.state() == State::kBody) {
    reader.next_piece();
    seen.body += reader.piece();
    if (!reader.piece().empty() || reader.state() != State::kBody) {
      if (reader.state() != State::kHead) continue;
    }
    if (bytes.empty()) {
      reader.end();
      break;
    }
    const std::span<char> space = reader.prepare();
    if (space.empty()) std::abort();
    const size_t size = std::min({space.size(), bytes.size(), piece});
    std::memcpy(space.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    const bool in_head = reader.state() == State::kHead;
    reader.commit(size);
    const bool has_head = reader.state() == State::kBody || reader.state() == State::kDone;
    if (in_head && has_head) note_head(reader, seen);
  }
  seen.state = reader.state();
  if (seen.state == State::kMalformed) seen.problem = reader.problem();
  return seen;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void parse_as_one_head(std::string_view bytes) {
  const gs::http::HeadEnd end = gs::http::find_head_end(bytes, 0);
  require(end.size <= bytes.size());
  gs::http::ResponseHead head;
  const std::string_view problem = gs::http::parse_response_head(bytes, head);
  if (end.kind != gs::http::HeadEnd::kFound) return;
  const std::string_view again = gs::http::parse_response_head(bytes.substr(0, end.size), head);
  require(again == problem);  // what stands behind the head does not matter
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parse_as_one_head(bytes);
  const Outcome whole = read_all(bytes, SIZE_MAX);
  for (const size_t piece : {size_t{1}, size_t{7}}) {
    const Outcome cut = read_all(bytes, piece);
    require(cut.head == whole.head && cut.state == whole.state && cut.problem == whole.problem);
    // Of a malformed body the good part before may be given out or not.
    if (whole.state != State::kMalformed) require(cut.body == whole.body);
  }
  return 0;
}
