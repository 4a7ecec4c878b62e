// Many readings for the price of one.
//
// A text has as many hidden readings as there are ways to hide, and ways combine. Making them all
// for every text would multiply the cost of everything that reads them, although nearly every text
// has none. So the readings form a tree, and a reading is made only when its parent shows a clue:
//
//   block -> surface -> respelled                    leet words, letters set apart
//                    -> rot13, backwards             words that are English once turned
//                    -> payload -> its surface -> …  base64, hex, invisible letters
//
// The surface (surface_reader.h) undoes what is done to single characters; it is one table look-up
// for each character that is not ASCII, and a copy for the rest. One pass over the surface
// (clues.h) then looks for everything else at once. The clue for rot13 and for text written
// backwards is a vocabulary: few words of a text so hidden are words as they stand ("vtaber"), but
// nearly all that make it dangerous are common words once turned. Each word of the text is looked
// up once in a table that holds every word of the vocabulary in all its forms; frequencies of
// letters would need longer texts, a second table for each form, and would take foreign languages
// for turned English.
//
// What the simple story leaves out: payloads of one kind and depth are one view, so that thousands
// of them do not make thousands of views; a payload may sit in another, and is followed two deep;
// all derived readings share a budget of bytes. Base64 needs its case, so that views are made lower
// case at the very end. A respelled reading is not searched for payloads again.
//
// Literature: Unicode Standard Annex #15 and Technical Standard #39 for what characters look like;
// Boucher, Shumailov, Anderson, Papernot, "Bad Characters: Imperceptible NLP Attacks" (IEEE S&P
// 2022) for the invisible ones; Wei, Haghtalab, Steinhardt, "Jailbroken: How Does LLM Safety
// Training Fail?" (NeurIPS 2023) for base64, leet and rot13.
#include "text/hidden_views.h"

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "text/clues.h"
#include "text/payloads.h"
#include "text/respelling.h"
#include "text/surface_reader.h"
#include "text/turned.h"

namespace gs::text {
namespace {

constexpr size_t kDeepest = 2;     // payloads inside payloads
constexpr size_t kMostViews = 24;  // of one block
constexpr size_t kDerived = 4;     // bytes of all derived views, in blocks
constexpr size_t kDerivedLeast = 1024;

// Eight bytes at a time: 0x20 is added to those from 'A' to 'Z'.
void make_lower(std::string& text) {
  constexpr uint64_t kEach = 0x0101010101010101u;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t seven = word & 0x7F * kEach;
    const uint64_t from_a = seven + (0x80 - 'A') * kEach;
    const uint64_t beyond_z = seven + (0x80 - 'Z' - 1) * kEach;
    word += (from_a & ~beyond_z & ~word & 0x80 * kEach) >> 2;
    std::memcpy(text.data() + at, &word, 8);
  }
  for (; at < text.size(); ++at) {
    if (text[at] >= 'A' && text[at] <= 'Z') text[at] = static_cast<char>(text[at] | 0x20);
  }
}

}  // namespace

class HiddenViews::Reader {
 public:
  Reader() : views_(kMostViews), nodes_(kMostViews) {}

  void read(std::string_view block) {
    count_ = 0;
    found_ = {};
    budget_ = kDerived * block.size() + kDerivedLeast;
    add({});
    surface_.read(block, nullptr, views_[0], found_);
    add_payload(surface_.invisible(), 0);
    for (size_t i = 0; i < count_; ++i) expand(i);
    for (size_t i = 0; i < count_; ++i) make_lower(views_[i].text);
  }

  std::span<const HiddenView> views() const { return {views_.data(), count_}; }
  const Obfuscation& found() const { return found_; }

 private:
  // What is known of a view besides what it says.
  struct Node {
    size_t depth = 0;           // payloads around it
    bool is_respelled = false;  // its parent's payloads are not its own
    bool is_turned = false;     // it, or its parent's other child, is the text turned
  };

  // The next view, empty.
  HiddenView& add(Node node) {
    views_[count_].clear();
    nodes_[count_] = node;
    return views_[count_++];
  }

  // Whether there is room for a view of that size.
  bool can_add(size_t bytes) {
    if (count_ == kMostViews || bytes > budget_) return false;
    budget_ -= bytes;
    return true;
  }

  void expand(size_t i) {
    const HiddenView& view = views_[i];
    if (view.text.empty()) return;
    clues_.read(view.text);
    if (!nodes_[i].is_turned) turn(i);
    if (!nodes_[i].is_respelled) respell(i);
    if (nodes_[i].is_respelled || nodes_[i].depth == kDeepest) return;
    payloads_.read(view, clues_, 2 * view.text.size() + kDerivedLeast, found_);
    const size_t depth = nodes_[i].depth;
    add_payload(payloads_.base64(), depth);
    add_payload(payloads_.hex(), depth);
  }

  void respell(size_t i) {
    if (clues_.single_letters().empty() && !clues_.has_leet()) return;
    if (!can_add(views_[i].text.size())) return;
    Node node = nodes_[i];
    node.is_respelled = true;
    if (!respelling_.respell(views_[i], clues_, add(node), found_)) --count_;
  }

  void turn(size_t i) {
    Node node = nodes_[i];
    node.is_turned = true;
    const size_t bytes = views_[i].text.size();
    const size_t before = count_;
    if (clues_.reads_as(kAsRot13) && can_add(bytes)) {
      HiddenView& turned = add(node);
      turned = views_[i];
      turn_rot13(turned);
      found_.add(Layer::kRot13, clues_.words_as(kAsRot13));
    }
    if (clues_.reads_as(kAsReversed) && can_add(2 * bytes)) {
      turn_back(i, node);
      found_.add(Layer::kReversed, clues_.words_as(kAsReversed));
    }
    if (clues_.reads_as(kAsBoth) && can_add(2 * bytes)) {
      const size_t first = count_;
      turn_back(i, node);
      for (size_t j = first; j < count_; ++j) turn_rot13(views_[j]);
      found_.add(Layer::kReversed, clues_.words_as(kAsBoth));
      found_.add(Layer::kRot13, clues_.words_as(kAsBoth));
    }
    if (count_ > before) nodes_[i].is_turned = true;
  }

  void turn_back(size_t i, Node node) {
    turn_backwards(views_[i], add(node));
    if (count_ < kMostViews) turn_words_backwards(views_[i], add(node));
  }

  // The surface of what a view of that depth carries, and of what that carries invisibly.
  void add_payload(const HiddenView& payload, size_t depth) {
    if (payload.text.empty() || depth == kDeepest || !can_add(payload.text.size())) return;
    HiddenView& view = add({depth + 1});
    view.layers = payload.layers;
    surface_payload_.read(payload.text, &payload.map, view, found_);
    const HiddenView& inner = surface_payload_.invisible();
    if (inner.text.empty() || depth + 1 == kDeepest || !can_add(inner.text.size())) return;
    HiddenView& innermost = add({depth + 2});
    innermost.layers = view.layers;
    surface_.read(inner.text, &inner.map, innermost, found_);
  }

  std::vector<HiddenView> views_;  // the first count_ are of this block
  std::vector<Node> nodes_;
  size_t count_ = 0;
  size_t budget_ = 0;
  Obfuscation found_;
  SurfaceReader surface_;
  SurfaceReader surface_payload_;
  Clues clues_;
  Respelling respelling_;
  Payloads payloads_;
};

HiddenViews::HiddenViews() : reader_(std::make_unique<Reader>()) {}
HiddenViews::~HiddenViews() = default;
HiddenViews::HiddenViews(HiddenViews&&) noexcept = default;
HiddenViews& HiddenViews::operator=(HiddenViews&&) noexcept = default;

void HiddenViews::read(std::string_view block) {
  reader_->read(block);
}

std::span<const HiddenView> HiddenViews::views() const {
  return reader_->views();
}

const Obfuscation& HiddenViews::found() const {
  return reader_->found();
}

}  // namespace gs::text
