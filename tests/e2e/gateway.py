"""The gateway under test: the real program as a process of its own, on a free port of 127.0.0.1."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import requests
import yaml

ROOT = Path(__file__).resolve().parents[2]
POLICIES = Path(__file__).parent / "policies"
REFERENCE_POLICY = ROOT / "policies" / "adr-006.embedded-governance.yaml"
SPEC = ROOT / "specs" / "openapi-policy-gateway.yaml"
BINARY = Path(os.environ.get("GS_BINARY", ROOT / "build" / "dev" / "bin" / "governed-speed"))


def wait_until(condition, seconds=5.0, what="the condition"):
    """Polls until `condition()` gives something true, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.01)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def nest(dotted):
    """{"http.timeouts.header": "1s"} -> {"http": {"timeouts": {"header": "1s"}}}"""
    tree = {}
    for path, value in dotted.items():
        node = tree
        *parents, leaf = path.split(".")
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return tree


def command_line(policy, settings, port, workers):
    command = [str(BINARY), "gateway", "--listen", f"127.0.0.1:{port}", "--workers", str(workers)]
    if policy is not None:
        command += ["--config", str(policy)]
    if settings is not None:
        command += ["--settings", str(settings)]
    return command


def clean_environment():
    """Without what would steer the program from outside the test."""
    steering = {"PAC_CONFIG", "PAC_UPSTREAM_URL", "PAC_LLM_PROVIDER", "STORAGE_PATH", "RES_URL",
                "PAC_UPSTREAM_KEY_FILE", "VLLM_API_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT"}
    return {k: v for k, v in os.environ.items() if k not in steering}


class Gateway:
    """A running gateway. `settings` are dotted keys; `folder` takes the files that the run needs."""

    def __init__(self, folder, policy=None, settings=None, workers=2, scheme="http", env=None, port=None):
        self.port = port or free_port()
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.lines = []
        self._settings = None
        if settings:
            self._settings = Path(folder) / "governed-speed.yaml"
            self._settings.write_text(yaml.safe_dump(nest(settings)))
        self.process = subprocess.Popen(
            self.command(policy, workers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**clean_environment(), **(env or {})},
            cwd=folder,
        )
        self._readers = [
            threading.Thread(target=self._collect, args=(stream,), daemon=True)
            for stream in (self.process.stdout, self.process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    def command(self, policy, workers):
        return command_line(policy, self._settings, self.port, workers)

    def _collect(self, stream):
        for line in stream:
            self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))

    # What it wrote

    @property
    def text(self):
        return "\n".join(self.lines)

    def log(self):
        """The log so far: the lines that are JSON objects."""
        return [json.loads(line) for line in list(self.lines) if line.startswith("{")]

    def wait_log(self, condition, seconds=5.0):
        def find():
            return next((entry for entry in self.log() if condition(entry)), None)

        try:
            return wait_until(find, seconds, "a matching log line")
        except AssertionError as e:
            raise AssertionError(f"{e}; the log:\n{self.text[-4000:]}") from None

    # Life

    def wait_ready(self, seconds=10.0):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.text}")
            try:
                return self.get("/ready").status_code == 200
            except requests.exceptions.ConnectionError:
                return False

        wait_until(ready, seconds, "/ready")
        return self

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_end(self, seconds=10.0):
        code = self.process.wait(seconds)
        for reader in self._readers:
            reader.join(5)
        return code

    def stop(self):
        if self.process.poll() is None:
            self.terminate()
            try:
                self.wait_end()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.wait_end()
                raise AssertionError("did not stop within 10 s of SIGTERM") from None
        self.session.close()

    # The disk under it

    def fill_disk(self):
        """No file can grow or be written any more, until make_room(). Pipes and sockets can."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def make_room(self):
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    # Requests

    def get(self, path, **kwargs):
        return self.session.get(self.url + path, timeout=10, **kwargs)

    def post(self, path, body=None, **kwargs):
        if body is not None:
            kwargs["json"] = body
        return self.session.post(self.url + path, timeout=10, **kwargs)

    def prompt(self, text, context=None, **kwargs):
        answer = self.post("/filter/prompt", {"prompt": text, "context": context}, **kwargs)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def output(self, text, context=None, **kwargs):
        answer = self.post("/filter/output", {"output": text, "context": context}, **kwargs)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ci_check(self, body):
        answer = self.post("/ci/check", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def metric(self, name, **labels):
        """The sum of the samples of that name that carry these labels; 0 when there is none."""
        total = 0.0
        for line in self.get("/metrics").text.splitlines():
            sample = re.fullmatch(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?", line)
            if not sample or sample[1] != name:
                continue
            found = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', sample[2] or ""))
            if all(found.get(k) == v for k, v in labels.items()):
                total += float(sample[3])
        return total


def problem(answer, status, field=None):
    """Asserts a whole problem document, and returns it."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["type"], body
    if field is not None:
        assert body.get("field") == field, body
    return body


def run(*arguments, folder=None, stdin=None, seconds=20):
    """Runs a subcommand to its end."""
    return subprocess.run(
        [str(BINARY), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=folder,
        env=clean_environment(),
    )
