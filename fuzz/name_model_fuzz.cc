// Any bytes as a name model: refused with a reason, or usable. Those that only fail at their
// checksum are tried again with the right one, so that what lies behind it is reached.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/crc32c.h"
#include "unit/detect/names/name_fixture.h"

namespace {

void use(const std::string& bytes) {
  using namespace gs::detect;
  const auto model = NameModel::from_bytes(bytes, "fuzz");
  if (model) names_in(**model, kNameText, 5);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using gs::detect::NameModelHeader;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  use(bytes);
  if (size < sizeof(NameModelHeader)) return 0;
  NameModelHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.magic = gs::detect::kNameModelMagic;
  header.version = gs::detect::kNameModelVersion;
  header.bytes = size;
  std::memcpy(bytes.data(), &header, sizeof header);
  header.crc = gs::crc32c(std::string_view(bytes).substr(offsetof(NameModelHeader, bytes)));
  std::memcpy(bytes.data(), &header, sizeof header);
  use(bytes);
  return 0;
}
