#include "res/verify/zstd.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace gs::res {
namespace {

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

// By pieces, for what a frame says of its own size is not to be believed.
Result<std::string> unpack_zstd(std::string_view packed, size_t most) {
  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(ZSTD_createDStream());
  if (!stream) return fail(ErrorCode::kInternal, "no memory to decompress");
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::string bytes;
  std::string piece(ZSTD_DStreamOutSize(), '\0');
  size_t open = 1;
  while (open != 0) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    open = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(open) != 0) {
      return fail(ErrorCode::kInvalidInput,
                  std::string("cannot be decompressed: ") + ZSTD_getErrorName(open));
    }
    bytes.append(piece, 0, out.pos);
    if (bytes.size() > most) {
      return fail(ErrorCode::kTooLarge, "holds more than " + std::to_string(most) + " bytes");
    }
    const bool stuck = open != 0 && in.pos == in.size && out.pos < out.size;
    if (stuck) return fail(ErrorCode::kInvalidInput, "cannot be decompressed: it is cut short");
  }
  if (in.pos != in.size) {
    return fail(ErrorCode::kInvalidInput, "something stands behind what was compressed");
  }
  return bytes;
}

}  // namespace gs::res
