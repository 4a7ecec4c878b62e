#include "telemetry/known_models.h"

#include <algorithm>
#include <utility>

namespace gs::telemetry {

KnownModels::KnownModels(std::vector<std::string> names) : labels_(std::move(names)) {
  std::sort(labels_.begin(), labels_.end());
  labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
  std::erase(labels_, "");
  names_ = labels_.size();
  labels_.emplace_back("other");
  labels_.emplace_back("none");
}

size_t KnownModels::find(std::string_view model) const {
  if (model.empty()) return names_ + 1;
  const auto end = labels_.begin() + static_cast<std::ptrdiff_t>(names_);
  const auto at = std::lower_bound(labels_.begin(), end, model);
  return at != end && *at == model ? static_cast<size_t>(at - labels_.begin()) : names_;
}

}  // namespace gs::telemetry
