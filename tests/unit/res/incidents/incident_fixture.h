// Incidents on a log of their own.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "fixtures/log_fixture.h"
#include "res/incidents/alerts.h"
#include "res/incidents/incident_store.h"

namespace gs::res {

class IncidentTest : public testing::Test, public test::LogFixture {
 protected:
  // What an operation over a batch gives, committed.
  template <typename Call>
  auto in_batch(Call call) -> decltype(call(std::declval<log::Batch&>())) {
    decltype(call(std::declval<log::Batch&>())) result = fail(ErrorCode::kInternal, "not run");
    const Status done = log_->run([&](log::Batch& batch) -> Status {
      result = call(batch);
      if (!result) return tl::unexpected(result.error());
      return Ok{};
    });
    if (!done) return tl::unexpected(done.error());
    return result;
  }

  Result<Incident> open(IncidentSeverity severity, const std::string& description = "down") {
    return in_batch([&](log::Batch& batch) {
      return open_incident(batch, rules_, {severity, description, {"ref"}, ""}, actor_);
    });
  }
  Result<Incident> change(const std::string& id, const IncidentChange& change) {
    return in_batch(
        [&](log::Batch& batch) { return update_incident(batch, rules_, id, change, actor_); });
  }
  Incident get(const std::string& id) {
    auto incident = get_incident(*reader(), id);
    EXPECT_TRUE(incident) << incident.error().to_string();
    return incident ? *incident : Incident();
  }

  IncidentRules rules_{{}, {}, "https://res.example"};
  const log::Actor actor_{"key-1", "jane", ""};
};

}  // namespace gs::res
