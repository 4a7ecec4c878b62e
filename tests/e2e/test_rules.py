"""GET /rules: the effective policy, every key kept."""

import re
from datetime import datetime

import yaml

from gateway import POLICIES, REFERENCE_POLICY

BASELINE = ["pii_block_prompt", "jailbreak_detector", "copyright_guard"]


def rules_of(gateway):
    return {rule["id"]: rule for rule in gateway.get("/rules").json()["policy_as_code"]["rules"]}


def test_every_section_of_the_reference_policy_is_shown(reference):
    shown = reference.get("/rules").json()
    written = yaml.safe_load(REFERENCE_POLICY.read_text())
    assert set(written) <= set(shown)
    assert shown["thresholds"] == written["thresholds"]
    assert {rule["id"] for rule in written["policy_as_code"]["rules"]} <= set(rules_of(reference))


def test_digest_and_time_of_loading(reference):
    shown = reference.get("/rules").json()
    assert re.fullmatch(r"[0-9a-f]{64}", shown["policy_digest"])
    assert shown["policy_digest"] == reference.prompt("hi")["policy_digest"]
    datetime.fromisoformat(shown["loaded_at"])


def test_unknown_keys_are_kept(shared):
    shown = shared(POLICIES / "shapes.yaml").get("/rules").json()
    assert shown["house_section"] == {"anything": [1, "two", {"three": 3.5}]}
    assert shown["meta"]["custom_note"] == "kept as it is"


def test_the_baseline_is_merged_in(shared):
    rules = rules_of(shared(POLICIES / "historical.yaml"))
    assert rules["test_pii_block"]["source"] == "file"
    assert all(rules[id]["source"] == "baseline" for id in BASELINE)


def test_without_a_policy_file_the_baseline_alone_applies(shared):
    gateway = shared(None)
    assert {id: rule["source"] for id, rule in rules_of(gateway).items()} == dict.fromkeys(BASELINE, "baseline")
    assert gateway.prompt("hi", {"contains_pii": True})["action"] == "block"
    assert gateway.prompt("hi", {"contains_pii": True, "lawful_basis": "our own"})["action"] == "allow"
    assert gateway.prompt("hi", {"contains_pii": True, "lawful_basis": True})["action"] == "allow"


def test_the_same_policy_as_json_has_the_same_digest(shared):
    twin = REFERENCE_POLICY.with_suffix(".json")
    digests = [shared(file).get("/rules").json()["policy_digest"] for file in (REFERENCE_POLICY, twin)]
    assert digests[0] == digests[1]
