#include "filter/detectors.h"

#include <utility>

#include "detect/caller_context.h"
#include "detect/length.h"
#include "detect/tokens.h"

namespace gs::filter {

detect::Detectors all_detectors(std::vector<detect::Pattern> patterns) {
  detect::Detectors list;
  list.push_back(std::make_unique<detect::Length>());
  list.push_back(std::make_unique<detect::Tokens>());
  list.push_back(std::make_unique<detect::Patterns>(std::move(patterns)));
  list.push_back(std::make_unique<detect::CallerContext>());
  return list;
}

}  // namespace gs::filter
