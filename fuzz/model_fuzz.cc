// Any bytes as a model file: refused with a reason, or every row of it can be read. The checksum is
// put right first, so that what lies behind it is reached too.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/crc32c.h"
#include "detect/learned/model.h"

namespace {

constexpr std::string_view kColumns[] = {"attack"};
constexpr size_t kCrcAt = 16;

void check(bool holds) {
  if (!holds) std::abort();
}

void open(std::string_view bytes) {
  const auto model = gs::detect::Model::of_bytes(bytes, "injection", kColumns, 2);
  if (!model) {
    check(!model.error().message.empty());
    return;
  }
  int sum = 0;
  for (uint32_t hash = 0; hash < model->buckets(); ++hash) sum += *model->row(hash);
  volatile float used = model->numbers()[1] * model->scale(0) * static_cast<float>(sum);
  (void)used;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A copy of the very size, so that reading beyond it is seen.
  std::vector<char> bytes(data, data + size);
  open({bytes.data(), size});
  if (size < kCrcAt + 4) return 0;
  const uint32_t crc = gs::crc32c(std::string_view(bytes.data(), size).substr(kCrcAt + 4));
  std::memcpy(bytes.data() + kCrcAt, &crc, sizeof(crc));
  open({bytes.data(), size});
  return 0;
}
