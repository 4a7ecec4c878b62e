"""Runs a program and says clearly which one failed, and how."""

import os
import subprocess


class Failed(Exception):
    """A figure could not be taken; the text says why."""


def run(command: list[str], cwd: str | None = None, environment: dict | None = None) -> str:
    """The standard output of the command; raises Failed with the last lines of its errors."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Failed(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        last_lines = "\n".join((done.stderr + done.stdout).strip().splitlines()[-5:])
        raise Failed(f"`{' '.join(command)}` ended with {done.returncode}:\n{last_lines}")
    return done.stdout
