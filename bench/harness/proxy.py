"""Section "proxy": chat completions through the gateway, beside other proxies and no proxy at all.

One mock model server answers everybody. Every server is measured by the same loads, `rounds` times
in turn, so that a change in the machine's speed meets all of them; the median round counts.
"""

import glob
import http.client
import json
import os
import re
import resource
import shutil
import statistics
import sys
import time
from contextlib import contextmanager

from harness import servers
from harness.command import Failed, run
from peers import proxy as peers

WORKERS = 2
READY_SECONDS = 120  # LiteLLM's
IDLE_SECONDS = 2
OPEN_STREAMS = 1000
PAUSE_MS = 250  # between two events of a stream that is held open
MOCK = ["build/release/bin/mock_model", "{port}"]
CLIENT = "build/release/bin/model_client"
DATA = "build/bench-gateway/data"  # as bench/proxy.settings.yaml has it
TAIL_BYTES = 1 << 20
MOST_LATE = 0.001  # of all decisions
BODIES = {
    "chat": "bench/proxy_requests/chat.json",
    "stream": "bench/proxy_requests/stream.json",
}
# load: the client's program, the body, connections
LOADS = {
    "chat_1": ("client", "chat", 1),
    "chat_16": ("wrk", "chat", 16),
    "chat_64": ("wrk", "chat", 64),
    "stream_1": ("client", "stream", 1),
    "stream_16": ("client", "stream", 16),
}
# server: the bodies that it is measured with. nginx buffers answers unless it is told otherwise,
# which suits whole answers and ruins streams.
SERVERS = {
    "direct": ("chat", "stream"),
    "nginx": ("chat",),
    "nginx_unbuffered": ("stream",),
    "envoy": ("chat", "stream"),
    "gateway": ("chat", "stream"),
    "gateway_rules": ("chat", "stream"),
    "portkey": ("chat", "stream"),
    "litellm": ("chat", "stream"),
}
POLICIES = {
    "gateway": "policies/adr-006.embedded-governance.yaml",
    "gateway_rules": "bench/policies/streaming.yaml",
}
HOLDS_STREAMS = ("nginx_unbuffered", "envoy", "gateway", "gateway_rules")


def server_command(name: str, upstream: object) -> list[str]:
    if name not in POLICIES:
        script = ["bench/peers/proxy.py", name, "{port}", str(upstream), str(WORKERS)]
        return [sys.executable, *script]
    return [
        "build/release/bin/governed-speed", "gateway", "--config", POLICIES[name],
        "--settings", "bench/proxy.settings.yaml", "--listen", "127.0.0.1:{port}",
        "--workers", str(WORKERS), "--upstream", f"http://127.0.0.1:{upstream}",
    ]  # fmt: skip


@contextmanager
def started(name: str, upstream: int):
    """Yields (process or None, port) of the server, in front of the model server at `upstream`."""
    if name == "direct":
        yield None, upstream
        return
    ready_path = "/ready" if name in POLICIES else peers.PROXIES[name][2]
    command = server_command(name, upstream)
    try:
        with servers.running(command, ready_path, READY_SECONDS) as (process, port, _):
            yield process, port
    finally:
        # Hundreds of megabytes a round; what is asked of it has been read.
        if name in POLICIES:
            shutil.rmtree(DATA, ignore_errors=True)


def load_command(load: str, seconds: object, port: object, headers: dict) -> list[str]:
    program, body, connections = LOADS[load]
    fields = [f"{name}:{value}" for name, value in headers.items()]
    if program == "client":
        return [CLIENT, str(port), str(connections), str(seconds), BODIES[body], *fields]
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
    return ["wrk", *options, "-s", "bench/proxy.lua", url, "--", BODIES[body], *fields]


def run_load(load: str, seconds: int, port: int, headers: dict) -> dict:
    output = run(load_command(load, seconds, port, headers))
    line = next(line for line in output.splitlines() if line.startswith(("json ", "{")))
    result = json.loads(line.removeprefix("json "))
    if result.get("status_errors") or result.get("socket_errors"):
        raise Failed(f"wrk met errors: {line}")
    if not result["requests"]:
        raise Failed(f"no answer ended within {seconds} s")
    figures = {"requests_per_second": result["requests"] / (result["microseconds"] / 1e6)}
    return figures | {key: result[key] for key in result if key.endswith("_us") and key != "max_us"}


def answer_of(port: int, body: str, headers: dict) -> tuple[str, str]:
    """The Content-Type and the text that the server says to one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with open(BODIES[body], encoding="utf-8") as file:
        sent = {"content-type": "application/json", **headers}
        connection.request("POST", "/v1/chat/completions", file.read(), sent)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != 200:
        raise Failed(f"answered {response.status}: {text[:200]}")
    connection.close()
    if body == "chat":
        return text, json.loads(text)["choices"][0]["message"]["content"]
    events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    choices = [c for event in events if event != "[DONE]" for c in json.loads(event)["choices"]]
    return text, "".join(choice["delta"].get("content") or "" for choice in choices)


def check_answers(name: str, port: int, upstream: int, headers: dict) -> None:
    """Raises Failed when the server says another thing than the model server does."""
    for body in SERVERS[name]:
        expected, (_, text) = answer_of(upstream, body, {})[1], answer_of(port, body, headers)
        if text != expected:
            raise Failed(f"{body}: {len(text)} characters that the model server did not say")


def check_decisions(port: int) -> None:
    """Raises Failed unless the gateway allowed everything, but for what a busy machine made late.

    Detectors have a deadline, and a rule that reads a late one matches.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    counted: dict = {}
    for line in lines:
        sample = re.match(r'policy_decisions_total\{.*action="(\w+)".*\} ([\d.e+]+)', line)
        if sample:
            counted[sample[1]] = counted.get(sample[1], 0) + float(sample[2])
    others = sum(count for action, count in counted.items() if action != "allow")
    if others > MOST_LATE * sum(counted.values()):
        raise Failed(f"it did not allow everything: {counted}")


def held_characters() -> dict:
    """Of the last streams in the journal: the most characters that each held back."""
    records = b""
    for segment in sorted(glob.glob(f"{DATA}/journal/*/*.seg"))[-2:]:
        with open(segment, "rb") as file:
            records += file.read().rstrip(b"\0")  # of the space that is not written yet
    held = [int(most) for most in re.findall(rb'"held_max_chars":(\d+)', records[-TAIL_BYTES:])]
    return {"held_median": statistics.median(held), "held_most": max(held)} if held else {}


def measure_load(name: str, load: str, port: int, headers: dict, options) -> dict:
    """One load, after a second of warming up."""
    run(load_command(load, 1, port, headers))
    result = run_load(load, options.seconds, port, headers)
    if name in POLICIES and LOADS[load][1] == "stream":
        result |= held_characters()
    print(f"  {name} {load}: {result['requests_per_second']:,.0f} requests/s, p50 "
          f"{result['p50_us']:,} µs, p99 {result['p99_us']:,} µs", flush=True)  # fmt: skip
    return result


def measure_one(name: str, upstream: int, options, rounds: dict, failures: dict) -> None:
    """One round of one server: all its loads. One that fails does not hinder the others."""
    headers = peers.headers_for(name, upstream)
    with started(name, upstream) as (process, port):
        check_answers(name, port, upstream, headers)
        for load, (_, body, _) in LOADS.items():
            label = f"{name}, {load.replace('_', ' c=')}"
            if body not in SERVERS[name] or label in failures:
                continue
            result = tried(label, failures, measure_load, name, load, port, headers, options)
            if result:
                rounds.setdefault(load, []).append(result)
        if process:
            _, peak = servers.memory_of_all_kib(process.pid)
            rounds.setdefault("memory", []).append({"peak_mib": peak / 1024})
        if name in POLICIES:
            check_decisions(port)


def measure_memory(name: str, upstream: int) -> dict:
    """MiB when idle, and the peak while OPEN_STREAMS streams are open."""
    with started(name, upstream) as (process, port):
        time.sleep(IDLE_SECONDS)
        idle, _ = servers.memory_of_all_kib(process.pid)
        client = [CLIENT, str(port), str(OPEN_STREAMS), "8", BODIES["stream"]]
        result = json.loads(run(client))
        if result["open"] < OPEN_STREAMS:
            raise Failed(f"only {result['open']} of {OPEN_STREAMS} streams were open")
        _, peak = servers.memory_of_all_kib(process.pid)
    print(f"  {name}: {idle / 1024:.0f} MiB idle, {peak / 1024:.0f} MiB with streams", flush=True)
    return {"idle_mib": idle / 1024, "streams_mib": peak / 1024}


def median_round(rounds: list[dict]) -> dict:
    """Each figure's median over the rounds."""
    return {key: sorted(each[key] for each in rounds)[len(rounds) // 2] for key in rounds[0]}


def tried(name: str, failures: dict, action, *arguments):
    """What action returns; where it fails, a line in `failures` and None."""
    try:
        return action(*arguments)
    except (Failed, OSError, http.client.HTTPException, ValueError, KeyError) as error:
        failures[name] = str(error) or type(error).__name__
        print(f"  {name} not measured: {failures[name]}", file=sys.stderr, flush=True)
        return None


def bytes_of(upstream: int) -> dict:
    sizes = {f"{body}_request": os.path.getsize(path) for body, path in BODIES.items()}
    return sizes | {f"{body}_answer": len(answer_of(upstream, body, {})[0]) for body in BODIES}


def commands(options) -> dict:
    named = {"model server": " ".join(MOCK)}
    for load in ("chat_16", "stream_16"):
        named[f"load, {load.replace('_', ' c=')}"] = " ".join(
            load_command(load, options.seconds, "{port}", {})
        )
    for name in SERVERS:
        if name != "direct":
            words = server_command(name, "MODEL_PORT")
            named[name] = " ".join(word.replace(sys.executable, "python3") for word in words)
    return named


def measure(options) -> dict:
    # A thousand streams are two thousand sockets of a proxy.
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    os.makedirs(os.path.dirname(DATA), exist_ok=True)
    failures: dict = {}
    for name in peers.PROXIES:
        tried(name, failures, peers.install, name)
    rounds: dict = {name: {} for name in SERVERS}
    memory: dict = {}
    with servers.running(MOCK, "/health") as (_, upstream, _):
        sizes = bytes_of(upstream)
        for _ in range(options.rounds):
            for name in SERVERS:
                if name not in failures:
                    arguments = (name, upstream, options, rounds[name], failures)
                    tried(name, failures, measure_one, *arguments)
    with servers.running([*MOCK, "--pause", str(PAUSE_MS)], "/health") as (_, upstream, _):
        for name in HOLDS_STREAMS:
            if name not in failures:
                memory[name] = tried(name, failures, measure_memory, name, upstream)
    return {
        "rounds": options.rounds,
        "seconds": options.seconds,
        "workers": WORKERS,
        "bytes": sizes,
        "open_streams": OPEN_STREAMS,
        "commands": commands(options),
        "failures": failures,
        "memory": memory,
        "results": {
            name: {load: median_round(each) for load, each in measured.items()}
            for name, measured in rounds.items()
            if measured
        },
    }
