"""Programs of others that check our files, and where to find them."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"


def run(*command, **kwargs):
    """Status and output of a command, both streams in one."""
    kwargs = {"cwd": ROOT, "timeout": 50, **kwargs}
    return subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kwargs)


def tool(name):
    """A program of tests/requirements.txt or of the system; skips the test where there is none."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    return found or pytest.skip(f"{name} is not installed")


@functools.cache
def actionlint():
    """Built once into Go's own cache. Go of Debian 12 is too old for it."""
    installed = shutil.which("actionlint")
    if installed:
        return installed
    folder = Path(run(tool("go"), "env", "GOPATH").stdout.strip()) / "bin" / "actionlint-1.7.12"
    if not (folder / "actionlint").exists():
        built = run("go", "install", ACTIONLINT, env={**os.environ, "GOBIN": str(folder)}, timeout=280)
        if built.returncode != 0:
            pytest.skip(f"actionlint cannot be built here: {built.stdout.strip().splitlines()[-1:]}")
    return folder / "actionlint"
