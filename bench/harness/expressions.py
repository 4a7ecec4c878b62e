"""Section "expressions": the policy engine beside cel-go, both in the same run."""

import json
import re
import shlex
import shutil
import statistics

from harness.command import Failed, run

REPETITIONS = 5
PEER_FOLDER = "bench/cel_go"
OURS_FLAGS = [
    f"--benchmark_repetitions={REPETITIONS}",
    "--benchmark_report_aggregates_only=true",
    "--benchmark_format=json",
]
OURS = {
    "expression_bench": ["build/release/bin/expression_bench", *OURS_FLAGS],
    "policy_bench": ["build/release/bin/policy_bench", *OURS_FLAGS],
}
PEER = ["go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-count", str(REPETITIONS)]
COUNTERS = ("allocations", "arena_bytes")
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}

# figure: (the benchmark's name in expression_bench.cc, the name in cel_bench_test.go)
FIGURES = {
    "pii_without_basis": ("evaluate/pii_without_basis", "PiiWithoutBasis"),
    "jailbreak_score": ("evaluate/jailbreak_score", "JailbreakScore"),
    "exists_in_tags": ("evaluate/exists_in_tags", "ExistsInTags"),
    "matches_path": ("evaluate/matches_path", "MatchesPath"),
    "in_constant_list": ("evaluate/in_constant_list", "InConstantList"),
    "evaluate_1000_rules": ("evaluate_1000_rules", "Evaluate1000Rules"),
    "compile_1000_rules": ("compile_1000_rules", "Compile1000Rules"),
}


def measure_ours(program: str) -> dict:
    """name -> {ns, counters of the benchmark...}: the median repetition of each benchmark."""
    found = {}
    for row in json.loads(run(OURS[program]))["benchmarks"]:
        if row.get("aggregate_name") != "median":
            continue
        counters = {name: row[name] for name in COUNTERS if name in row}
        nanoseconds = row["real_time"] * NANOSECONDS[row["time_unit"]]
        found[row["run_name"]] = {"ns": nanoseconds, **counters}
    return found


def go_program() -> str:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")
    if not go:
        raise Failed("there is no Go tool chain (program `go`)")
    return go


def measure_peer() -> tuple[str, dict]:
    """The Go version, and name -> {ns, allocations}: the median repetition."""
    go = go_program()
    version = run([go, "version"]).split()[2]
    output = run([go, *PEER[1:]], cwd=PEER_FOLDER)
    row = re.compile(r"^Benchmark(\w+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op.*?(\d+) allocs/op", re.M)
    repetitions: dict = {}
    for name, nanoseconds, allocations in row.findall(output):
        repetitions.setdefault(name, []).append((float(nanoseconds), int(allocations)))
    return version, {
        name: {
            "ns": statistics.median(ns for ns, _ in taken),
            "allocations": statistics.median(count for _, count in taken),
        }
        for name, taken in repetitions.items()
    }


def measure(options) -> dict:
    failures, ours = {}, {}
    for program in OURS:
        print(f"  {program}", flush=True)
        try:
            ours[program] = measure_ours(program)
        except Failed as error:
            failures[program] = str(error)
    print("  cel-go", flush=True)
    version, peer = None, {}
    try:
        version, peer = measure_peer()
    except Failed as error:
        failures["cel-go"] = f"the peer could not be built or run: {error}"
    figures = {}
    others = {name: row for rows in ours.values() for name, row in rows.items()}
    for figure, (our_name, peer_name) in FIGURES.items():
        figures[figure] = {"ours": others.pop(our_name, None), "peer": peer.get(peer_name)}
        if "expression_bench" in ours and not figures[figure]["ours"]:
            failures[figure] = f"expression_bench has no benchmark {our_name}"
    return {
        "commands": {
            **{program: " ".join(command) for program, command in OURS.items()},
            "cel-go": f"(cd {PEER_FOLDER} && {shlex.join(PEER)})",
        },
        "go": version,
        "repetitions": REPETITIONS,
        "failures": failures,
        "figures": figures,
        "others": others,
    }
