// The list of incidents against the records of what happened to them: openings and updates, in
// order, give each incident's severity, status and description.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "res/store/database.h"
#include "res/verify/findings.h"
#include "res/verify/members.h"
#include "res/verify/record_rows.h"

namespace gs::res {

// Memory: an entry an incident. One thread at a time.
class IncidentCheck {
 public:
  explicit IncidentCheck(Findings& findings) : findings_(findings) {}

  // A record of kind incident or incident_update whose content is what its leaf commits to.
  void add(const RecordRow& record, const Members& content);
  // The rows of `incidents` against what was added.
  Status finish(store::Connection& connection);

 private:
  struct Replayed {
    uint64_t leaf = 0;  // of the opening
    bool opened = false;
    std::string severity, status, description;
    bool listed = false;
  };
  void compare(const store::Row& row);

  Findings& findings_;
  std::map<std::string, Replayed, std::less<>> incidents_;
};

}  // namespace gs::res
