"""Section "guards": what judging injection and harm is worth, beside guards that run without a network.

Every guard judges the same rows in the same run, one process each. Those that cannot be had are
listed in bench/benchmarks.md.in.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from harness.command import Failed, run
from harness.guard_figures import figures

OURS = "build/release/bin/governed-speed"
DATA = "../shared/data"
PEERS = Path("bench/peers/guards")
MOST_SECONDS = 600  # for a guard's rows; those that are left then are not judged
THRESHOLD = 0.8  # of ours, the default


def of_kind(*beginnings: str):
    """Whether a row's kind, or its category, begins so."""
    return lambda row: str(row.get("kind") or row.get("category") or "").startswith(beginnings)


def of_source(beginning: str):
    return lambda row: row["source"].startswith(beginning)


is_harmful_request = of_kind("harmful-request-not", "harmful-or-benign-request-not")
is_about_attacks = of_kind("benign-security-document", "benign-prompting-document")

# signal: ours; rate: of false positives; apart: negative rows that only their own figure counts;
# groups: the rows, of one label each, whose share that is flagged is shown.
TASKS = {
    "injection": {
        "signal": "jailbreak_score",
        "rate": 0.01,
        # No attack by the rows' definition, one by that of guards that judge harm as well.
        "apart": is_harmful_request,
        "groups": {
            "prompt hacking games": of_kind("injection-game"),
            "jailbreaks": of_kind("jailbreak", "injection-jailbreak"),
            "in documents and tool results": of_kind("indirect", "injection-indirect"),
            "look-alikes": of_kind("hard-benign"),
            "texts about attacks": is_about_attacks,
            "harmful requests": is_harmful_request,
        },
    },
    "harm": {
        "signal": "harm_score",
        "rate": 0.05,
        "apart": lambda row: False,
        "groups": {
            "AILuminate": of_source("mlcommons/ailuminate"),
            "hate speech": of_kind("hate-speech"),
            "look-alikes": of_kind("hard-benign"),
            "texts about attacks": is_about_attacks,
            "ordinary social posts": of_kind("benign-social"),
        },
    },
}
# task -> environment -> guards; the names are those of guard.py and guard.mjs.
GUARDS = {
    "injection": {
        "python": [
            "prompt_guardrail", "prompt_injection_detector", "last_layer", "last_layer_exploit",
            "prompt_armor", "prismguard", "plumblint", "nukon_pi_detect", "injectguard",
            "prompt_injection_defense", "aegis_llm",
        ],
        "networks": ["nanoguard"],
        "node": ["llm_guardrail", "hai_heuristic", "hai_pattern", "vard", "llmverify"],
    },
    "harm": {
        "python": [
            "alt_profanity_check", "best_profanity", "better_profanity", "last_layer", "last_layer_exploit",
        ],
        "networks": ["toxic_comment_classifier"],
        "node": ["llm_guardrail", "llmverify", "glin_profanity", "obscenity"],
    },
}  # fmt: skip
LISTS = {"python": "requirements.txt", "networks": "networks.txt", "node": "package-lock.json"}
# Our model of harm has learned from the rows of harm.dev as well.
TRAINED_ON = {"injection": ["train", "train2"], "harm": ["dev", "train", "train2"]}


def folder_of(environment: str) -> Path:
    return Path("build") / f"bench-guards-{environment}"


def install(environment: str) -> None:
    """Into build/, made anew when the list of packages has changed."""
    wanted = (PEERS / LISTS[environment]).read_text(encoding="utf-8")
    folder, stamp = folder_of(environment), folder_of(environment) / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"  installing guards: {environment}", flush=True)
    if environment == "node":
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            (folder / name).write_bytes((PEERS / name).read_bytes())
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        run(["npm", "ci", "--ignore-scripts", *quiet], cwd=str(folder))
    else:
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(folder / "bin/pip"), "install", "--quiet", "--no-deps"]
        run([*pip, "-r", str(PEERS / LISTS[environment])])
    stamp.write_text(wanted, encoding="utf-8")


def rows_file(task: str) -> str:
    return f"{DATA}/{task}.dev.jsonl"


def read_rows(path: str) -> list[dict]:
    if not os.path.exists(path):
        raise Failed(f"{path} is not there")
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ask(environment: str, task: str, name: str) -> dict:
    folder = folder_of(environment)
    rows = os.path.abspath(rows_file(task))
    if environment == "node":
        # Modules are looked for beside the script.
        (folder / "guard.mjs").write_bytes((PEERS / "guard.mjs").read_bytes())
        return json.loads(run(["node", "guard.mjs", task, name, rows, str(MOST_SECONDS)], cwd=str(folder)))
    command = [str(folder / "bin/python"), str(PEERS / "guard.py"), task, name, rows, str(MOST_SECONDS)]
    return json.loads(run(command))


def judged(task: str, rows: list[dict], flagged: list[bool], scores: list[float | None]) -> dict:
    """The figures of one guard; it may have judged the first rows alone."""
    said = list(zip(rows, flagged, scores))
    counted = [each for each in said if not TASKS[task]["apart"](each[0])]
    labels, flags, values = ([row["label"] for row, _, _ in counted], *(list(each) for each in list(zip(*counted))[1:]))
    groups = {}
    for name, belongs in TASKS[task]["groups"].items():
        of_group = [flag for row, flag, _ in said if belongs(row)]
        groups[name] = sum(of_group) / len(of_group) if of_group else None
    return {"judged": len(said), **figures(labels, flags, values, TASKS[task]["rate"]), "groups": groups}


def measure_peer(environment: str, task: str, name: str, rows: list[dict]) -> dict:
    answer = ask(environment, task, name)
    flagged, scores, times = zip(*answer.pop("rows"))
    times = {"median_us": statistics.median(times), "mean_us": statistics.fmean(times)}
    return {**answer, **times, **judged(task, rows, list(flagged), list(scores))}


def measure_ours(task: str, rows: list[dict]) -> dict | None:
    """None where the program has no such signal. Its time is that of every detector of a prompt."""
    signal = TASKS[task]["signal"]
    lines = run([OURS, "scan", rows_file(task)]).splitlines()
    scores = [json.loads(line).get("signals", {}).get(signal) for line in lines]
    if any(score is None for score in scores):
        return None
    report = json.loads(run([OURS, "eval", "detectors", rows_file(task), "--format", "json"]))["files"][0]
    return {
        "size_mib": os.path.getsize(OURS) / 2**20,
        "mean_us": report["microseconds_per_row"],
        **judged(task, rows, [score > THRESHOLD for score in scores], scores),
    }


def trainer(task: str) -> str:
    program = f"build/release/bin/train_{task}"
    option = {"injection": "--judge", "harm": "--scores"}[task]
    try:
        run([program])
    except Failed as error:
        if option not in str(error):
            raise Failed(f"{program} is missing or has no {option}") from error
    return program


def scores_left_out(task: str) -> list[float]:
    """By row, ours by a model that has seen neither the row's source nor those grouped with it."""
    files = [f"{DATA}/{task}.{name}.jsonl" for name in TRAINED_ON[task]]
    if task == "harm":
        # A line for each row of these files, in their order.
        everyday = ["--everyday", f"{DATA}/names/names.train.jsonl"]
        lines = run([trainer(task), "--scores", "data/training", *files, *everyday]).splitlines()
        return [json.loads(line)["score"] for line in lines if line.startswith("{")]
    others = ["--no-attacks", f"{DATA}/harm.train.jsonl", f"{DATA}/harm.train2.jsonl"]
    with tempfile.TemporaryDirectory() as folder:
        judged_rows = [*others, "--judge", rows_file(task)]
        run([trainer(task), f"{folder}/scores", "data/training", *files, *judged_rows])
        return [row["score"] for row in read_rows(f"{folder}/scores.jsonl")]


def measure_left_out(task: str, rows: list[dict]) -> dict:
    print(f"  {task}: training without the sources of the rows that are judged", flush=True)
    scores = scores_left_out(task)
    if len(scores) < len(rows):
        raise Failed(f"{len(scores)} of {len(rows)} rows were judged")
    scores = scores[: len(rows)]
    return judged(task, rows, [score > THRESHOLD for score in scores], scores)


def measure_both(task: str, rows: list[dict], failures: dict) -> dict:
    """Ours as it ships, and without the rows' sources; what cannot be had is none."""
    found: dict = {"ours": None, "ours_left_out": None}
    try:
        found["ours"] = measure_ours(task, rows)
        if found["ours"]:
            found["ours_left_out"] = measure_left_out(task, rows)
    except Failed as error:
        what = " without the row's source" if found["ours"] else ""
        failures[f"{task}, Governed Speed{what}"] = str(error)
    return found


def measure_task(task: str, failures: dict) -> dict:
    rows = read_rows(rows_file(task))
    print(f"  {task}: governed-speed", flush=True)
    result = {
        "rows": len(rows),
        "positives": sum(row["label"] for row in rows),
        "apart": sum(map(TASKS[task]["apart"], rows)),
        "groups": {name: sum(map(belongs, rows)) for name, belongs in TASKS[task]["groups"].items()},
        "taught": "dev" in TRAINED_ON[task],
        **measure_both(task, rows, failures),
        "guards": {},
    }
    for environment, names in GUARDS[task].items():
        for name in names:
            print(f"  {task}: {name}", flush=True)
            try:
                install(environment)
                result["guards"][name] = measure_peer(environment, task, name, rows)
            except Failed as error:
                failures[f"{task}, {name}"] = str(error)
    return result


def measure(options) -> dict:
    failures: dict = {}
    tasks: dict = {}
    for task in TASKS:
        try:
            tasks[task] = measure_task(task, failures)
        except Failed as error:
            failures[task] = str(error)
    commands = {"ours": f"{OURS} scan {rows_file('injection')}"}
    for environment, script in (("python", f"{folder_of('python')}/bin/python bench/peers/guards/guard.py"),
                                ("node", f"node {folder_of('node')}/guard.mjs")):  # fmt: skip
        name = GUARDS["injection"][environment][0]
        commands[environment] = f"{script} injection {name} {rows_file('injection')} {MOST_SECONDS}"
    return {"tasks": tasks, "commands": commands, "failures": failures}
