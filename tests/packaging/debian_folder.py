"""A bare Debian in a folder, and programs that run in it: `./dev test package`."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import requests

from tool import ROOT

MIRROR = "http://deb.debian.org/debian"
# $0 is the folder, $@ a command in it. The loader finds what lies beside a program by way of /proc.
ENTER = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
# The same as nobody, on a file system that is read-only but for the folder $1.
ENTER_READ_ONLY = (
    'mount --bind "$0" "$0" && mount --bind "$0$1" "$0$1" && mount -o remount,ro,bind "$0" && '
    'mount -t proc proc "$0/proc" && shift && exec chroot --userspec=65534:65534 "$0" "$@"'
)


def pristine(suite):
    """The smallest Debian of that name, made once and kept below build/."""
    folder = ROOT / "build" / "debian" / suite
    if folder.exists():
        return folder
    if os.geteuid() != 0:
        pytest.skip("making a Debian folder needs root")
    if not shutil.which("debootstrap"):
        pytest.skip("debootstrap is not installed")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["debootstrap", "--variant=minbase", suite, partial, MIRROR], check=True, stdout=subprocess.DEVNULL)
    partial.rename(folder)
    return folder


@contextlib.contextmanager
def a_copy(original, folder):
    """A copy of a Debian folder that is gone afterwards: each is 200 MB."""
    try:
        subprocess.run(["cp", "-a", original, folder], check=True)
        yield DebianFolder(Path(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unit_command(unit, state):
    """The command line of a service, as systemd would run it."""
    lines = (ROOT / "packaging" / "systemd" / f"{unit}.service").read_text().splitlines()
    command = next(line.removeprefix("ExecStart=") for line in lines if line.startswith("ExecStart="))
    return command.replace("${STATE_DIRECTORY}", state).split()


class DebianFolder:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return self.folder / name.lstrip("/")

    def run(self, *command, status=0, **kwargs):
        """Runs a command in the folder as root; its output, both streams in one."""
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["unshare", "--mount", "sh", "-c", ENTER, self.folder, *map(str, command)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=env, timeout=300, **kwargs)
        assert done.returncode == status, (done.returncode, done.stdout[-3000:])
        return done.stdout

    @contextlib.contextmanager
    def service(self, command, url, state):
        """Runs a service as nobody in a folder that is read-only but for `state`, until it is ready."""
        os.makedirs(self.path(state), exist_ok=True)
        os.chown(self.path(state), 65534, 65534)
        process = subprocess.Popen(["unshare", "--mount", "sh", "-c", ENTER_READ_ONLY, self.folder, state, *command],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            wait_ready(process, url)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=20)
        assert process.returncode == 0, output[-3000:]


def wait_ready(process, url, seconds=20.0):
    deadline = time.monotonic() + seconds
    while True:
        assert process.poll() is None, process.stdout.read()
        with contextlib.suppress(requests.exceptions.ConnectionError):
            if requests.get(f"{url}/ready", timeout=5).status_code == 200:
                return
        assert time.monotonic() < deadline, f"{url} was not ready within {seconds} s"
        time.sleep(0.02)


def libraries_not_found(folder, program):
    return re.findall(r"(\S+) => not found", folder.run("ldd", program))
