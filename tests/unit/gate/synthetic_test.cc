#include "gate/synthetic.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "gate/check.h"
#include "gate/metric_artifact.h"
#include "policy/program.h"

namespace gs::gate {
namespace {

std::shared_ptr<const policy::CompiledPolicy> reference() {
  std::ostringstream text;
  text << std::ifstream(std::string(GS_POLICIES) + "/adr-006.embedded-governance.yaml").rdbuf();
  return policy::CompiledPolicy::compile(text.str(), {}).policy;
}

Metrics metrics_of(const std::map<std::string, std::string>& files,
                   const policy::PolicyModel& policy) {
  Metrics metrics;
  for (const policy::Threshold& threshold : policy.thresholds) {
    auto artifact = parse_metric_artifact(files.at(threshold.area + ".json"), threshold.area);
    EXPECT_TRUE(artifact) << artifact.error().to_string();
    metrics[threshold.area] = artifact->metrics;
  }
  return metrics;
}

TEST(Synthetic, PassesEveryThresholdAndItsBound) {
  const auto policy = reference();
  const auto files = synthetic_artifacts(policy->model(), {});
  ASSERT_TRUE(files);
  const GateReport report = check(policy->model().thresholds, metrics_of(*files, policy->model()));
  EXPECT_EQ(report.status, Status::kPass);
  for (const char* name :
       {"model_card.json", "dpia.json", "risk_register.json", "eval_pack.json"}) {
    EXPECT_TRUE(files->contains(name)) << name;
  }
  for (const auto& [name, text] : *files)
    EXPECT_NE(text.find("synthetic"), std::string::npos) << name;
}

TEST(Synthetic, ViolatesTheMetricThatIsNamedAlone) {
  const auto policy = reference();
  for (const policy::Threshold& threshold : policy->model().thresholds) {
    const auto files =
        synthetic_artifacts(policy->model(), {.violate = threshold.name(), .now = {}});
    ASSERT_TRUE(files);
    const GateReport report =
        check(policy->model().thresholds, metrics_of(*files, policy->model()));
    if (threshold.maximum || threshold.minimum) {
      EXPECT_EQ(report.violations, std::vector<std::string>{threshold.name()});
    } else {
      EXPECT_EQ(report.warnings, (std::vector<std::string>{threshold.name(), "retrain"}));
    }
  }
  EXPECT_EQ(synthetic_artifacts(policy->model(), {.violate = "x.y", .now = {}}).error().where,
            "--violate");
}

}  // namespace
}  // namespace gs::gate
