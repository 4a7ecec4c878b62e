"""The gate on the command line: files in, exit status and report out."""

import json
import subprocess
from pathlib import Path

from gateway import BINARY

PAC_CI = BINARY.parent / "pac_ci"
HISTORICAL = Path(__file__).parent / "policies" / "historical.yaml"
AREAS = {"eval": {"pass_at_5": 0.85}, "fairness": {"subgroup_delta": 0.03}, "safety": {"harmful_rate": 0.002}, "drift": {"psi": 0.08}}


def run(*args, status=0, program=(BINARY,), **kwargs):
    """Standard output of a run that ends with `status`; standard error with status 2."""
    command = [str(part) for part in (*program, *args)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **kwargs)
    assert done.returncode == status, f"{done.returncode}: {done.stdout}{done.stderr}"
    if status == 2:
        assert done.stdout == ""
        return done.stderr
    return done.stdout


def gate(*args, **kwargs):
    return run("gate", *args, **kwargs)


def check(*args, **kwargs):
    return gate("check", *args, **kwargs)


def report(*args, **kwargs):
    return json.loads(check(*args, "--format", "json", **kwargs))


def write(folder, **files):
    """Options of the files that are written: write(folder, eval={...}, drift="text")."""
    options = []
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        options += [f"--{name.replace('_', '-')}", path]
    return options
