// A row as training sees it: what its text shows to the detector, without its words.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/learned/features.h"
#include "train_injection/written_texts.h"
#include "training/labelled_rows.h"

namespace gs::training {

// Sources that are held out together, since they share texts or templates.
enum Group : int { kSynthetic = 6, kGroups = 7 };

struct JudgedRow {
  bool label = false;
  bool in_data = false;     // the kind says: a tool's result or a document
  bool ordinary = false;    // a harmless text as people and programs send them, not about attacks
  bool look_alike = false;  // harmless, with the words that attacks are made of
  bool about_attacks = false;  // from a source that explains or quotes attacks
  bool taught = true;          // learned from; else judged alone
  int group = 0;
  size_t source = 0;          // index into Rows::sources
  double phrases = 0;         // log-odds of phrases and structure, from 0 for none
  detect::Features features;  // of the folded reading
};

struct Source {
  std::string name;
  std::string licence;
  int group = 0;
};

// A text written for this project: always learned, never judged.
struct LearnedText {
  bool label = false;
  unsigned times = 1;         // how often it counts
  detect::Features features;  // of the folded reading
};

struct Rows {
  std::vector<Source> sources;
  std::vector<JudgedRow> rows;
  std::vector<LearnedText> written;
};

// Errors: the detector cannot be built.
Result<Rows> judge(const std::vector<LabelledRow>& rows, const std::vector<WrittenText>& written);

}  // namespace gs::training
