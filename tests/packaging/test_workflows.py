"""The pipelines, the hooks for pre-commit and the justfile are valid, pinned, and grant no more than they need."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tool import ROOT, actionlint, run, tool

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BINARY = Path(os.environ.get("GS_BINARY", ROOT / "build" / "dev" / "bin" / "governed-speed"))
NAMES = [path.name for path in WORKFLOWS]
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=NAMES)


def load(path):
    # YAML 1.1 reads the key `on` as true.
    return yaml.safe_load(path.read_text().replace("\non:", '\n"on":'))


def steps(path):
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


def test_both_pipelines_are_here():
    assert NAMES == ["ci.yml", "governance-gate.yml"]


@pytest.mark.timeout(300)
def test_actionlint_finds_nothing():
    done = run(actionlint(), "-no-color", *WORKFLOWS)
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(300)
def test_actionlint_would_find_something(tmp_path):
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS[0].read_text().replace("runs-on: ubuntu-24.04", "runs-on: ${{ inputs.nothing }}", 1))
    assert run(actionlint(), "-no-color", broken).returncode != 0


@pytest.mark.parametrize(
    "schema, files",
    [("github-workflows", WORKFLOWS), ("dependabot", [ROOT / ".github" / "dependabot.yml"])],
    ids=["workflows", "dependabot"],
)
def test_files_are_of_their_schema(schema, files):
    done = run(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files)
    assert done.returncode == 0, done.stdout


@each_workflow
def test_actions_are_pinned_by_commit_and_name_their_version(path):
    used = re.findall(r"uses: (.*)", "\n".join(line for line in path.read_text().splitlines() if line[0:1] != "#"))
    assert used
    for line in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_version():
    pins = {}
    for path in WORKFLOWS:
        for step in steps(path):
            if "uses" in step:
                name, commit = step["uses"].split("@")
                pins.setdefault(name, set()).add(commit)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


@each_workflow
def test_permissions_are_read_unless_a_job_says_why(path):
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job, name
        for scope, level in job.get("permissions", {}).items():
            assert level in ("read", "write"), (name, scope)
    for line in path.read_text().splitlines():
        if re.fullmatch(r"\s+[\w-]+: write.*", line):
            assert "# to " in line, line


@each_workflow
def test_no_outside_text_becomes_a_command(path):
    for step in steps(path):
        assert "${{" not in step.get("run", ""), step["run"]
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_what_ci_runs_is_a_verb_of_dev():
    verbs = set(re.search(r"^  (up \| .*)\) \"verb_", (ROOT / "dev").read_text(), re.M)[1].split(" | "))
    called = set(re.findall(r"\./dev (\w+)", (ROOT / ".github" / "workflows" / "ci.yml").read_text()))
    assert {"test", "coverage", "lint"} <= called <= verbs


# pre-commit


def test_the_hooks_are_a_valid_manifest():
    done = run(tool("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


@pytest.fixture
def adopter(tmp_path):
    """A repository that uses the hooks of this one, with the program on its PATH."""
    pre_commit = tool("pre-commit")
    if not BINARY.exists():
        pytest.skip("the program is not built")
    hooks, adopter, programs = tmp_path / "hooks", tmp_path / "adopter", tmp_path / "bin"
    for folder in (hooks, adopter, programs):
        folder.mkdir()
    (programs / "governed-speed").symlink_to(BINARY)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(tmp_path / "cache"),
           "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
           "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    for folder in (hooks, adopter):
        run("git", "init", "-q", cwd=folder)
    run("git", "add", ".", cwd=hooks)
    assert run("git", "commit", "-qm", "hooks", cwd=hooks, env=env).returncode == 0

    def try_hook(hook, **files):
        for name, text in files.items():
            (adopter / name).write_text(text)
        run("git", "add", ".", cwd=adopter)
        return run(pre_commit, "try-repo", hooks, hook, "--all-files", cwd=adopter, env=env)

    return try_hook


POLICY = (ROOT / "policies" / "adr-006.embedded-governance.yaml").read_text()
BROKEN = POLICY.replace("prompt.jailbreak_score", "prompt.jailbrake_score")


@pytest.mark.parametrize("hook", ["governed-speed-policy-lint", "governed-speed-policy-test"])
def test_the_policy_hooks_run_for_every_policy_file(adopter, hook):
    done = adopter(hook, **{"adr-006.yaml": POLICY, "adr-006.two.yaml": POLICY, "other.yaml": "not: a policy"})
    assert done.returncode == 0 and "Passed" in done.stdout, done.stdout
    done = adopter(hook, **{"adr-006.yaml": BROKEN})
    assert done.returncode != 0 and "jailbrake_score" in done.stdout, done.stdout


# just


def recipe(*arguments):
    done = subprocess.run([tool("just"), "--dry-run", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_just_has_the_historical_recipes():
    listed = run(tool("just"), "--summary")
    assert {"ci-check", "dev-setup"} <= set(listed.stdout.split())
    assert "./dev build" in recipe("dev-setup")


def test_just_ci_check_quotes_what_it_is_given():
    script = recipe("ci-check", "a folder; echo broken")
    assert shlex.quote("a folder; echo broken") in script
    assert "gate check --config" in script
