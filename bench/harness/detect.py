"""Section "detect": the time that detection takes, and what it finds, names included, beside Presidio."""

import json
import os
import tempfile
import time

from harness import names, spans
from harness.command import Failed, run
from harness.peer_environment import PEER_ENVIRONMENT, install_peers

ROWS = "../shared/data/pii.dev.jsonl"
OURS = "build/release/bin/governed-speed"
TEXTS = "bench/detect_texts"
SIZES = (200, 2000, 20000)
CONFIGURATIONS = ("patterns", "model", "shipped")
# Presidio's own threshold is 0: everything that any pattern matches. It is measured at each of
# these, and the one that suits it best counts.
THRESHOLDS = (0, 0.3, 0.4, 0.5, 0.6)

BENCH = [
    "build/release/bin/detect_bench",
    "--benchmark_min_time=0.1",
    "--benchmark_format=json",
]
SCAN = [OURS, "scan", ROWS]
EVALUATE = [OURS, "eval", "detectors", ROWS, "--format", "json"]
PEER = [f"{PEER_ENVIRONMENT}/bin/python", "bench/peers/presidio_service.py"]
MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}


def fill(text: str, size: int) -> str:
    """As detect_bench.cc: over and over, cut before the character that would pass `size` bytes."""
    encoded = text.encode()
    filled = encoded * (size // len(encoded) + 1)
    return filled[:size].decode(errors="ignore")


def texts() -> dict:
    """ "english/200" -> text."""
    made = {}
    for name in sorted(os.listdir(TEXTS)):
        with open(f"{TEXTS}/{name}", encoding="utf-8") as file:
            text = file.read()
        for size in SIZES:
            made[f"{name.removesuffix('.txt')}/{size}"] = fill(text, size)
    return made


def measure_time() -> dict:
    """name of the benchmark -> {us, allocations, peak_mib}."""
    found = {}
    for row in json.loads(run(BENCH))["benchmarks"]:
        figures = {"us": row["real_time"] * MICROSECONDS[row["time_unit"]]}
        for counter in ("allocations", "peak_mib", "us_an_event", "most_held"):
            if counter in row:
                figures[counter] = row[counter]
        found[row["name"]] = figures
    return found


def read_rows() -> list[dict]:
    if not os.path.exists(ROWS):
        raise Failed(f"{ROWS} is not there")
    with open(ROWS, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def as_tuples(entities: list[dict]) -> list[tuple]:
    return [(each["type"], each["start"], each["end"]) for each in entities]


def scan_rows() -> tuple[list[list[tuple]], float]:
    """What `governed-speed scan` finds in each row, and the seconds from start to end."""
    began = time.monotonic()
    lines = run(SCAN).splitlines()
    return [as_tuples(json.loads(line)["entities"]) for line in lines], time.monotonic() - began


def summary(counts: dict, shared: set) -> dict:
    """Micro F1 over structured entities (all, and those that both sides know), and each type's."""
    groups = {
        "structured": lambda kind: kind not in spans.TAGGED,
        "structured_shared": lambda kind: kind not in spans.TAGGED and kind in shared,
    }
    result: dict = {}
    for name, kinds in groups.items():
        sums = spans.micro(counts, kinds)
        result[name] = {"exact": sums.f1("exact"), "overlap": sums.f1("overlap")}
    result["types"] = {
        kind: {
            "expected": each.expected,
            "found": each.found,
            "exact": each.f1("exact"),
            "overlap": each.f1("overlap"),
        }
        for kind, each in counts.items()
    }
    return result


def peer_spans(row: dict, found: list[dict], threshold: float) -> list[tuple]:
    """A row that checks one type sees all findings of it; elsewhere one type a character stays."""
    kept = [each for each in found if each["score"] >= threshold]
    return as_tuples(kept if "checks" in row else spans.one_type_a_character(kept))


def best_threshold(rows: list[dict], found: list[list[dict]]) -> tuple[float, dict]:
    tried = {
        threshold: spans.count(
            rows, [peer_spans(row, each, threshold) for row, each in zip(rows, found)]
        )
        for threshold in THRESHOLDS
    }

    def figure(threshold: float) -> float:
        sums = spans.micro(tried[threshold], lambda kind: kind not in spans.TAGGED)
        return sums.f1("exact") or 0

    best = max(THRESHOLDS, key=figure)
    return best, tried[best]


def measure_peer(configuration: str, with_rows: bool) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(texts(), file)
        file.flush()
        command = [*PEER, configuration, ROWS if with_rows else "-", file.name]
        return json.loads(run(command))


def measure_ours(rows: list[dict], shared: set) -> dict:
    found, seconds = scan_rows()
    report = json.loads(run(EVALUATE))["files"][0]
    counts = spans.count(rows, found)
    return {
        **summary(counts, shared),
        "scan_seconds": seconds,
        "microseconds_per_row": report["microseconds_per_row"],
        "megabytes_per_second": report["megabytes_per_second"],
    }


def measure_peers(rows: list[dict] | None, failures: dict) -> dict:
    peers: dict = {}
    try:
        install_peers()
    except Failed as error:
        failures["Presidio"] = f"it could not be installed: {error}"
        return peers
    for configuration in CONFIGURATIONS:
        print(f"  Presidio, {configuration}", flush=True)
        try:
            peers[configuration] = measure_peer(configuration, rows is not None)
        except Failed as error:
            failures[f"Presidio, {configuration}"] = str(error)
    return peers


def measure_names(peers: dict, failures: dict) -> dict | None:
    print("  names", flush=True)
    try:
        return names.measure([OURS, "scan"], [*PEER, "model"] if "model" in peers else None)
    except Failed as error:
        failures["names"] = str(error)
        return None


def measure(options) -> dict:
    failures: dict = {}
    print("  detect_bench", flush=True)
    try:
        times = measure_time()
    except Failed as error:
        times, failures["detect_bench"] = {}, str(error)
    rows = None
    try:
        rows = read_rows()
    except Failed as error:
        failures["entities"] = str(error)
    peers = measure_peers(rows, failures)
    shared = {kind for peer in peers.values() for kind in peer["entities"]}
    ours = None
    if rows is not None:
        print("  governed-speed scan", flush=True)
        try:
            ours = measure_ours(rows, shared)
        except Failed as error:
            failures["governed-speed"] = str(error)
    results = {}
    for configuration, peer in peers.items():
        results[configuration] = {key: peer[key] for key in peer if key not in ("rows", "entities")}
        if rows is not None:
            threshold, counts = best_threshold(rows, peer["rows"])
            results[configuration] |= {"threshold": threshold, **summary(counts, shared)}
    return {
        "commands": {
            "time": " ".join(BENCH),
            "entities": " ".join(SCAN),
            "time a row": " ".join(EVALUATE),
            "Presidio": " ".join([*PEER, "patterns", ROWS, "TEXTS.json"]),
        },
        "rows": len(rows) if rows is not None else None,
        "times": times,
        "ours": ours,
        "names": measure_names(peers, failures),
        "peers": results,
        "failures": failures,
    }
