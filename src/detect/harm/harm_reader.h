// Judges a block of text for harm: its windows, and its parts.
//
// Windows are of 256 tokens, one at every half of one; most texts are one window and are judged
// best as a whole: a word that stood shortly before does not count again (learned/features.h).
// Parts (parts.h) are judged, too. A single sentence is judged as if it stood alone, so that it has
// the same margin whatever stands around it; runs of them as they stand, but for the pairs of their
// words with those before. A sentence longer than 48 tokens is cut. In a text longer than two
// windows, which may hide a part among much else on its line, short stretches are judged wherever
// they begin (inner_windows.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "detect/harm/harm_model.h"
#include "detect/harm/inner_windows.h"
#include "detect/harm/parts.h"
#include "detect/learned/features.h"

namespace gs::detect {

// One a thread; reuses its memory.
class HarmReader {
 public:
  // The window and the part with the highest margins; nothing for a block without tokens.
  struct Found {
    size_t tokens = 0;  // of the block; HarmScale::kLong at least where it continues a text
    Stretch window;
    Stretch part;
  };

  // Cuts a block, without judging it.
  void cut(std::string_view block);
  size_t sentences() const { return borders_.size() - 1; }
  // Features of the first window.
  std::span<const uint32_t> first_window() const;

  // Cuts and judges it. `continues`: it is not the first block of its text.
  Found read(const HarmModel& model, std::string_view block, bool continues = false);
  // Runs and sentences of the last block, judged.
  std::span<const Stretch> parts() const { return parts_; }
  // Features of a window or part of the last block, as it was judged; of a short stretch as it
  // stands in the block.
  std::span<const uint32_t> hashes(const Stretch& stretch) const {
    return features_of(stretch).hashes(stretch.first, stretch.last);
  }
  // The same as it stands in the block.
  std::span<const uint32_t> hashes_in_place(const Stretch& stretch) const;

 private:
  const Features& features_of(const Stretch& stretch) const {
    return stretch.sentences == 1 ? alone_ : features_;
  }
  void read_alone(std::string_view block);
  void append_trimmed(std::string_view block, size_t begin, size_t end);
  void judge_sentences(const HarmModel& model);
  void judge_run(Stretch& run, const HarmModel& model) const;

  Features features_;                     // of the block
  std::vector<size_t> borders_{0};        // of its sentences, in tokens
  std::vector<int64_t> sums_;             // of the tokens before the one of the index
  Features alone_;                        // of each sentence as if it stood alone
  std::vector<size_t> alone_borders_{0};  // in tokens of those
  std::vector<Stretch> parts_;
  InnerWindows inner_;
};

}  // namespace gs::detect
