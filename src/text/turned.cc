#include "text/turned.h"

namespace gs::text {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

bool is_word_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
         ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// A character stands for its bytes as a whole, since they keep their order where it does not.
void append_backwards(const HiddenView& from, Span part, HiddenView& to) {
  for (size_t end = part.end; end > part.begin;) {
    size_t begin = end - 1;
    while (is_continuation(from.text[begin])) --begin;
    const std::string_view character = std::string_view(from.text).substr(begin, end - begin);
    to.append(character, from.map.original({begin, end}));
    end = begin;
  }
}

void begin(const HiddenView& from, HiddenView& to) {
  to.clear();
  to.layers = from.layers;
  to.layers.add(Layer::kReversed);
}

}  // namespace

void turn_rot13(HiddenView& view) {
  for (char& c : view.text) {
    const char lower = static_cast<char>(c | 0x20);
    if (lower < 'a' || lower > 'z') continue;
    c = static_cast<char>(lower <= 'm' ? c + 13 : c - 13);
  }
  view.layers.add(Layer::kRot13);
}

void turn_backwards(const HiddenView& from, HiddenView& to) {
  begin(from, to);
  append_backwards(from, {0, from.text.size()}, to);
}

void turn_words_backwards(const HiddenView& from, HiddenView& to) {
  begin(from, to);
  for (size_t at = 0; at < from.text.size();) {
    const size_t word = at;
    while (at < from.text.size() && is_word_byte(from.text[at])) ++at;
    append_backwards(from, {word, at}, to);
    const size_t rest = at;
    while (at < from.text.size() && !is_word_byte(from.text[at])) ++at;
    to.append_part(from, {rest, at});
  }
}

}  // namespace gs::text
