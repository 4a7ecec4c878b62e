// Segments of a gateway in the same process, straight into the log.
#pragma once

#include "journal/shipper.h"
#include "res/log/log.h"
#include "res/store/blobs.h"

namespace gs::res {

class LocalReceiver final : public journal::SegmentReceiver {
 public:
  // Both outlive it.
  LocalReceiver(log::Log& log, store::Blobs& blobs) : log_(log), blobs_(blobs) {}
  Status receive(const journal::Seal& seal, std::string_view segment) override;

 private:
  log::Log& log_;
  store::Blobs& blobs_;
};

}  // namespace gs::res
