// Gauges in Prometheus's text format, for values that come and go: the registry keeps a series once
// it has one, and a governance value that is no longer known must not be shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gs::res {

class GaugeText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  // The samples that follow are of this family.
  GaugeText& family(std::string_view name, std::string_view help);
  GaugeText& sample(const Labels& labels, double value);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::string name_;
  std::string help_;  // of a family without a sample so far
};

}  // namespace gs::res
