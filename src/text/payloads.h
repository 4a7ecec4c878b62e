// Text that a text carries in base64 or hex.
//
//   base64: 16 characters or more of either alphabet (RFC 4648), padded or not, lines of a mail
//           joined, at any alignment, so that what stands before it does not hide it
//   hex:    16 digits or more in a row, or pairs with one character between them
//
// Only what decodes to readable text counts (text/readable.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/clues.h"
#include "text/hidden_view.h"
#include "text/obfuscation.h"

namespace gs::text {

// Keeps its memory between texts.
class Payloads {
 public:
  // Finds what `from` carries and writes it to base64() and hex(), one after the other with a space
  // between, no more than `limit` bytes each.
  void read(const HiddenView& from, const Clues& clues, size_t limit, Obfuscation& found);

  const HiddenView& base64() const { return base64_; }
  const HiddenView& hex() const { return hex_; }

 private:
  // `encoded` characters carry `decoded` bytes, from the run's character `alignment` on.
  struct Groups {
    size_t alignment;
    size_t encoded;
    size_t decoded;
  };

  void read_run(Span run, Obfuscation& found);
  bool read_base64(size_t alignment, Obfuscation& found);
  void read_hex(Obfuscation& found);
  void put(HiddenView& view, Layer layer, Span part, Groups groups, Obfuscation& found);

  const HiddenView* from_ = nullptr;
  size_t limit_ = 0;
  HiddenView base64_;
  HiddenView hex_;
  std::vector<size_t> places_;  // of the run's encoded characters in `from`
  std::string decoded_;
};

}  // namespace gs::text
