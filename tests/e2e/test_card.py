"""governed-speed card: what is known of a model or system, and what is missing."""

import json

import pytest

from evaluation import DATA, MODEL
from gateway import REFERENCE_POLICY, run

FIELDS = ["purpose", "out_of_scope_use", "data_sources", "evaluation", "fairness", "safety", "privacy", "security",
          "human_oversight", "limitations", "monitoring_plan", "change_log"]  # fmt: skip


@pytest.fixture
def artifacts(tmp_path):
    """An artifact of each area, of one model."""
    made = []
    for area, *arguments in (("quality", "humaneval_results.jsonl"), ("fairness", "predictions.csv"), ("safety", "garak_2026.report.jsonl"),
                             ("privacy", "patients.csv", "--quasi-identifier", "zip"), ("drift", "evidently_2026.json")):  # fmt: skip
        path = tmp_path / f"{area}.json"
        done = run("eval", area, *arguments, "--model", MODEL, "--output", path, folder=DATA)
        assert done.returncode == 0, done.stderr
        made += ["--artifact", path]
    return made


def card(kind, *arguments, path):
    done = run("card", kind, *arguments, "--output", path / "card.json", "--markdown", path / "card.md")
    assert done.returncode == 0, done.stderr
    made = json.loads((path / "card.json").read_text())
    assert [line.removeprefix("missing: ") for line in done.stderr.splitlines()] == made["missing"]
    return made, (path / "card.md").read_text()


def test_nothing_is_known(tmp_path):
    made, text = card("model", "--model", "m", path=tmp_path)
    assert made["format"] == "governed-speed.model_card/1" and made["model"] == "m"
    assert made["fields"] == FIELDS == made["missing"]
    assert all(made[field]["unknown"] is True and made[field]["needs"] for field in FIELDS)
    assert text.startswith("# Model card: m\n") and text.count("**Unknown.**") == len(FIELDS)


def test_everything_is_known(artifacts, tmp_path):
    made, text = card("model", "--model", MODEL, *artifacts, "--config", REFERENCE_POLICY, "--about", DATA / "about.yaml", path=tmp_path)
    assert made["missing"] == []
    assert made["purpose"] == "Answers questions of customers about their own orders."
    quality = made["evaluation"]["metrics"]["pass_at_5"]
    assert quality["interval"]["low"] <= quality["value"] <= quality["interval"]["high"]
    assert quality["limit"] == {"target": 0.82, "block_below": True}
    assert made["safety"]["metrics"]["harmful_rate"]["counts"] == {"events": 3, "samples": 400}
    assert "no verdict on 6 outputs" in made["limitations"]["of_the_evaluations"][0]
    assert {"id": "jailbreak_detector", "action": "safe_mode"}.items() <= next(r for r in made["security"]["rules"] if r["id"] == "jailbreak_detector").items()
    assert "security_officer" in made["human_oversight"]["approvers"]
    assert made["monitoring_plan"]["drift"]["metrics"]["psi"]["value"] == 0.041
    assert "| harmful\\_rate | 0.0075 | " in text and "3 of 400" in text
    assert "Advice on health, law or money" in text and "## Missing" not in text


def test_a_field_is_missing_until_somebody_says_it(artifacts, tmp_path):
    made, _ = card("model", "--model", MODEL, *artifacts, "--config", REFERENCE_POLICY, path=tmp_path)
    assert made["missing"] == ["purpose", "out_of_scope_use", "data_sources", "limitations"]
    assert made["change_log"]["change"]["author"] == "governance-lead"
    assert made["limitations"]["unknown"] is True and made["limitations"]["of_the_evaluations"]


def test_figures_of_the_evidence_service(start_res, tmp_path):
    res = start_res()
    body = {"artifactType": "eval_pack", "modelVersion": "m1", "contentRef": "s3://x/1", "metadata": {"quality": {"pass_at_5": 0.86}}}
    assert res.post("/evidence", body).status_code == 201
    made, text = card("model", "--model", "m1", "--res", res.url, path=tmp_path)
    assert made["evaluation"]["metrics"]["pass_at_5"]["value"] == 0.86
    assert made["change_log"]["evidence"][0]["artifactType"] == "eval_pack"
    assert "evaluation" not in made["missing"] and "fairness" in made["missing"]
    assert made["eu_ai_act_tier"] == "Limited" or made["eu_ai_act_tier"] is None
    system, _ = card("system", "--system", "help desk", "--res", res.url, path=tmp_path)
    assert system["format"] == "governed-speed.system_card/1" and system["system"] == "help desk"
    assert system["models"] == [{"model_version": "m1"}]
    done = run("card", "model", "--model", "nobody", "--res", res.url)
    assert done.returncode == 2 and "error: " in done.stderr


def test_words_of_others_are_no_markup(tmp_path):
    about = tmp_path / "about.json"
    about.write_text(json.dumps({"purpose": "a <script>alert(1)</script>", "data_sources": ["x | y", "<b>"]}))
    _, text = card("model", "--model", "m<img>", "--about", about, path=tmp_path)
    assert "<script" not in text and "<b>" not in text and "<img" not in text.replace("\\<img", "")


BAD = [
    ({"about.yaml": "goal: x"}, ["--about", "about.yaml"], "goal: is no field of a card"),
    ({"about.yaml": "- x"}, ["--about", "about.yaml"], "must be a mapping"),
    ({"about.yaml": "a: [\n"}, ["--about", "about.yaml"], "neither YAML nor JSON"),
    ({"a.json": "{}"}, ["--artifact", "a.json"], "format: must be governed-speed.metrics/1 (a.json)"),
    ({"a.json": '{"format": "governed-speed.metrics/1"}'}, ["--artifact", "a.json"], "area: must be a string"),
    ({"a.json": '{"format": "governed-speed.metrics/1", "area": "safety", "model": "n"}'}, ["--artifact", "a.json"], "model: is not the model of the card"),
    ({"a.json": '{"format": "governed-speed.metrics/1", "area": "safety"}'}, ["--artifact", "a.json", "--artifact", "a.json"], "area: another artifact"),
    ({}, ["--artifact", "nowhere.json"], "No such file"),
    ({"p.yaml": "policy_as_code: 3"}, ["--config", "p.yaml"], "the policy does not compile"),
]  # fmt: skip


@pytest.mark.parametrize("files, arguments, words", BAD, ids=[words for _, _, words in BAD])
def test_unusable_input(tmp_path, files, arguments, words):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = run("card", "model", "--model", "m", *arguments, folder=tmp_path)
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""
