"""Servers under measurement: started on a free port of 127.0.0.1, stopped by their process id."""

import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

from harness.command import Failed

POLL_SECONDS = 0.0005


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status_of(port: int, path: str) -> int | None:
    """The status of GET path over a new connection, None when nobody answers."""
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(request.encode())
            head = connection.recv(64)
    except OSError:
        return None
    words = head.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def wait_until_ready(process: subprocess.Popen, port: int, path: str, log, limit: float = 15):
    """Raises Failed, with the last line that the server wrote to `log`, when it ends or is late."""

    def failed(what: str) -> Failed:
        log.seek(0)
        lines = log.read().decode(errors="replace").strip().splitlines()
        return Failed(f"`{' '.join(process.args)}` {what}" + (f": {lines[-1]}" if lines else ""))

    deadline = time.monotonic() + limit
    while status_of(port, path) != 200:
        if process.poll() is not None:
            raise failed(f"ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise failed(f"was not ready after {limit:.0f} s")
        time.sleep(POLL_SECONDS)


@contextmanager
def running(command: list[str], ready_path: str, limit: float = 15):
    """Yields (process, port, milliseconds from exec to the first 200 of ready_path).

    "{port}" in the command becomes the port; the server has `limit` seconds to be ready.
    """
    port = free_port()
    command = [word.replace("{port}", str(port)) for word in command]
    with tempfile.TemporaryFile() as log:
        before = time.monotonic()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
            )
        except OSError as error:
            raise Failed(f"{command[0]} cannot be started: {error.strerror}") from error
        try:
            wait_until_ready(process, port, ready_path, log, limit)
            yield process, port, (time.monotonic() - before) * 1000
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _status_kib(pid: int, name: str) -> int:
    with open(f"/proc/{pid}/status", encoding="utf-8") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def resident_kib(pid: int) -> int:
    return _status_kib(pid, "VmRSS")


def _with_children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        children = [int(word) for word in file.read().split()]
    return [pid, *(each for child in children for each in _with_children(child))]


def memory_of_all_kib(pid: int) -> tuple[int, int]:
    """What the process and its children hold now, and the most that each of them ever held.

    Pages that they share are counted in each.
    """
    pids = _with_children(pid)
    resident = sum(_status_kib(each, "VmRSS") for each in pids)
    return resident, sum(_status_kib(each, "VmHWM") for each in pids)
