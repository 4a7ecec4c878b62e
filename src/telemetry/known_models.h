// Which label a model's name gets. Callers may write anything into "model", and each label makes a
// series that stays for ever; so only configured names count as themselves.
//
//   KnownModels models({"llama-3.1-8b", "gpt-4o"});
//   models.label("gpt-4o") == "gpt-4o"; models.label("no such") == "other"; models.label("") ==
//   "none"
//
// Immutable, so that any thread looks names up without a lock.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gs::telemetry {

class KnownModels {
 public:
  // Empty and repeated names are passed over.
  explicit KnownModels(std::vector<std::string> names);

  // The position of the name's label in labels().
  size_t find(std::string_view model) const;
  std::string_view label(std::string_view model) const { return labels_[find(model)]; }

  // Every label there is: the names in order, then "other" and "none".
  std::span<const std::string> labels() const { return labels_; }

 private:
  std::vector<std::string> labels_;
  size_t names_;  // how many labels are names, sorted
};

}  // namespace gs::telemetry
