"""The gate for pipelines of others: its step runs here as GitHub runs it, on artifacts that pass and that do not."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

from tool import ROOT, tool

BINARY = Path(os.environ.get("GS_BINARY", ROOT / "build" / "dev" / "bin" / "governed-speed"))
POLICY = ROOT / "policies" / "adr-006.embedded-governance.yaml"
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "governance-gate.yml").read_text())
STEP = next(step for step in WORKFLOW["jobs"]["gate"]["steps"] if step.get("id") == "gate")

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason="the program is not built")


@pytest.fixture
def gate(tmp_path):
    """Runs the step; gives its status, the folder of its reports, the job summary and its outputs."""
    tool("jq")  # which GitHub's runners have
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "governed-speed").symlink_to(BINARY.resolve())

    def run_step(artifacts, **inputs):
        summary, output = tmp_path / "summary.md", tmp_path / "output"
        env = dict.fromkeys(STEP["env"], "") | {
            "PATH": f"{programs}:{os.environ['PATH']}", "CONFIG": str(POLICY), "STAGE": "pre_merge", "STRICT": "false",
            "ARTIFACTS": str(artifacts), "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(output)} | inputs
        done = subprocess.run(["bash", "-e", "-c", STEP["run"]], env=env, cwd=tmp_path, capture_output=True, text=True,
                              timeout=50)
        assert done.stderr == "", done.stderr
        return done.returncode, tmp_path / "gate", summary.read_text(), output.read_text().strip()

    return run_step


def synthesize(folder, *options):
    subprocess.run([BINARY, "gate", "synth", folder, "--config", POLICY, *options], check=True, timeout=20,
                   stdout=subprocess.DEVNULL)
    return folder


def test_what_passes_is_reported_in_every_form(gate, tmp_path):
    status, reports, summary, output = gate(synthesize(tmp_path / "metrics"))
    assert (status, output) in [(0, "status=pass"), (0, "status=warn")]
    assert "pass_at_5" in summary.replace("\\", "") and summary == (reports / "gate.markdown").read_text()
    assert json.loads((reports / "gate.sarif").read_text())["version"] == "2.1.0"
    assert ElementTree.parse(reports / "gate.junit.xml").getroot().tag == "testsuites"
    assert f"status={json.loads((reports / 'gate.json').read_text())['status']}" == output


def test_a_violation_stops_the_pipeline_and_is_reported(gate, tmp_path):
    status, reports, summary, output = gate(synthesize(tmp_path / "metrics", "--violate", "quality.pass_at_5"))
    assert (status, output) == (1, "status=fail")
    assert "pass_at_5" in summary.replace("\\", "")  # Markdown escapes
    results = json.loads((reports / "gate.sarif").read_text())["runs"][0]["results"]
    assert any("pass_at_5" in json.dumps(result) for result in results)


def test_unusable_input_never_passes(gate, tmp_path):
    folder = synthesize(tmp_path / "metrics")
    (folder / "quality.json").write_text("{")
    status, _, summary, output = gate(folder)
    assert (status, output) == (2, "status=unusable")
    assert "quality.json" in summary


def test_inputs_are_never_commands(gate, tmp_path):
    status, *_ = gate(f"$(touch {tmp_path}/owned); touch {tmp_path}/owned", STAGE="`touch owned`")
    assert status == 2
    assert not list(tmp_path.rglob("owned"))
