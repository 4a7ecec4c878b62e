"""The judge of tests/judges/go, for every test that has a log or a proof: judge_log(), judge_proof()."""

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent / "go"
FOLDER = SOURCE.parents[2] / "build/judge"


@functools.cache
def program():
    """The built judge; skips the test where it cannot be built."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("there is no Go to build the judge with")
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / "judge"
    beside = FOLDER / f"judge-{os.getpid()}"  # then renamed, as other workers may be running it
    built = subprocess.run([go, "build", "-o", beside, "."], cwd=SOURCE, capture_output=True, text=True)
    if built.returncode != 0 and "proxy" in built.stderr + built.stdout:
        pytest.skip(f"the Go modules of the judge cannot be had: {built.stderr.strip()[-300:]}")
    assert built.returncode == 0, built.stderr
    return beside.replace(target)


def run(*arguments):
    """What the judge says, as a dictionary; `ok` is its verdict."""
    done = subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, timeout=300)
    return json.loads(done.stdout)


def keys_of(vkey, witnesses):
    return ["--vkey", vkey, *(part for witness in witnesses for part in ("--witness", witness))]


def judge_log(where, vkey, witnesses=(), old=None, samples=64):
    """`where`: a folder, or the URL below which /checkpoint and /tile are served."""
    place = ["--url" if str(where).startswith(("http:", "https:")) else "--dir", where]
    before = ["--old", old] if old else []
    return run("log", *place, *keys_of(vkey, witnesses), *before, "--samples", samples)


def judge_proof(proof, leaf, vkey, witnesses=()):
    return run("proof", "--file", proof, "--leaf", leaf, *keys_of(vkey, witnesses))
