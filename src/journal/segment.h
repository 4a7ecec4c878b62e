// A segment of the journal: its bytes, its records, its seal. See docs/formats/journal.md.
//
// File <first-seq, 20 digits>.seg: a head "GSJ1" || uint32 length || JSON {first_seq, gateway,
// opened, v} || uint32 CRC32C of all before, then frames: uint32 length, uint32 CRC32C of the
// length and the payload, payload; all integers little-endian. A length of 0 (preallocated space)
// or the end of the file ends the segment. A payload is one record: a JSON object with its "seq",
// "gateway" and "kind": "decision", "audit" or "heartbeat" (nothing was recorded for a while).
//
// The root is that of RFC 6962 over the payloads, as they stand. Pure: no files in here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/merkle.h"

namespace gs::journal {

inline constexpr size_t kMaxRecordBytes = 16 * 1024 * 1024;

inline constexpr size_t kFrameHead = 8;  // bytes before a payload

std::string segment_head(std::string_view gateway, uint64_t first_seq, WallTime opened = {});
void append_frame(std::string& out, std::string_view payload);
// Writes length and CRC before a payload that stands behind kFrameHead bytes for them.
void finish_frame(std::string& frame);
std::string segment_file_name(uint64_t first_seq);  // "00000000000000000000.seg"
std::string seal_file_name(uint64_t first_seq);     // "00000000000000000000.seal"

// What a segment holds. Views into the bytes.
struct SegmentView {
  std::string gateway;
  uint64_t first_seq = 0;
  WallTime opened;
  std::vector<std::string_view> records;
  size_t end = 0;     // bytes that are good; what follows is a torn tail or empty space
  bool torn = false;  // something other than zeros follows

  // Forgets the records behind the first `count`.
  void keep(size_t count);
};

// Reads as far as the bytes are good. kInvalidInput: a head that is none.
Result<SegmentView> read_segment(std::string_view bytes);

// What is said of a closed segment, and sent to RES with its bytes.
struct Seal {
  std::string gateway;
  uint64_t first_seq = 0;
  uint64_t records = 0;
  ledger::Hash root{};
  ledger::Hash prev_root{};  // of the segment before; zeros for the first
  WallTime opened;
  WallTime closed;

  uint64_t next_seq() const { return first_seq + records; }
  std::string id() const;       // "<gateway>/<first_seq>/<first 16 hex of root>"
  std::string to_json() const;  // RFC 8785; roots in hex, times in milliseconds
  static Result<Seal> parse(std::string_view json);
};

// That the segment has the seal's gateway, numbers and root. kInvalidInput; `where` is
// "record <seq>" where it is one record that is missing.
Status check_root(const SegmentView& segment, const Seal& seal);
// The same, and every record is a JSON object whose seq is its place.
Status check_segment(const SegmentView& segment, const Seal& seal);
// Whether `record`, one of this program's, says that it has this number. Does not parse it.
bool says_seq(std::string_view record, uint64_t seq);

}  // namespace gs::journal
