// A record of the journal as JSON text with a gap where its number goes. The number is known only
// once it is the record's turn to be written, and by then everything else should be ready.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "journal/decision_record.h"
#include "journal/sinks.h"

namespace gs::journal {

struct RecordText {
  std::string before;  // {"action":...,"seq":
  std::string after;   // ,"settings_digest":...}

  std::string with(uint64_t seq) const { return before + std::to_string(seq) + after; }
};

// As RFC 8785 has it, but for U+2028 and U+2029, which stay escaped for readers that take them for
// line ends.
RecordText decision_text(const DecisionRecord& record, std::string_view gateway);
RecordText audit_text(const AuditEvent& event, std::string_view gateway);
RecordText heartbeat_text(WallTime now, std::string_view gateway);

}  // namespace gs::journal
