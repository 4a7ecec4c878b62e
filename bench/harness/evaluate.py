"""Section "evaluate": a million rows of each kind through `governed-speed eval`, time and memory of the process."""

import os
import random
import subprocess
import sys
import tempfile
import time

from harness.command import Failed

PROGRAM = "build/release/bin/governed-speed"
ROWS = 1_000_000
ROUNDS = 3
# What people would write instead, with nothing but the standard library.
PEER = """
import json, math, sys
tasks = {}
for line in open(sys.argv[1]):
    row = json.loads(line)
    n, c = tasks.get(row["task_id"], (0, 0))
    tasks[row["task_id"]] = (n + 1, c + row["passed"])
print(sum(1 - math.comb(n - c, 5) / math.comb(n, 5) for n, c in tasks.values()) / len(tasks))
"""


def write(folder: str, name: str, header: str, row) -> str:
    path = f"{folder}/{name}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(header)
        file.writelines(row(i) for i in range(ROWS))
    return path


def inputs(folder: str) -> dict[str, list[str]]:
    """Arguments of `eval` by what the rows are."""
    r = random.Random(1)

    def sample(i: int) -> str:
        completion = f"    return {i}\\n    # of no use to anybody"
        return f'{{"task_id":"Bench/{i // 10}","completion_id":{i % 10},"completion":"{completion}","passed":{str(r.random() < 0.5).lower()}}}\n'

    def prediction(i: int) -> str:
        return f"{'abcdefgh'[i % 8]},{i % 2},{int(r.random() < 0.5)},{i}\n"

    def output(i: int) -> str:
        return f'{{"id":{i},"harmful":{str(i % 997 == 0).lower()},"category":"c{i % 20}","attack":true}}\n'

    def numbers(_: int) -> str:
        return f"{r.gauss(0, 1):.6f},{r.random():.6f},{r.randrange(8)}\n"

    def person(i: int) -> str:
        return f"{10000 + r.randrange(3000)},{r.randrange(100)},{'fmx'[i % 3]},{r.randrange(40)}\n"

    columns = "x,y,kind\n"
    quasi = [a for name in ("zip", "age", "sex") for a in ("--quasi-identifier", name)]
    return {
        "quality, HumanEval results": ["quality", write(folder, "samples.jsonl", "", sample)],
        "fairness, CSV": ["fairness", write(folder, "predictions.csv", "group,label,prediction,id\n", prediction)],
        "safety, labelled outputs": ["safety", write(folder, "outputs.jsonl", "", output)],
        "drift, two samples of 500,000": ["drift", *halves(folder, columns, numbers)],
        "privacy, CSV": ["privacy", write(folder, "people.csv", "zip,age,sex,illness\n", person), *quasi, "--sensitive", "illness"],
        "latency, CSV": ["latency", write(folder, "latency.csv", "seconds,x,y\n", numbers_of_time(r)), "--column", "seconds"],
    }


def numbers_of_time(r: random.Random):
    return lambda _: f"{r.lognormvariate(-1, 0.5):.6f},1,2\n"


def halves(folder: str, header: str, row) -> list[str]:
    whole = write(folder, "whole.csv", "", row)
    names = [f"{folder}/reference.csv", f"{folder}/current.csv"]
    with open(whole, encoding="utf-8") as file:
        for name in names:
            with open(name, "w", encoding="utf-8") as half:
                half.write(header)
                half.writelines(next(file) for _ in range(ROWS // 2))
    return names


def run_once(command: list[str]) -> tuple[float, float]:
    """Seconds, and the most memory in MiB, of one process."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status != 0:
        raise Failed(f"`{' '.join(command)}` failed: {errors.decode().strip()}")
    return seconds, usage.ru_maxrss / 1024


def median_of(command: list[str]) -> dict:
    runs = [run_once(command) for _ in range(ROUNDS)]
    return {"seconds": sorted(s for s, _ in runs)[ROUNDS // 2], "mib": max(m for _, m in runs)}


def measure(options) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        arguments = inputs(folder)
        figures = {name: median_of([PROGRAM, "eval", *rest]) for name, rest in arguments.items()}
        peer = median_of([sys.executable, "-c", PEER, arguments["quality, HumanEval results"][1]])
    return {"rows": ROWS, "rounds": ROUNDS, "figures": figures, "peer": peer}
