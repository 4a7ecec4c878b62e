// A reading in which every run of blanks and tabs is one blank, so that phrases of several words do
// not depend on how far apart somebody put them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gs::detect {

// One a thread, reuses its memory.
class BlankRuns {
 public:
  // The reading itself where it has no such run and no tab, else a copy that is valid until the
  // next call.
  std::string_view squeeze(std::string_view reading);
  // The offset in the reading of an offset in what squeeze() gave.
  size_t original(size_t at) const;

 private:
  struct Cut {
    uint32_t at = 0;       // from this offset of the copy on ...
    uint32_t removed = 0;  // ... so many bytes are missing
  };

  std::string copy_;
  std::vector<Cut> cuts_;  // rising
};

}  // namespace gs::detect
