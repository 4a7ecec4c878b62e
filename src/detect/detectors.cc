#include "detect/detectors.h"

#include <utility>

#include "detect/caller_context.h"
#include "detect/length.h"
#include "detect/tokens.h"

namespace gs::detect {

Detectors all_detectors(std::vector<Pattern> patterns) {
  Detectors list;
  list.push_back(std::make_unique<Length>());
  list.push_back(std::make_unique<Tokens>());
  list.push_back(std::make_unique<Patterns>(std::move(patterns)));
  list.push_back(std::make_unique<CallerContext>());
  return list;
}

}  // namespace gs::detect
