"""Running `governed-speed eval` and `card` on files."""

import json

from gateway import ROOT, run

DATA = ROOT / "tests" / "fixtures" / "evaluation"
MODEL = "acme-chat-2026-03"


def evaluate(area, *arguments, **kwargs):
    """The artifact."""
    done = run("eval", area, *arguments, "--format", "json", **kwargs)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(area, *arguments, **kwargs):
    """What is said of unusable input."""
    done = run("eval", area, *arguments, "--format", "json", **kwargs)
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == "" and done.stderr.startswith("error: ")
    return done.stderr.removeprefix("error: ").strip()


def write_lines(path, rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path
