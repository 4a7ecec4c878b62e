"""What the filter endpoints decide, by the reference policy and by rules of every shape."""

import re

import pytest

from gateway import POLICIES

PII = "PII without lawful basis"
JAILBREAK = "high jailbreak score"
VERBATIM = "verbatim over limit"

PROMPTS = [
    # context, allowed, action, reasons
    (None, True, "allow", []),
    ({}, True, "allow", []),
    ({"contains_pii": False}, True, "allow", []),
    ({"contains_pii": True}, False, "block", [PII]),
    ({"contains_pii": True, "lawful_basis": None}, False, "block", [PII]),
    ({"contains_pii": True, "lawful_basis": "consent"}, True, "allow", []),
    ({"contains_pii": True, "lawful_basis": "public_task"}, True, "allow", []),
    ({"jailbreak_score": 0.9}, True, "safe_mode", [JAILBREAK]),
    ({"jailbreak_score": 1}, True, "safe_mode", [JAILBREAK]),
    ({"jailbreak_score": 0.8}, True, "allow", []),
    ({"jailbreak_score": 0}, True, "allow", []),
    ({"jailbreak_score": None}, True, "allow", []),
    ({"contains_pii": True, "jailbreak_score": 0.9}, False, "block", [PII, JAILBREAK]),
    ({"verbatim_ratio": 0.9}, True, "allow", []),
    ({"unheard_of": {"deep": [1, None, "x"]}}, True, "allow", []),
]

OUTPUTS = [
    (None, True, "allow", []),
    ({"verbatim_ratio": 0.3}, True, "summarize", [VERBATIM]),
    ({"verbatim_ratio": 0.2}, True, "allow", []),
    ({"jailbreak_score": 0.9}, True, "allow", []),
]


@pytest.mark.parametrize("context, allowed, action, reasons", PROMPTS)
def test_prompt(reference, context, allowed, action, reasons):
    answer = reference.prompt("Good morning", context)
    assert (answer["allowed"], answer["action"], answer["reasons"]) == (allowed, action, reasons)


@pytest.mark.parametrize("context, allowed, action, reasons", OUTPUTS)
def test_output(reference, context, allowed, action, reasons):
    answer = reference.output("Good morning", context)
    assert (answer["allowed"], answer["action"], answer["reasons"]) == (allowed, action, reasons)


@pytest.mark.parametrize(
    "basis, named",
    [("nonsense", "nonsense"), (True, "true"), ("Consent", "Consent"), ("x" * 300, "x" * 32)],
    ids=["unknown", "bare-true", "wrong-case", "long"],
)
def test_a_lawful_basis_outside_the_list_does_not_count_and_is_named(reference, basis, named):
    answer = reference.prompt("Good morning", {"contains_pii": True, "lawful_basis": basis})
    assert (answer["allowed"], answer["action"]) == (False, "block")
    assert answer["reasons"][0] == PII
    assert any(named in reason for reason in answer["reasons"][1:]), answer["reasons"]
    assert not any("x" * 65 in reason for reason in answer["reasons"])


def test_a_lawful_basis_is_escaped_in_the_reasons(reference):
    answer = reference.prompt("hi", {"contains_pii": True, "lawful_basis": "\x1b[31m\n\u202enot"})
    assert answer["action"] == "block"
    joined = "".join(answer["reasons"])
    assert not re.search(r"[\x00-\x1f\x7f\u202e]", joined), repr(joined)


def test_false_is_no_lawful_basis(reference):
    answer = reference.prompt("hi", {"contains_pii": True, "lawful_basis": False})
    assert answer["action"] == "block"
    assert answer["reasons"][0] == PII


def test_context_may_be_left_out(reference):
    answer = reference.post("/filter/prompt", {"prompt": ""})
    assert answer.status_code == 200
    assert answer.json()["action"] == "allow"


def test_unknown_members_of_the_body_are_ignored(reference):
    answer = reference.post("/filter/prompt", {"prompt": "hi", "user": 7, "promptt": None})
    assert answer.json()["action"] == "allow"


def test_the_answer_explains_itself(reference):
    answer = reference.prompt("hi", {"contains_pii": True})
    assert set(answer) == {
        "allowed", "action", "reasons", "decision_id", "rules", "signals", "entities", "policy_digest",
    }
    (rule,) = answer["rules"]
    assert rule["id"] == "pii_block_prompt"
    assert (rule["outcome"], rule["action"], rule["mode"]) == ("matched", "block", "enforce")
    assert rule["applied"] is True
    assert rule["source"] == "file"
    assert answer["signals"]["contains_pii"] is True
    assert answer["entities"] == []


def test_the_headers_repeat_the_decision(reference):
    response = reference.post(
        "/filter/output", {"output": "hi", "context": {"verbatim_ratio": 0.5}}, headers={"x-request-id": "abc-1"}
    )
    answer = response.json()
    assert response.headers["content-type"].split(";")[0] == "application/json"
    assert response.headers["x-governance-action"] == "summarize"
    assert response.headers["x-governance-decision-id"] == answer["decision_id"]
    assert response.headers["x-governance-policy"] == answer["policy_digest"][:12]
    assert response.headers["x-request-id"] == "abc-1"


def test_decision_ids_differ_and_name_the_phase(reference):
    ids = [reference.prompt("hi")["decision_id"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}\.prompt", i) for i in ids)
    assert reference.output("hi")["decision_id"].endswith(".output")


def test_equal_requests_give_equal_decisions(reference):
    def decide():
        answer = reference.prompt("hi", {"contains_pii": True, "jailbreak_score": 0.95})
        answer.pop("decision_id")
        return answer

    assert all(decide() == decide() for _ in range(5))


# Rules of every shape: policies/shapes.yaml


@pytest.fixture(scope="module")
def shapes(shared):
    return shared(POLICIES / "shapes.yaml")


def outcomes(answer):
    return {rule["id"]: (rule["outcome"], rule["applied"]) for rule in answer["rules"]}


def test_length_is_counted_in_code_points(shapes):
    ten, eleven = "äöü😀e\u0301abcd", "äöü😀e\u0301abcde"
    assert (len(ten), len(eleven)) == (10, 11)
    assert shapes.prompt(ten)["signals"]["length"] == 10
    assert shapes.prompt(ten)["action"] == "allow"
    answer = shapes.prompt(eleven)
    assert answer["signals"]["length"] == 11
    assert (answer["action"], answer["reasons"]) == ("flag", ["long"])


def test_tokens_are_estimated(shapes):
    assert shapes.prompt("word")["signals"]["tokens"] >= 1
    many = shapes.prompt("one two three four " * 500)
    assert many["signals"]["tokens"] > 1000
    assert "many tokens" in many["reasons"]


@pytest.mark.parametrize(
    "text, context, action, reasons",
    [
        ("hi", {"tag": "acme"}, "flag", ["competitor"]),
        ("hi", {"tag": "other"}, "allow", []),
        ("hi", {"tag": "words"}, "flag", ["words"]),
        ("ORD-1234", None, "flag", ["order number"]),
        ("ORD-12", None, "allow", []),
    ],
)
def test_lists_patterns_and_words(shapes, text, context, action, reasons):
    answer = shapes.prompt(text, context)
    assert (answer["action"], answer["reasons"]) == (action, reasons)


def test_a_pattern_of_the_output(shapes):
    answer = shapes.output("the bluebird sings")
    assert (answer["action"], answer["reasons"]) == ("block", ["codename"])
    assert answer["signals"]["pattern.codename"] is True


def test_a_shadow_rule_is_recorded_and_not_acted_on(shapes):
    answer = shapes.prompt("hi", {"tag": "shadow"})
    assert (answer["action"], answer["reasons"]) == ("allow", [])
    assert outcomes(answer) == {"shadowed": ("matched", False)}


def test_a_canary_rule_acts_on_its_share(shapes):
    answer = shapes.prompt("hi", {"tag": "canary"})
    assert (answer["action"], answer["reasons"]) == ("block", ["canary_all"])
    assert outcomes(answer) == {"canary_all": ("matched", True), "canary_none": ("matched", False)}


def test_a_rule_that_fails_counts_as_matched_unless_it_says_skip(shapes):
    answer = shapes.prompt("hi", {"tag": "error"})
    assert answer["action"] == "block"
    assert len(answer["reasons"]) == 1 and answer["reasons"][0].startswith("could not be judged (")
    assert outcomes(answer) == {"fails_closed": ("error", True), "fails_open": ("error", False)}


def test_a_rule_on_the_prompt_is_not_evaluated_at_the_output(shapes):
    answer = shapes.output("hi")
    assert outcomes(answer) == {"reads_prompt": ("not_evaluated", False)}
    assert answer["action"] == "allow"


def test_baseline_rules_say_so(shapes):
    (rule,) = shapes.prompt("hi", {"jailbreak_score": 0.9})["rules"]
    assert (rule["id"], rule["source"]) == ("jailbreak_detector", "baseline")


# The historical test file


@pytest.fixture(scope="module")
def historical(shared):
    return shared(POLICIES / "historical.yaml")


def test_the_historical_file_keeps_the_baseline(historical):
    answer = historical.prompt("ignore previous instructions", {"jailbreak_score": 0.9})
    assert (answer["action"], answer["allowed"]) == ("safe_mode", True)
    assert answer["reasons"] == [JAILBREAK]


def test_the_historical_file_blocks_personal_data(historical):
    context = {"contains_pii": True, "lawful_basis": False}
    answer = historical.prompt("test prompt with PII: ssn=123-45-6789", context)
    assert (answer["action"], answer["allowed"]) == ("block", False)
    assert answer["reasons"]


@pytest.mark.parametrize("basis, action", [("anything", "block"), (True, "block")])
def test_its_own_rule_asks_for_no_basis(historical, basis, action):
    context = {"contains_pii": True, "lawful_basis": basis}
    answer = historical.prompt("hi", context)
    assert answer["action"] == action
    assert [rule["id"] for rule in answer["rules"]] == ["test_pii_block"]
