#include "res/decisions/segment_bytes.h"

#include <zstd.h>

#include <memory>

namespace gs::res {
namespace {

constexpr int kLevel = 3;  // about 300 MB/s; records of one gateway are alike and shrink well

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

Result<std::string> compress_segment(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  if (context == nullptr) return fail(ErrorCode::kInternal, "zstd has no memory");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) return fail(ErrorCode::kInternal, ZSTD_getErrorName(size), "zstd");
  out.resize(size);
  return out;
}

Result<std::string> decompress_segment(std::string_view compressed) {
  const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return fail(ErrorCode::kInternal, "not a stored segment", "zstd");
  }
  if (size > kMaxSegmentBytes) {
    return fail(ErrorCode::kInternal,
                "a stored segment is larger than " + std::to_string(kMaxSegmentBytes) + " bytes",
                "zstd");
  }
  std::string out(size, '\0');
  const size_t got = ZSTD_decompress(out.data(), out.size(), compressed.data(), compressed.size());
  if (ZSTD_isError(got)) return fail(ErrorCode::kInternal, ZSTD_getErrorName(got), "zstd");
  if (got != size) return fail(ErrorCode::kInternal, "a stored segment ends too early", "zstd");
  return out;
}

}  // namespace gs::res
