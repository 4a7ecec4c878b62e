"""docs/tutorial.md does what it says: its commands run as they are printed, one after the other in one shell, and
print what stands below them. "..." stands for any text within a line, a line of it alone for any lines."""

import contextlib
import os
import re
import shutil
import signal
import subprocess

import pytest

from gateway import BINARY, ROOT, clean_environment, free_port

PAGE = ROOT / "docs" / "tutorial.md"
RES = "127.0.0.1:8080"
END = "end of a command, status "


def steps(text):
    """[(command, output as printed)] of the console blocks. A command goes on after a backslash."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = part.splitlines()
            length = next(i for i, line in enumerate(lines) if not line.endswith("\\")) + 1
            found.append(("\n".join(lines[:length]), "\n".join(lines[length:])))
    return found


def pattern(printed):
    """A regular expression of what is printed."""
    lines = [".*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + "\n"
             for line in printed.splitlines()]
    return re.compile("".join("(?s:.*)" if line == ".*" else line for line in lines))


def run_all(commands, folder, programs):
    """[(output, status)] of the commands, run in one shell."""
    script = "".join(f"{command}\nprintf '\\n{END}%s\\n' $?\n" for command in commands)
    env = {**clean_environment(), "PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    # A session of its own: what the page leaves running ends with the test.
    shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=env, stdin=subprocess.DEVNULL, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output, _ = shell.communicate(timeout=110)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    parts = re.split(rf"\n?\n{END}(\d+)\n", output)
    assert len(parts) // 2 == len(commands), output
    return list(zip(parts[0::2], map(int, parts[1::2])))


@pytest.mark.timeout(120)
def test_the_commands_print_what_the_page_says(tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "governed-speed").symlink_to(BINARY.resolve())
    for name in ("policies", "tests/fixtures/tutorial"):
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name)
    # The address is the page's own; here another one is free.
    found = steps(PAGE.read_text().replace(RES, f"127.0.0.1:{free_port()}"))
    assert len(found) > 10
    results = run_all([command for command, _ in found], tmp_path / "checkout", programs)
    for (command, printed), (output, _) in zip(found, results):
        assert pattern(printed).fullmatch(output + "\n" if output else ""), f"$ {command}\n{output}"


def test_the_checker_sees_a_difference():
    assert pattern("a ... b\n...\nc").fullmatch("a 1 b\nx\ny\nc\n")
    assert not pattern("a ... b\nc").fullmatch("a 1 b\nd\n")
    assert not pattern("a").fullmatch("a\nb\n")
    assert steps("```console\n$ one \\\n  two\nout\n$ three\n```\n") == [("one \\\n  two", "out"), ("three", "")]
