#include "gate/canary_plan.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include "base/json.h"
#include "gate/artifact_fields.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

tl::unexpected<Error> wrong(const char* what, std::string field) {
  return fail(ErrorCode::kInvalidInput, what, std::move(field));
}

Result<std::vector<double>> read_steps(const json::object& plan) {
  const std::string field = "canary.steps_percent";
  GS_TRY(const json::value* list, require_member(plan, "steps_percent", field));
  if (!list->is_array()) return wrong("must be a list", field);
  std::vector<double> steps;
  for (const json::value& value : list->get_array()) {
    const std::string place = fmt::format("{}[{}]", field, steps.size());
    GS_TRY(const double step, read_number(value, place));
    if (step <= (steps.empty() ? 0 : steps.back()))
      return wrong("must be above the one before", place);
    steps.push_back(step);
  }
  if (steps.size() < 2) return wrong("must have two steps or more", field);
  if (steps.back() != 100) return wrong("must end with 100", field);
  return steps;
}

}  // namespace

std::string CanaryPlan::to_text() const {
  std::string text;
  for (double step : steps_percent) text += ecmascript_number(step) + "%, ";
  return text + ecmascript_number(hold_minutes) + " minutes each";
}

Result<CanaryPlan> read_canary_plan(const json::value& written) {
  if (!written.is_object()) return wrong("must be a mapping", "canary");
  const json::object& plan = written.get_object();
  CanaryPlan read;
  GS_TRY(read.steps_percent, read_steps(plan));
  GS_TRY(const json::value* hold, require_member(plan, "hold_minutes", "canary.hold_minutes"));
  GS_TRY(read.hold_minutes, read_number(*hold, "canary.hold_minutes"));
  if (read.hold_minutes <= 0) return wrong("must be more than 0", "canary.hold_minutes");
  return read;
}

}  // namespace gs::gate
