// Finds names in a text that arrives in pieces.
//
//   NameScan scan(model);
//   scan.feed(piece, findings); ... scan.end_segment(findings);
//
// What is found depends on the whole text alone: a token is judged by the three before it, the two
// behind it and the tags around it (name_decoder.h), all counted in tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/names/name_decoder.h"
#include "detect/names/name_model.h"
#include "detect/names/name_tokeniser.h"

namespace gs::detect {

// Names longer than this are cut.
inline constexpr size_t kMaxNameTokens = 48;

// One segment after another, one thread. The model outlives the scan.
class NameScan {
 public:
  explicit NameScan(const NameModel& model) : model_(model), decoder_(model) {}

  // Valid UTF-8, ending between code points. Appends the names that became certain, in order; no
  // two overlap. Their score is the model's confidence, .5 and more as a rule; `maskable` and
  // `validated` stay false.
  void feed(std::string_view piece, std::vector<Finding>& findings);
  void end_segment(std::vector<Finding>& findings);

  // The first byte that may still become part of a name; the end of the text so far when nothing
  // is open.
  size_t open_from() const;

 private:
  void read_tokens(bool is_whole);
  void judge(bool is_whole, std::vector<Finding>& findings);
  void list(bool is_whole);
  bool can_score(size_t number) const;
  void score(size_t number);
  void take(std::vector<Finding>& findings);
  void close(std::vector<Finding>& findings);
  void forget();

  const NameModel& model_;
  NameTokeniser tokeniser_;
  NameDecoder decoder_;
  std::string window_;  // text that is not cut into tokens yet, and a byte before it
  size_t window_begin_ = 0;
  size_t at_ = 0;                  // in the window: behind the last token
  std::vector<NameToken> tokens_;  // those that are still looked at
  size_t listed_ = 0;              // so many of them have their lists
  size_t scored_ = 0;              // ... were given to the decoder
  size_t decided_ = 0;             // ... have a tag
  std::vector<DecidedTag> tags_;   // scratch
  Finding name_;                   // open while name_tokens_ is not 0
  size_t name_tokens_ = 0;
  NameType name_type_{};
  int32_t name_gain_ = 0;
};

}  // namespace gs::detect
