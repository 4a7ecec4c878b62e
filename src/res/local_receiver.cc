#include "res/local_receiver.h"

#include "res/decisions/ingest.h"
#include "res/decisions/prepared_segment.h"

namespace gs::res {

Status LocalReceiver::receive(const journal::Seal& seal, std::string_view segment) {
  GS_TRY(const PreparedSegment prepared, prepare_segment(seal, segment));
  return log_.run([&](log::Batch& batch) -> Status {
    GS_CHECK_OK(ingest_segment(batch, blobs_, prepared, {"system", "", ""}));
    return Ok{};
  });
}

}  // namespace gs::res
