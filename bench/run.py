#!/usr/bin/env python3
"""Measures, and rewrites docs/benchmarks.md. `./dev bench [name...]` calls it after a release build.

Raw results are kept in benchmarks.json beside the document, a section each; a section that is not
measured again keeps its old figures. The document's words are in bench/benchmarks.md.in.
"""

import argparse
import json
import os
import sys
import time

from harness import coverage, detect, evaluate, expressions, filter, gate, guards, ledger, machine, proxy, report, startup
from harness.command import Failed

MEASUREMENTS = {
    "expressions": expressions.measure,
    "filter": filter.measure,
    "proxy": proxy.measure,
    "startup": startup.measure,
    "gate": gate.measure,
    "detect": detect.measure,
    "guards": guards.measure,
    "ledger": ledger.measure,
    "evaluate": evaluate.measure,
    "coverage": coverage.measure,
}
BY_DEFAULT = ["expressions", "filter", "proxy", "startup", "gate", "detect", "ledger", "evaluate"]
TEMPLATE = "bench/benchmarks.md.in"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "names", nargs="*", metavar="name",
        help=f"what to measure: {', '.join(MEASUREMENTS)}, or report to write the document alone "
        f"(default: {' '.join(BY_DEFAULT)})",
    )  # fmt: skip
    parser.add_argument("--rounds", type=int, default=3, help="rounds of filter and proxy (default 3)")
    parser.add_argument("--seconds", type=int, default=5, help="length of a run under load (default 5)")
    parser.add_argument(
        "--output", default="docs", help="folder of benchmarks.md and .json (default docs)"
    )
    options = parser.parse_args()
    options.names = options.names or BY_DEFAULT
    for name in options.names:
        if name not in MEASUREMENTS and name != "report":
            parser.error(f"no measurement is called {name}; there are {', '.join(MEASUREMENTS)}")
    return options


def measure(name: str, options: argparse.Namespace) -> dict:
    print(f"measuring {name}", flush=True)
    description = {**machine.describe(), "busy": machine.is_busy()}
    began = time.monotonic()
    result = MEASUREMENTS[name](options)
    print(f"{name} took {time.monotonic() - began:.0f} s", flush=True)
    return {"machine": description, **result}


def load_results(path: str) -> dict:
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> int:
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    options = arguments()
    os.makedirs(options.output, exist_ok=True)
    results_path = f"{options.output}/benchmarks.json"
    results = load_results(results_path)
    failed = False
    for name in options.names:
        if name == "report":
            continue
        try:
            results[name] = measure(name, options)
        except Failed as error:
            failed = True
            print(f"error: {name} was not measured: {error}", file=sys.stderr)
            continue
        for what, why in results[name].get("failures", {}).items():
            failed = True
            print(f"error: {name}: {what}: {why}", file=sys.stderr)
    write(results_path, json.dumps(results, indent=1) + "\n")
    with open(TEMPLATE, encoding="utf-8") as file:
        write(f"{options.output}/benchmarks.md", report.render(file.read(), results))
    print(f"wrote {options.output}/benchmarks.md")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
