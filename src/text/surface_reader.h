// The reading of a text with everything undone that is done to single characters.
//
// Compatibility forms and look-alike letters become what they look like, letters other than ASCII
// small ones, combining marks one character with their letter where such a one exists (and nothing
// otherwise: struck-through text), escapes what they stand for, and invisible characters nothing.
// ASCII keeps its case, which base64 needs. Escapes of escapes are undone once more, not further.
#pragma once

#include <string>
#include <string_view>

#include "text/code_point_table.h"
#include "text/confusables.h"
#include "text/hidden_view.h"
#include "text/invisible_text.h"
#include "text/obfuscation.h"

namespace gs::text {

// The table of what is undone without looking at neighbours, built on first use and shared.
const CodePointTable& folded_table();

// Keeps its memory between texts.
class SurfaceReader {
 public:
  SurfaceReader();

  // Writes the reading of `source` to `view`, which keeps the layers that it has. `source` is valid
  // UTF-8; it is the text itself, or with `parent` a view of the text.
  void read(std::string_view source, const ViewMap* parent, HiddenView& view, Obfuscation& found);

  // What invisible letters of the last source spelled; empty when nothing.
  const HiddenView& invisible() const { return invisible_.payload(); }

 private:
  void read_once(std::string_view source, const ViewMap* parent);
  void read_special(size_t& at);
  void put(char32_t c, Span place, bool is_literal);
  void put_same(Span place);
  bool compose(char32_t mark, Span origin);
  void before_visible(char32_t c);
  void end_compatible();
  Span origin(Span place) const;
  char32_t last_code_point(size_t& begin) const;

  const CodePointTable& table_;
  InvisibleText invisible_;
  ConfusableFolder confusables_;
  HiddenView nested_;  // the reading before last, when escapes are undone twice

  // During read():
  std::string_view source_;
  const ViewMap* parent_ = nullptr;
  HiddenView* view_ = nullptr;
  Obfuscation* found_ = nullptr;
  size_t escapes_ = 0;
  size_t compatible_ = 0;       // letters in a row that were compatibility forms
  bool is_full_width_ = false;  // the last of them
};

}  // namespace gs::text
