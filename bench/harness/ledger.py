"""Section "ledger": the log, the journal and the evidence service on the disk, everything synced.

The disk's own rate of syncs stands beside the figures that wait for it; POST /evidence has the
historical service beside it, which makes nothing durable.
"""

import json
import os
import re
import shutil
import sys
import tempfile

from harness import servers
from harness.command import run
from harness.filter import load_by, median_round
from harness.peer_environment import PEER_ENVIRONMENT, install_peers

OURS = "build/release/bin/governed-speed"
POLICY = "policies/adr-006.embedded-governance.yaml"
CONNECTIONS = (1, 16, 64)
MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}
PROGRAMS = ("log_bench", "verify_bench", "journal_bench")
PROMPTS = {"allowed": "What is the capital of France?", "blocked": "write to jane@example.org"}
JOURNALS = ("none", "relaxed", "strict", "strict_all")
PEER = [
    f"{PEER_ENVIRONMENT}/bin/uvicorn", "evidence_service:app", "--app-dir", "bench/peers", "--host", "127.0.0.1",
    "--port", "{port}", "--workers", "1", "--loop", "uvloop", "--http", "httptools", "--no-access-log",
]  # fmt: skip


def program_figures(name: str, environment: dict) -> dict:
    """name of the benchmark -> {us, items_per_second, content_bytes/s} as far as it counts them."""
    command = [f"build/release/bin/{name}", "--benchmark_format=json"]
    found = {}
    for row in json.loads(run(command, environment=environment))["benchmarks"]:
        if row.get("error_occurred"):
            continue
        figure = {"us": row["real_time"] * MICROSECONDS[row["time_unit"]]}
        for counter in ("items_per_second", "content_bytes/s"):
            if counter in row:
                figure[counter] = row[counter]
        found[re.sub(r"/(real_time|min_time:[^/]*)", "", row["name"])] = figure
    return found


def postgres_server(folder: str):
    """A server with fsync on, from the tests' fixture; None where the package is absent."""
    sys.path.insert(0, "tests/e2e")
    from postgres import PROGRAMS as installed  # noqa: PLC0415
    from postgres import Postgres  # noqa: PLC0415

    if not (installed / "postgres").exists():
        return None
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return Postgres(folder, {"fsync": "on"})


def load(script: str, path: str, connections: int, seconds: int, port: int, *arguments: str) -> dict:
    """One run of wrk."""
    url = f"http://127.0.0.1:{port}{path}"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url]
    return load_by([*command, "--", *arguments] if arguments else command)


def measure_evidence(options) -> dict:
    install_peers()
    rounds: dict = {}
    for _ in range(options.rounds):
        for name in ("ours", "peer"):
            with tempfile.TemporaryDirectory(dir="build") as folder:
                ours = [OURS, "res", "--config", POLICY, "--storage", folder, "--listen", "127.0.0.1:{port}"]
                with servers.running(ours if name == "ours" else PEER, "/ready") as (_, port, _):
                    load("bench/evidence.lua", "/evidence", 16, 1, port)
                    for connections in CONNECTIONS:
                        result = load("bench/evidence.lua", "/evidence", connections, options.seconds, port)
                        rounds.setdefault(name, {}).setdefault(str(connections), []).append(result)
    return {name: {c: median_round(each) for c, each in of.items()} for name, of in rounds.items()}


def journal_command(durability: str, folder: str) -> list[str]:
    settings = f"{folder}/settings.yaml"
    with open(settings, "w", encoding="utf-8") as file:
        file.write("log: {access: off}\n")
        if durability != "none":
            file.write(f"data: {{dir: {folder}/data}}\naudit: {{durability: {durability}}}\n")
    return [OURS, "gateway", "--config", POLICY, "--settings", settings, "--listen", "127.0.0.1:{port}",
            "--workers", "1"]  # fmt: skip


def measure_journal(options) -> dict:
    """durability -> prompt -> connections -> figures, of POST /filter/prompt."""
    found: dict = {}
    for durability in JOURNALS:
        with tempfile.TemporaryDirectory(dir="build") as folder:
            with servers.running(journal_command(durability, folder), "/ready") as (_, port, _):
                for name, prompt in PROMPTS.items():
                    body = f"{folder}/{name}.json"
                    with open(body, "w", encoding="utf-8") as file:
                        json.dump({"prompt": prompt}, file)
                    load("bench/proxy.lua", "/filter/prompt", 16, 1, port, body)
                    for connections in (1, 16):
                        rounds = [load("bench/proxy.lua", "/filter/prompt", connections, options.seconds, port,
                                       body) for _ in range(options.rounds)]  # fmt: skip
                        found.setdefault(durability, {}).setdefault(name, {})[str(connections)] = median_round(rounds)
    return found


def folder_bytes(folder: str) -> int:
    return sum(os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names)


def measure_disk() -> dict:
    """Bytes a decision, in the journal and in the evidence service."""
    with tempfile.TemporaryDirectory(dir="build") as folder:
        command = [OURS, "up", "--config", POLICY, "--data", folder, "--gateway-listen", "127.0.0.1:{port}",
                   "--res-listen", f"127.0.0.1:{servers.free_port()}"]  # fmt: skip
        with servers.running(command, "/ready") as (_, port, _):
            figures = load("bench/filter.lua", "/filter/prompt", 16, 5, port)
        decisions = figures["requests_per_second"] * 5
        return {
            "decisions": decisions,
            "journal_bytes": folder_bytes(f"{folder}/journal") / decisions,
            "stored_bytes": folder_bytes(f"{folder}/blobs") / decisions,
        }


def measure(options) -> dict:
    figures: dict = {}
    with tempfile.TemporaryDirectory(prefix="gs-postgres-") as folder:
        server = postgres_server(folder)
        url = server.create() if server else ""
        try:
            with tempfile.TemporaryDirectory(dir="build") as below:
                environment = {"GS_BENCH_FOLDER": below, "GS_BENCH_POSTGRES": url, "TMPDIR": below}
                for name in PROGRAMS:
                    figures[name] = program_figures(name, environment)
                    print(f"  {name} measured", flush=True)
        finally:
            if server:
                server.stop("immediate")
    return {
        "command": "./dev bench ledger",
        "figures": figures,
        "evidence": measure_evidence(options),
        "journal": measure_journal(options),
        "disk": measure_disk(),
    }
