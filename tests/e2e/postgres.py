"""A PostgreSQL server of the tests' own, from Debian's package, on a free port of 127.0.0.1."""

import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from gateway import free_port, wait_until

# The newest that is installed.
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql/none/bin"))
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # the server is killed in the tests, the machine is not
    "shared_buffers": "32MB",
    "max_connections": "80",
    "log_min_messages": "warning",
}


def as_postgres(*command):
    """The server refuses to be run by root."""
    become = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return [*become, *map(str, command)]


def run(*command):
    done = subprocess.run(as_postgres(*command), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                          cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Postgres:
    def __init__(self, folder, settings=None):
        self.folder = Path(folder)
        self.port = free_port()
        self._names = itertools.count(1)
        run(PROGRAMS / "initdb", "-D", self.folder / "data", "-U", "res", "--auth", "trust", "-E", "UTF8", "--locale",
            "C.UTF-8", "--no-sync")
        lines = [f"{key} = '{value}'" for key, value in {**SETTINGS, **(settings or {})}.items()]
        lines += [f"port = {self.port}", f"unix_socket_directories = '{self.folder}'"]
        with open(self.folder / "data" / "postgresql.conf", "a") as file:
            file.write("\n".join(lines) + "\n")
        self.start()

    def _control(self, *arguments):
        # Its own files for what it writes: pg_ctl would keep the pipe open for the server's whole life.
        done = subprocess.run(
            as_postgres(PROGRAMS / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "60", "-s", *arguments),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, cwd="/")
        assert done.returncode == 0, (arguments, self.log())

    def start(self):
        self._control("-l", str(self.folder / "log"), "start")
        wait_until(lambda: self.query("SELECT 1") == ["1"], 30, "the server")

    def stop(self, mode="fast"):
        """`immediate`: as killed, with recovery at the next start."""
        self._control("-m", mode, "stop")

    def log(self):
        file = self.folder / "log"
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def create(self):
        """The URL of a new, empty database."""
        name = f"res{next(self._names)}"
        self.query(f"CREATE DATABASE {name}")
        return f"postgres://res@127.0.0.1:{self.port}/{name}"

    def query(self, sql, database="postgres"):
        """The rows as text, columns with a bar between them."""
        said = run(PROGRAMS / "psql", "-X", "-A", "-t", "-q", "-h", "127.0.0.1", "-p", self.port, "-U", "res", "-d",
                   database, "-c", sql)
        return said.splitlines()


@pytest.fixture(scope="session")
def postgres():
    if not (PROGRAMS / "postgres").exists():
        pytest.skip("needs the Debian package postgresql")
    # Not below pytest's folder, which its owner alone may enter.
    folder = Path(tempfile.mkdtemp(prefix="gs-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = None
    try:
        server = Postgres(folder)
        yield server
    finally:
        if server is not None:
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
