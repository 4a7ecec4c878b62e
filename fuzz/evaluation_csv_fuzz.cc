// Any bytes as CSV: refused, or the same records however the bytes are cut, and the same records
// again when they are written quoted.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "evaluate/csv.h"
#include "fixtures/evaluation.h"

namespace {

using Records = std::vector<std::vector<std::string>>;

void check(bool holds) {
  if (!holds) std::abort();
}

bool read(std::string_view text, size_t piece, Records& records) {
  gs::evaluate::Csv csv("t.csv",
                        [&](std::span<const std::string_view> fields, size_t) -> gs::Status {
                          records.emplace_back(fields.begin(), fields.end());
                          return gs::Ok{};
                        });
  return gs::evaluate::read_all(csv, text, piece).has_value();
}

std::string quoted(const Records& records) {
  std::string out;
  for (const auto& record : records) {
    for (size_t i = 0; i < record.size(); ++i) {
      out += i == 0 ? "\"" : ",\"";
      for (const char c : record[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Records whole, cut, again;
  const bool good = read(text, text.size() + 1, whole);
  check(read(text, data[0] % 7 + 1u, cut) == good);
  check(cut == whole);
  if (!good) return 0;
  const std::string written = quoted(whole);
  check(read(written, written.size() + 1, again));
  check(again == whole);
  return 0;
}
