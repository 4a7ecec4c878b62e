// Brings sealed segments to RES: in order, at least once, until it has said that it has them. The
// file `shipped` of the folder remembers how far it has come. A segment is checked against its seal
// before it goes; one that is damaged is reported and stops the rest, as a refusal does.
//
// Segments that RES has are deleted once they are old; the newest seal always stays, since the
// journal goes on from it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/segment.h"

namespace gs::journal {

// The way to RES. Called on the shipper's thread.
class SegmentReceiver {
 public:
  virtual ~SegmentReceiver() = default;
  // Success: it is stored there and has its leaf (also when it was before). kUnavailable, kIo: try
  // again later. kInvalidInput, kAlreadyExists: RES refuses it (another journal of that name is
  // there already); reported, tried again once a minute, never skipped.
  virtual Status receive(const Seal& seal, std::string_view segment) = 0;
};

struct ShipperOptions {
  std::string folder;  // of the journal
  std::chrono::milliseconds retry_first{500};
  std::chrono::milliseconds retry_most{30'000};
  std::chrono::milliseconds retry_refused{60'000};
  std::chrono::hours keep{24 * 183};  // shipped segments stay that long after their seal
};

class Shipper {
 public:
  // `files`, `clock` and `receiver` must outlive it. `say` is called on its thread. kInvalidInput:
  // a mark that is beyond the end of the journal.
  static Result<std::unique_ptr<Shipper>> start(Files& files, const Clock& clock,
                                                ShipperOptions options, SegmentReceiver& receiver,
                                                std::function<void(bool error, std::string)> say);
  virtual ~Shipper() = default;  // stops; a transfer under way is finished or abandoned by receiver

  virtual void sealed() = 0;            // there is a new one: look now. Any thread.
  virtual uint64_t behind() const = 0;  // sealed segments that RES does not have yet
  // Waits until nothing is behind, at most that long, without waiting out a pause between tries.
  // For a graceful stop and tests.
  virtual bool drain(std::chrono::milliseconds most) = 0;
};

}  // namespace gs::journal
