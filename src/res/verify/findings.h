// What a verification found wrong, told one thing a line:
//
//   FAIL <what> <which>: <why>         FAIL leaf 17: its bytes are not those that the tree commits
//   to
//
// A list of bounded length: what comes beyond is counted and not kept. Safe from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gs::res {

struct Finding {
  std::string what;   // the kind of thing: leaf, tile, head, record, evidence, blob, segment, ...
  std::string which;  // its number, name or id; cleaned for display
  std::string why;

  std::string to_line() const;  // without a line feed
};

class Findings {
 public:
  static constexpr size_t kMostListed = 1'000;

  void add(std::string_view what, std::string_view which, std::string_view why);
  void add(std::string_view what, uint64_t which, std::string_view why) {
    add(what, std::to_string(which), why);
  }
  // Something that could not be looked at, and is no failure: "signatures: no key was given".
  void note(std::string text);

  size_t count() const;                 // of all, also those not kept
  std::vector<Finding> listed() const;  // the first kMostListed
  std::vector<std::string> notes() const;

 private:
  mutable std::mutex mutex_;
  size_t count_ = 0;
  std::vector<Finding> listed_;
  std::vector<std::string> notes_;
};

}  // namespace gs::res
