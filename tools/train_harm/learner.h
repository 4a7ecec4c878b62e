// Fits the models of harm and of its categories.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "detect/harm/harm_model.h"
#include "train_harm/harm_rows.h"
#include "training/linear_fit.h"

namespace gs::training {

// Files of a model, as HarmModel reads them.
struct HarmFiles {
  std::string harm;
  std::string categories;

  Result<std::shared_ptr<const detect::HarmModel>> model() const {
    return detect::HarmModel::of_bytes(harm, categories);
  }
};

using Uses = std::function<bool(const HarmRow&)>;

// The linear model of harm, fitted on the rows for which `use` holds: first on whole rows, then
// twice also on those sentences of longer harmless rows that were judged highest before, since the
// highest is what counts. `groups`: see fit_linear().
Result<LinearModel> learn_harm(const HarmRows& rows, const WordGroups& groups,
                               const LinearSettings& settings, const Uses& use);

// Errors: only those of a fault in this program.
Result<std::string> encode_harm(const LinearModel& model, const LinearSettings& settings,
                                const detect::HarmScale& scale);

// One model a category, each fitted on the harmful rows alone: the category against the others,
// rows of rare categories counting more.
Result<std::string> learn_categories(const HarmRows& rows, const LinearSettings& settings,
                                     const Uses& use);

// What takes the place of the models of categories where they do not matter.
Result<std::string> no_categories();

}  // namespace gs::training
