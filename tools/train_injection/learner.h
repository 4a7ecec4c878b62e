// Fits the model of windows, and judges rows by it.
#pragma once

#include <functional>
#include <vector>

#include "train_injection/judged_row.h"
#include "training/linear_fit.h"

namespace gs::training {

// Fits on the rows that are taught and for which `use` holds, and on the written texts. First on
// whole rows, then, of what is longer than a few sentences, on the windows that scored highest: an
// attack in a document is learned, not the document, and what is no attack is learned as it will be
// seen.
LinearModel learn(const Rows& rows, const LinearSettings& settings,
                  const std::function<bool(const JudgedRow&)>& use);

// The highest margin of the row's windows.
double highest_margin(const LinearModel& model, const LinearSettings& settings,
                      const detect::Features& features);

}  // namespace gs::training
