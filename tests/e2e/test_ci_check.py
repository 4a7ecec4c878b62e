"""POST /ci/check: evaluation results against the thresholds of the policy."""

import pytest

from gateway import POLICIES

GOOD = {
    "quality": {"pass_at_5": 0.85},
    "fairness": {"subgroup_delta": 0.03},
    "safety": {"harmful_rate": 0.002},
    "drift": {"psi": 0.08},
}

CASES = [
    # body, status, violations
    ({"quality": {"pass_at_5": 0.8}}, "fail", ["quality.pass_at_5"]),
    ({"quality": {"pass_at_5": 0.82}}, "pass", []),
    (GOOD, "pass", []),
    (GOOD | {"quality": {"pass_at_5": 0.8}}, "fail", ["quality.pass_at_5"]),
    (GOOD | {"fairness": {"subgroup_delta": 0.05}}, "pass", []),
    (GOOD | {"fairness": {"subgroup_delta": 0.051}}, "fail", ["fairness.subgroup_delta"]),
    (GOOD | {"safety": {"harmful_rate": 0.0051}}, "fail", ["safety.harmful_rate"]),
    (GOOD | {"privacy": {"reid_risk": 0.002}}, "fail", ["privacy.reid_risk"]),
    (GOOD | {"drift": {"psi": 0.1}}, "pass", []),
    (GOOD | {"drift": {"psi": 0.15}}, "warn", []),
    (GOOD | {"drift": {"psi": 0.25}}, "warn", []),
    ({"quality": {}}, "fail", ["quality.pass_at_5"]),
    (GOOD | {"quality": {}}, "fail", ["quality.pass_at_5"]),
    ({"quality": {"pass_at_1": 0.9}}, "fail", ["quality.pass_at_5"]),
    ({}, "pass", []),
    ({"quality": None}, "pass", []),
]


@pytest.mark.parametrize("body, status, violations", CASES)
def test_reference_policy(reference, body, status, violations):
    answer = reference.ci_check(body)
    assert (answer["status"], answer["violations"]) == (status, violations)


def test_all_violations_are_listed(reference):
    body = {"quality": {"pass_at_5": 0}, "fairness": {"subgroup_delta": 1}, "safety": {"harmful_rate": 1}}
    answer = reference.ci_check(body)
    assert sorted(answer["violations"]) == ["fairness.subgroup_delta", "quality.pass_at_5", "safety.harmful_rate"]


def test_drift_is_a_warning(reference):
    answer = reference.ci_check({"drift": {"psi": 0.15}})
    assert any("drift.psi" in str(warning) for warning in answer["warnings"])


def test_what_is_not_given_is_not_evaluated(reference):
    answer = reference.ci_check({"quality": {"pass_at_5": 0.9}})
    assert answer["status"] == "pass"
    assert {"fairness.subgroup_delta", "safety.harmful_rate", "privacy.reid_risk", "drift.psi"} <= set(answer["not_evaluated"])
    assert "quality.pass_at_5" not in answer["not_evaluated"]


def test_an_area_without_a_threshold_is_named(reference):
    answer = reference.ci_check({"zeal": {"joy": 0.5}})
    assert answer["status"] == "pass"
    assert "zeal" in str(answer["details"])


@pytest.mark.parametrize("pass_at_5, status", [(0.84, "pass"), (0.80, "pass"), (0.75, "fail")])
def test_historical_file(shared, pass_at_5, status):
    body = GOOD | {"quality": {"pass_at_5": pass_at_5}}
    assert shared(POLICIES / "historical.yaml").ci_check(body)["status"] == status


def test_without_a_policy_file_nothing_is_evaluated(shared):
    answer = shared(None).ci_check({"quality": {"pass_at_5": 0.1}, "drift": {"psi": 9}})
    assert (answer["status"], answer["violations"], answer["warnings"]) == ("pass", [], [])
    assert {"quality.pass_at_5", "drift.psi"} <= set(answer["not_evaluated"])
