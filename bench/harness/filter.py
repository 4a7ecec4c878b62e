"""Section "filter": POST /filter/prompt under load, beside the FastAPI peer and a bare server.

Every server is measured by the same wrk script at every number of connections, `rounds` times in
turn, so that a change in the machine's speed meets all of them; the median round counts.
"""

import http.client
import json
import sys

from harness import servers
from harness.command import Failed, run
from harness.gateway import gateway_command
from harness.peer_environment import PEER_ENVIRONMENT, install_peers

REQUESTS = "bench/filter_requests.jsonl"
CONNECTIONS = (1, 16, 64)

SERVERS = {
    "gateway_1": {"command": gateway_command(workers=1), "ready": "/ready"},
    "gateway_2": {"command": gateway_command(workers=2), "ready": "/ready"},
    "fastapi": {
        "command": [
            f"{PEER_ENVIRONMENT}/bin/uvicorn", "fastapi_service:app", "--app-dir", "bench/peers",
            "--host", "127.0.0.1", "--port", "{port}", "--workers", "1",
            "--loop", "uvloop", "--http", "httptools", "--no-access-log",
        ],
        "ready": "/ready",
    },
    "fastapi_plain": {
        "command": [
            f"{PEER_ENVIRONMENT}/bin/uvicorn", "fastapi_service:app", "--app-dir", "bench/peers",
            "--host", "127.0.0.1", "--port", "{port}", "--workers", "1",
            "--loop", "asyncio", "--http", "h11",
        ],
        "ready": "/ready",
    },
    "fixed": {"command": ["build/release/bin/fixed_server", "{port}"], "ready": "/"},
}  # fmt: skip


def wrk_command(connections: int, seconds: int, port: object) -> list[str]:
    url = f"http://127.0.0.1:{port}/filter/prompt"
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", "bench/filter.lua", url]


def answers(port: int) -> list[dict]:
    """What the server answers to each benchmark request, reduced to what the contract fixes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    reduced = []
    with open(REQUESTS, encoding="utf-8") as bodies:
        for body in bodies:
            headers = {"content-type": "application/json"}
            connection.request("POST", "/filter/prompt", body.strip(), headers)
            response = connection.getresponse()
            text = response.read().decode()
            if response.status != 200:
                raise Failed(f"POST /filter/prompt answered {response.status}: {text[:200]}")
            answer = json.loads(text)
            reduced.append(
                {
                    "allowed": answer["allowed"],
                    "action": answer["action"],
                    "reasons": answer["reasons"],
                    "matched": [r["id"] for r in answer["rules"] if r["outcome"] == "matched"],
                }
            )
    connection.close()
    return reduced


def load_by(command: list[str]) -> dict:
    """One run of wrk with one of the scripts of this folder."""
    output = run(command)
    line = next(line for line in output.splitlines() if line.startswith("json "))
    result = json.loads(line.removeprefix("json "))
    if result["status_errors"] or result["socket_errors"]:
        raise Failed(f"wrk met errors: {line}")
    return {
        "requests_per_second": result["requests"] / (result["microseconds"] / 1e6),
        "p50_us": result["p50_us"],
        "p99_us": result["p99_us"],
    }


def load(connections: int, seconds: int, port: int) -> dict:
    return load_by(wrk_command(connections, seconds, port))


def median_round(rounds: list[dict]) -> dict:
    """Each figure's median over the rounds."""
    return {key: sorted(each[key] for each in rounds)[len(rounds) // 2] for key in rounds[0]}


def measure_one(name: str, options, rounds: dict) -> list[dict]:
    """One round of one server: all numbers of connections after a second of warming up."""
    server = SERVERS[name]
    with servers.running(server["command"], server["ready"]) as (_, port, _):
        contract = answers(port)
        load(16, 1, port)
        for connections in CONNECTIONS:
            result = load(connections, options.seconds, port)
            rounds.setdefault(f"{connections}", []).append(result)
            print(f"  {name} c={connections}: {result['requests_per_second']:,.0f} requests/s, "
                  f"p99 {result['p99_us']:,} µs", flush=True)  # fmt: skip
    return contract


def measure(options) -> dict:
    install_peers()
    rounds: dict = {name: {} for name in SERVERS}
    contracts: dict = {}
    failures: dict = {}
    for _ in range(options.rounds):
        for name in SERVERS:
            if name in failures:
                continue
            try:
                contracts[name] = measure_one(name, options, rounds[name])
            except Failed as error:
                failures[name] = str(error)
                print(f"  {name} not measured: {error}", file=sys.stderr, flush=True)
    for name in ("gateway_1", "gateway_2"):
        if name in contracts and "fastapi" in contracts and contracts[name] != contracts["fastapi"]:
            raise Failed(f"{name} and the FastAPI peer answer differently:\n"
                         f"{contracts[name]}\n{contracts['fastapi']}")  # fmt: skip
    return {
        "rounds": options.rounds,
        "seconds": options.seconds,
        "load_command": " ".join(wrk_command(16, options.seconds, "{port}")),
        "commands": {name: " ".join(server["command"]) for name, server in SERVERS.items()},
        "failures": failures,
        "results": {
            name: {connections: median_round(each) for connections, each in measured.items()}
            for name, measured in rounds.items()
            if name not in failures
        },
    }
