#include "gateway/detector_options.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gs::gateway {
namespace {

std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') tokens.emplace_back(line);
  }
  return tokens;
}

}  // namespace

Result<filter::DetectorOptions> detector_options(const settings::GatewaySettings& settings,
                                                 Files& files) {
  filter::DetectorOptions options;
  if (!settings.detect.canaries.empty()) {
    GS_TRY(const std::string text, files.read(settings.detect.canaries));
    options.canaries = tokens_of(text);
  }
  options.corpus = settings.detect.corpus;
  options.models = settings.detect.models;
  options.names = settings.detect.names;
  options.longest_match = settings.proxy.stream.holdback_max_chars;
  options.injection_roles.clear();
  for (const std::string& name : settings.proxy.inspected_roles) {
    if (const auto role = text::role_named(name)) options.injection_roles.push_back(*role);
  }
  return options;
}

}  // namespace gs::gateway
