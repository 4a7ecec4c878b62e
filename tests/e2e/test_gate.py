"""governed-speed gate check and pac_ci: every exit status, every format, every bad input."""

import hashlib
import json
import os
import pty
import re

import jsonschema
import pytest
import xmlschema

from gate import AREAS, HISTORICAL, PAC_CI, check, gate, report, run, write
from gateway import BINARY, REFERENCE_POLICY, ROOT

SCHEMAS = ROOT / "tests" / "fixtures" / "schemas"
CHECKS = ["quality.pass_at_5", "fairness.subgroup_delta", "safety.harmful_rate", "drift.psi"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def options_of(folder, policy=REFERENCE_POLICY, **changed):
    return ["--config", policy, *write(folder, **(AREAS | changed))]


# --- exit status ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed, status, outcome",
    [
        ({}, 0, "pass"),
        ({"eval": {"pass_at_5": 0.82}}, 0, "pass"),
        ({"drift": {"psi": 0.15}}, 0, "warn"),
        ({"drift": {"psi": 0.25}}, 0, "warn"),
        ({"eval": {"pass_at_5": 0.8199}}, 1, "fail"),
        ({"safety": {"harmful_rate": 0.0051}}, 1, "fail"),
        ({"fairness": {"subgroup_delta": 0.051}}, 1, "fail"),
        ({"fairness": {}}, 1, "fail"),
        ({"eval": {"pass_at_1": 0.9}}, 1, "fail"),
    ],
)
def test_exit_status(folder, changed, status, outcome):
    assert report(*options_of(folder, **changed), status=status)["status"] == outcome


def test_strict_makes_warnings_violations(folder):
    out = report(*options_of(folder, drift={"psi": 0.15}), "--strict", status=1)
    assert "drift.psi" in out["violations"] and out["warnings"] == []
    assert {"privacy.reid_risk", "latency.p95_seconds", "availability"} <= set(out["violations"])


def test_what_is_not_given_is_not_evaluated(folder):
    out = report("--config", REFERENCE_POLICY, *write(folder, eval=AREAS["eval"]))
    assert set(CHECKS[1:]) | {"privacy.reid_risk"} <= set(out["not_evaluated"])


def test_without_a_policy_nothing_is_evaluated(folder):
    out = report(*write(folder, eval={"pass_at_5": 0.1}, drift={"psi": 9}), "--strict")
    assert (out["status"], set(out["not_evaluated"])) == ("pass", {"quality.pass_at_5", "drift.psi"})
    assert out["policy_file"] is None


def test_the_policy_file_is_named_by_the_environment_too(folder):
    options = write(folder, eval={"pass_at_5": 0.1})
    report(*options, env={**os.environ, "PAC_CONFIG": str(REFERENCE_POLICY)}, status=1)


def test_other_areas(folder):
    (folder / "policy.yaml").write_text("thresholds: { robustness: { flips: { target_max: 3 } } }\n")
    (folder / "r.json").write_text('{"flips": 4}')
    options = ["--config", folder / "policy.yaml", "--metrics", f"robustness={folder / 'r.json'}"]
    assert report(*options, status=1)["violations"] == ["robustness.flips"]
    assert "AREA=FILE" in check(*options[:2], "--metrics", "robustness", status=2)


def test_inputs_are_named_by_their_digest(folder):
    out = report(*options_of(folder))
    [quality] = [each for each in out["inputs"] if each["name"] == "quality"]
    bytes_of_it = (folder / "eval.json").read_bytes()
    assert quality["sha256"] == hashlib.sha256(bytes_of_it).hexdigest()
    assert quality["bytes"] == len(bytes_of_it)
    assert re.fullmatch("[0-9a-f]{64}", out["policy_digest"])


# --- bad input -----------------------------------------------------------------------------------

BAD = [
    # content of --eval, what the message says
    (None, "eval.json"),
    ("", "eval.json"),
    ("pass_at_5: 0.9", "is not JSON"),
    ("[0.9]", "must be a JSON object, not a list (eval.json)"),
    ("0.9", "must be a JSON object, not a number (eval.json)"),
    ('{"pass_at_5": 0.9', "is not JSON"),
    ('{"pass_at_5": 0.9, "pass_at_5": 0.9}', "is not JSON"),
    ('{"pass_at_5": NaN}', "(eval.json: pass_at_5)"),
    ('{"pass_at_5": Infinity}', "(eval.json: pass_at_5)"),
    ('{"pass_at_5": 1e999}', "is not JSON"),
    ('{"pass_at_5": "0.9"}', "must be a number, not text (eval.json: pass_at_5)"),
    ('{"pass_at_5": null}', "must be a number, not null (eval.json: pass_at_5)"),
    ('{"pass_at_5": [0.9]}', "must be a number, not a list (eval.json: pass_at_5)"),
    ('{"pass_at_5": -0.1}', "must be from 0 to 1, not -0.1 (eval.json: pass_at_5)"),
    ('{"pass_at_5": 90}', "must be from 0 to 1, not 90 (eval.json: pass_at_5)"),
    ('{"pass_at_5": 0.9, "counts": {"pass_at_5": {"events": 0, "samples": 0}}}', "must not be 0 (eval.json: counts.pass_at_5.samples)"),
    ('{"pass_at_5": 0.9, "counts": {"pass_at_5": {"events": 1, "samples": 2}}}', "1 of 2 is 0.5, not 0.9 (eval.json: counts.pass_at_5)"),
    ('{"pass_at_5": 0.9, "tasks": [{"task_id": "a", "n": 1, "c": 1}, {"task_id": "a", "n": 1, "c": 1}]}', "stands here twice: a (eval.json: tasks[1].task_id)"),
    ('{"pass_at_5": 0.9, "area": "safety"}', "must be quality, not safety (eval.json: area)"),
    ('{"pass_at_5": 0.9, "model": "other"}', "mixed"),
]


@pytest.mark.parametrize("content, says", BAD)
@pytest.mark.parametrize("program", ["gate", "pac_ci"])
def test_bad_input_never_passes(folder, program, content, says):
    options = write(folder, **(AREAS | {"drift": {"psi": 0.01, "model": "m"}}))
    path = folder / "eval.json"
    path.unlink() if content is None else path.write_text(content)
    command = ["gate", "check"] if program == "gate" else ["pac_ci"]
    options = [str(option).replace(str(folder) + "/", "") for option in options]
    err = run(*command, "--config", REFERENCE_POLICY, *options, status=2, cwd=folder)
    assert err.startswith("error: ")
    if says == "mixed":
        says = "is of other, and drift.json is of m (eval.json: model)"
        err = err.replace("is of m, and eval.json is of other (drift.json: model)", says)
        err = err.replace("is of other, and drift.json is of m (eval.json: model)", says)
    assert says in err
    assert str(path.name) in err


@pytest.mark.parametrize(
    "policy, says",
    [
        (None, "policy.yaml"),
        ("", "policy.yaml"),
        ("thresholds: [", "policy.yaml"),
        ("thresholds: { quality: { pass_at_5: { goal: 1 } } }", "a threshold has target"),
        ("thresholds: { quality: { pass_at_5: { target: .nan } } }", "policy.yaml"),
        ("thresholds: { quality: { pass_at_5: { target: high } } }", "policy.yaml:1:47"),
    ],
)
def test_a_bad_policy_never_passes(folder, policy, says):
    path = folder / "policy.yaml"
    if policy is not None:
        path.write_text(policy)
    assert says in check("--config", path, *write(folder, **AREAS), status=2)


def test_unusable_options(folder):
    assert "--stage" in check("--stage", "post_prod", status=2)
    assert "--format" in check("--format", "xml", status=2)
    assert "no folder" in check("--artifacts", folder / "none", status=2)
    assert "--last-release" in check("--last-release", "soon", status=2)
    assert "none/r" in check("--output", folder / "none" / "r", status=2)
    assert "none.json" in check("--model-card", folder / "none.json", status=2)
    assert "none.txt" in check("--trusted-keys", folder / "none.txt", status=2)


# --- counts --------------------------------------------------------------------------------------


def rate(events, samples):
    return {"harmful_rate": events / samples, "counts": {"harmful_rate": {"events": events, "samples": samples}}}


def test_the_interval_of_a_rate_is_shown_and_warns(folder):
    out = report("--config", REFERENCE_POLICY, *write(folder, safety=rate(0, 100)))
    [safety] = [each for each in out["checks"] if each["id"] == "safety.harmful_rate"]
    assert out["status"] == "warn" and safety["outcome"] == "warning"
    assert safety["confidence_interval"]["low"] == 0
    assert safety["confidence_interval"]["high"] == pytest.approx(0.0369935, abs=5e-8)
    assert safety["samples_needed"] == 765
    assert "765 samples at this rate are needed, there are 100" in safety["message"]
    assert report("--config", REFERENCE_POLICY, *write(folder, safety=rate(3, 1000)))["status"] == "warn"
    assert report("--config", REFERENCE_POLICY, *write(folder, safety=rate(0, 765)))["status"] == "pass"
    check("--config", REFERENCE_POLICY, *write(folder, safety=rate(0, 100)), "--strict", status=1)


def test_the_bound_decides_where_the_policy_says_so(folder):
    policy = folder / "policy.yaml"
    policy.write_text("thresholds: { safety: { harmful_rate: { target_max: 0.005, compare: upper_bound } } }\n")
    check("--config", policy, *write(folder, safety=rate(0, 100)), status=1)
    check("--config", policy, *write(folder, safety=rate(0, 765)))
    assert report("--config", policy, *write(folder, safety={"harmful_rate": 0.0}))["status"] == "warn"


def test_a_partial_run_is_a_warning(folder):
    partial = {"pass_at_5": 0.9, "warnings": ["ran with limit 100: 100 of 164 tasks"]}
    out = check("--config", REFERENCE_POLICY, *write(folder, eval=partial))
    assert "warning" in out and "ran with limit 100: 100 of 164 tasks" in out


# --- pac_ci --------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", [(PAC_CI,), (BINARY, "pac_ci")])
@pytest.mark.parametrize(
    "changed, status, out",
    [
        ({}, 0, '{"violations": []}\n'),
        ({"eval": {"pass_at_5": 0.75}}, 1, '{"violations": ["quality.pass_at_5 0.75 < target 0.82"]}\n'),
        (
            {"eval": {"pass_at_5": 0.75}, "safety": {"harmful_rate": 0.01}},
            1,
            '{"violations": ["quality.pass_at_5 0.75 < target 0.82", "safety.harmful_rate 0.01 > target_max 0.005"]}\n',
        ),
        ({"drift": {"psi": 0.25}}, 0, '{"violations": []}\n'),
    ],
)
def test_pac_ci_writes_the_historical_json(folder, program, changed, status, out):
    assert run(*options_of(folder, **changed), program=program, status=status) == out


def test_pac_ci_reads_the_historical_file(folder):
    out = run(*options_of(folder, policy=HISTORICAL, eval={"pass_at_5": 0.75}), program=(PAC_CI,), status=1)
    assert out == '{"violations": ["quality.pass_at_5 0.75 < target 0.8"]}\n'


def test_pac_ci_refuses_what_it_does_not_know(folder):
    assert "error: " in run("--nonsense", program=(PAC_CI,), status=2)
    assert "--eval" in run("--help", program=(PAC_CI,))


def test_the_gateway_says_the_same(reference, folder):
    body = {"quality": {"pass_at_5": 0.75}, "drift": {"psi": 0.15}}
    by_http = reference.ci_check(body)
    by_file = report("--config", REFERENCE_POLICY, *write(folder, eval=body["quality"], drift=body["drift"]), status=1)
    for name in ("status", "violations", "warnings", "not_evaluated", "policy_digest"):
        assert by_http[name] == by_file[name], name
    rows = ("metric", "value", "limit", "threshold", "comparison", "outcome", "message")
    assert by_http["details"] == [{name: each[name] for name in rows} for each in by_file["checks"]]


# --- formats -------------------------------------------------------------------------------------


@pytest.fixture
def mixed(folder):
    """Options of a run with every outcome, and a card that lacks fields."""
    changed = {"eval": {"pass_at_5": 0.75}, "safety": rate(0, 100), "drift": {"psi": 0.3, "warnings": ["<b>|partial & more"]}}
    return [*options_of(folder, **changed), *write(folder, model_card={"purpose": "x"}), "--stage", "pre_merge"]


NAMED = ["pre_merge.evaluation_thresholds", "pre_merge.model_card_complete"]


def test_text_is_aligned_and_plain_where_nobody_looks(mixed):
    lines = check(*mixed, status=1).splitlines()
    assert lines[0] == "governance gate: fail, stage pre_merge"
    rows = [line for line in lines if line.startswith("  ")]
    width = max(len(row.split()[1]) for row in rows)
    assert all(row[17 + width : 19 + width] == "  " for row in rows)
    assert {row.split()[0] for row in rows} == {"pass", "violation", "warning", "retrain", "not_evaluated"}
    for name in (*CHECKS, *NAMED):
        assert any(row.split()[1] == name for row in rows), name
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("env, coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_text_is_coloured_on_a_terminal(mixed, env, coloured):
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    seen = b""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(BINARY, [str(part) for part in (BINARY, "gate", "check", *mixed)], {**plain, "TERM": "xterm", **env})
    try:
        while chunk := os.read(terminal, 65536):
            seen += chunk
    except OSError:  # the other end is closed
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert (b"\x1b[31m" in seen) == coloured


def test_json_names_everything(mixed):
    out = report(*mixed, status=1)
    assert list(out)[:4] == ["status", "stage", "strict", "model"]
    assert {each["id"] for each in out["checks"]} >= {*CHECKS, *NAMED}
    for each in out["checks"]:
        assert {"kind", "id", "outcome", "message"} <= set(each)
    [card] = [each for each in out["checks"] if each["id"] == NAMED[1]]
    assert card["owner"] == "ml_lead" and "out_of_scope_use" in card["message"]
    assert set(out["violations"]) == {"quality.pass_at_5", *NAMED}


def test_markdown_holds_every_check_and_no_markup_of_others(mixed):
    out = check(*mixed, "--format", "markdown", status=1)
    assert out.startswith("## Governance gate: fail\n")
    plain = out.replace("\\", "")
    for name in (*CHECKS, *NAMED):
        assert f"| {name} |" in plain
    assert "\\<b\\>\\|partial \\& more" in out


def test_sarif_is_valid(mixed, folder):
    sarif = json.loads(check(*mixed, "--format", "sarif", status=1))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text())
    jsonschema.validate(sarif, schema)
    [only] = sarif["runs"]
    rules = {rule["id"] for rule in only["tool"]["driver"]["rules"]}
    assert set(NAMED) <= rules
    levels = {result["ruleId"]: result["level"] for result in only["results"]}
    assert levels["quality.pass_at_5.target"] == "error"
    assert levels["safety.harmful_rate.target_max"] == "warning"
    assert "fairness.subgroup_delta.target_max" not in levels
    assert only["properties"]["outcomes"]["fairness.subgroup_delta.target_max"] == "pass"
    for result in only["results"]:
        assert result["ruleId"] == only["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    with pytest.raises(jsonschema.ValidationError):  # the schema can say no
        jsonschema.validate({**sarif, "runs": [{}]}, schema)
    jsonschema.validate(json.loads(check(*options_of(folder), "--format", "sarif")), schema)


def test_junit_is_valid(mixed):
    out = check(*mixed, "--format", "junit", status=1)
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    schema.validate(out)
    assert 'name="pre_merge.model_card_complete"' in out
    assert out.count("<failure ") == 3
    with pytest.raises(xmlschema.XMLSchemaValidationError):  # the schema can say no
        schema.validate(out.replace("<testcase", "<testcafe").replace("</testcase", "</testcafe"))


@pytest.mark.parametrize("format", ["text", "json", "markdown", "sarif", "junit"])
def test_a_report_goes_to_a_file(mixed, folder, format):
    path = folder / "report"
    assert check(*mixed, "--format", format, "-o", path, status=1) == ""
    assert path.read_text().count("model_card_complete") >= 1


# --- synth ---------------------------------------------------------------------------------------


def test_synthetic_artifacts_pass_every_stage_but_sign_offs(folder):
    listed = gate("synth", folder / "s", "--config", REFERENCE_POLICY).split()
    assert str(folder / "s" / "quality.json") in listed
    common = ["--config", REFERENCE_POLICY, "--artifacts", folder / "s"]
    assert report(*common, "--stage", "pre_merge", "--strict", cwd=folder, status=0)["status"] == "pass"
    out = report(*common, "--stage", "pre_prod", "--last-release", "2026-01-01", cwd=folder, status=1)
    assert out["violations"] == ["pre_prod.sign_offs"]


@pytest.mark.parametrize("metric", CHECKS[:3])
def test_synthetic_artifacts_violate_one_metric(folder, metric):
    gate("synth", folder / "s", "--violate", metric)
    out = report("--config", REFERENCE_POLICY, "--artifacts", folder / "s", status=1)
    assert out["violations"] == [metric]
    assert "no threshold" in gate("synth", folder / "s", "--violate", "quality.bleu", status=2)
