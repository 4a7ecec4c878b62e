"""governed-speed eval quality, fairness, safety, drift, privacy, latency: files in, metric artifacts out."""

import hashlib
import json
import math
import random
import re
import statistics
from collections import Counter
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import combinations
from threading import Thread

import pytest

from evaluation import DATA, MODEL, evaluate, refused, write_lines
from gateway import run

NOT_METRICS = {"format", "area", "model", "tool", "created_at", "inputs", "counts", "intervals", "tasks", "settings", "warnings", "detail"}


def metrics(artifact):
    return {name: value for name, value in artifact.items() if name not in NOT_METRICS}


# Every input of the examples

EXAMPLES = [
    ("quality", ["humaneval_results.jsonl"], {"pass_at_1", "pass_at_5", "pass_at_10"}),
    ("quality", ["lm_eval_results.json"], {"pass_at_1"}),
    ("quality", ["lm_eval_samples.jsonl"], {"pass_at_1", "pass_at_5"}),
    ("quality", ["promptfoo_results.json"], {"pass_at_1"}),
    ("fairness", ["predictions.csv"], {"subgroup_delta", "subgroup_range", "demographic_parity_difference", "equalized_odds_difference"}),
    ("fairness", ["fairlearn_by_group.json"], {"subgroup_delta", "subgroup_range", "demographic_parity_difference", "equalized_odds_difference"}),
    ("fairness", ["fairlearn_by_group.csv", "--input", "fairlearn"], {"subgroup_delta", "subgroup_range", "demographic_parity_difference", "equalized_odds_difference"}),
    ("safety", ["labelled_outputs.jsonl"], {"harmful_rate", "jailbreak_success_rate"}),
    ("safety", ["garak_2024.report.jsonl"], {"harmful_rate", "jailbreak_success_rate"}),
    ("safety", ["garak_2026.report.jsonl"], {"harmful_rate", "jailbreak_success_rate"}),
    ("drift", ["drift_reference.csv", "drift_current.csv"], {"psi", "kl", "js_distance"}),
    ("drift", ["evidently_2024.json"], {"psi", "js_distance"}),
    ("drift", ["evidently_2026.json"], {"psi", "js_distance"}),
    ("privacy", ["patients.csv", "--quasi-identifier", "zip", "--quasi-identifier", "age", "--sensitive", "illness"], {"reid_risk", "prosecutor_risk", "k_anonymity", "l_diversity"}),
    ("latency", ["latencies.csv", "--column", "seconds"], {"p50_seconds", "p95_seconds", "p99_seconds"}),
]  # fmt: skip


@pytest.mark.parametrize("area, arguments, names", EXAMPLES, ids=[" ".join(e[1][:1]) for e in EXAMPLES])
def test_an_example_gives_an_artifact(area, arguments, names, tmp_path):
    output = tmp_path / "artifact.json"
    artifact = evaluate(area, *arguments, "--output", output, folder=DATA)
    assert json.loads(output.read_text()) == artifact
    assert artifact["format"] == "governed-speed.metrics/1" and artifact["area"] == area
    assert artifact["tool"]["name"] == f"governed-speed eval {area}"
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", artifact["created_at"])
    assert set(metrics(artifact)) == names
    assert all(isinstance(v, (int, float)) and math.isfinite(v) for v in metrics(artifact).values())
    for name, counts in artifact.get("counts", {}).items():
        assert artifact[name] == pytest.approx(counts["events"] / counts["samples"])
    for name, interval in artifact.get("intervals", {}).items():
        assert interval["low"] <= artifact[name] <= interval["high"] and interval["level"] == 0.95
    files = [name for name in arguments if (DATA / name).exists()]
    assert [i["name"] for i in artifact["inputs"]] == files
    for entry in artifact["inputs"]:
        assert entry["sha256"] == hashlib.sha256((DATA / entry["name"]).read_bytes()).hexdigest()


def test_the_examples_are_what_their_script_writes(tmp_path):
    script = tmp_path / "make.py"
    script.write_text((DATA / "make.py").read_text())
    import subprocess
    import sys

    subprocess.run([sys.executable, script], check=True)
    made = [p for p in tmp_path.iterdir() if p != script]
    assert len(made) > 15
    assert not [p.name for p in made if p.read_bytes() != (DATA / p.name).read_bytes()]


# Quality


def pass_at_k(n, c, k):
    """The share of choices of k samples that hold one that passed: math.comb, not the product."""
    return 1 - math.comb(n - c, k) / math.comb(n, k)


def test_pass_at_k_of_the_example():
    tasks = {}
    for line in (DATA / "humaneval_results.jsonl").read_text().splitlines():
        row = json.loads(line)
        n, c = tasks.get(row["task_id"], (0, 0))
        tasks[row["task_id"]] = (n + 1, c + row["passed"])
    artifact = evaluate("quality", DATA / "humaneval_results.jsonl")
    for k in (1, 5, 10):
        assert artifact[f"pass_at_{k}"] == pytest.approx(statistics.mean(pass_at_k(n, c, k) for n, c in tasks.values()))
    assert {t["task_id"]: (t["n"], t["c"]) for t in artifact["tasks"]} == tasks
    assert artifact["settings"] == {"bootstrap": 1000, "seed": 1}


@pytest.mark.parametrize("n, c, expected", [(10, 3, 0.9166666667), (20, 5, 0.8063080495), (200, 40, 0.6764600718), (5, 0, 0)])
def test_published_pass_at_5(tmp_path, n, c, expected):
    rows = write_lines(tmp_path / "r.jsonl", ({"task_id": "t", "completion_id": i, "passed": i < c} for i in range(n)))
    assert evaluate("quality", rows, "--k", "5")["pass_at_5"] == pytest.approx(expected, abs=5e-11)


def test_the_bootstrap_holds_the_truth_of_its_own_simulation(tmp_path):
    """Of 60 made-up runs with a known pass@1, the interval misses few."""
    r, missed = random.Random(5), 0
    for seed in range(60):
        chances = [r.betavariate(2, 2) for _ in range(60)]
        rows = write_lines(tmp_path / "r.jsonl", (
            {"task_id": t, "completion_id": i, "passed": r.random() < p} for t, p in enumerate(chances) for i in range(5)))  # fmt: skip
        interval = evaluate("quality", rows, "--seed", seed)["intervals"]["pass_at_1"]
        missed += not interval["low"] <= 0.5 <= interval["high"]
    assert missed <= 9


def test_the_seed_decides(tmp_path):
    rows = DATA / "humaneval_results.jsonl"
    first, same, other = (evaluate("quality", rows, "--seed", s)["intervals"]["pass_at_1"] for s in (7, 7, 8))
    assert first == same and first != other


def test_too_few_samples_for_a_k():
    rows = DATA / "lm_eval_samples.jsonl"
    assert "pass_at_10" not in evaluate("quality", rows)
    assert "pass@10 takes 10 samples a task, task '0' has 5" in refused("quality", rows, "--k", "10")


def test_a_partial_run_is_a_warning_that_says_so():
    artifact = evaluate("quality", DATA / "lm_eval_results.json")
    assert artifact["warnings"] == ["lm-eval ran with limit 100, a partial run: 100 of 164 samples"]
    assert artifact["model"] == MODEL
    done = run("eval", "quality", DATA / "lm_eval_results.json")
    assert done.returncode == 0 and "warning: lm-eval ran with limit 100" in done.stdout


# Fairness


def naive_fairness(rows):
    """delta and range of accuracy, parity and odds differences, group by group."""
    groups = {g: [r for r in rows if r[0] == g] for g in {r[0] for r in rows}}

    def share(rows, hit):
        return sum(map(hit, rows)) / len(rows)

    def spread(values):
        return max(values) - min(values)

    accuracy = {g: share(rs, lambda r: r[1] == r[2]) for g, rs in groups.items()}
    overall = share(rows, lambda r: r[1] == r[2])
    rates = [[share([r for r in rs if r[1] == label], lambda r: r[2]) for rs in groups.values()] for label in (0, 1)]
    return {
        "subgroup_delta": max(abs(a - overall) for a in accuracy.values()),
        "subgroup_range": spread(accuracy.values()),
        "demographic_parity_difference": spread([share(rs, lambda r: r[2]) for rs in groups.values()]),
        "equalized_odds_difference": max(map(spread, rates)),
    }


@pytest.mark.parametrize("seed", range(3))
def test_fairness_by_a_naive_count(tmp_path, seed):
    r = random.Random(seed)
    rows = [(r.choice("abc"), r.randrange(2), r.randrange(2)) for _ in range(300)]
    path = tmp_path / "p.csv"
    path.write_text("prediction,x,group,label\n" + "".join(f'{p},"a,b",{g},{y}\n' for g, y, p in rows))
    lines = write_lines(tmp_path / "p.jsonl", ({"group": g, "label": y, "prediction": bool(p)} for g, y, p in rows))
    expected = naive_fairness(rows)
    for file in (path, lines):
        artifact = evaluate("fairness", file)
        assert metrics(artifact) == pytest.approx(expected)
        assert {g: v["samples"] for g, v in artifact["detail"]["groups"].items()} == Counter(g for g, _, _ in rows)


# Safety


def test_wilson_of_labelled_outputs(tmp_path):
    artifact = evaluate("safety", write_lines(tmp_path / "o.jsonl", ({"harmful": i < 3} for i in range(1000))))
    assert artifact["counts"]["harmful_rate"] == {"events": 3, "samples": 1000}
    interval = artifact["intervals"]["harmful_rate"]
    assert (interval["low"], interval["high"]) == (pytest.approx(0.0010208, abs=5e-8), pytest.approx(0.0087830, abs=5e-8))
    none = evaluate("safety", write_lines(tmp_path / "o.jsonl", ({"harmful": 0} for i in range(100))))
    assert none["intervals"]["harmful_rate"]["low"] == 0
    assert none["intervals"]["harmful_rate"]["high"] == pytest.approx(0.0369935, abs=5e-8)


def test_both_dialects_of_garak_say_the_same():
    old, new = (evaluate("safety", DATA / f"garak_{year}.report.jsonl") for year in (2024, 2026))
    assert old["counts"] == new["counts"] == {
        "harmful_rate": {"events": 3, "samples": 400}, "jailbreak_success_rate": {"events": 3, "samples": 350}}  # fmt: skip
    assert old["model"] == new["model"] == MODEL
    assert old["warnings"] == [] and "no verdict on 6 outputs" in new["warnings"][0]


# Drift


def test_drift_of_a_table_with_itself():
    artifact = evaluate("drift", DATA / "drift_reference.csv", DATA / "drift_reference.csv")
    assert metrics(artifact) == {"psi": 0, "kl": 0, "js_distance": 0}
    assert set(artifact["detail"]["features"]) == {"prompt_length", "turns", "plan"}


def test_published_psi(tmp_path):
    """The published distributions, as categories of 100 rows."""
    def table(name, shares):
        path = tmp_path / name
        path.write_text("bin\n" + "".join(f"b{i}\n" * round(100 * share) for i, share in enumerate(shares)))
        return path

    artifact = evaluate("drift", table("r.csv", (.1, .2, .4, .2, .1)), table("c.csv", (.05, .15, .4, .25, .15)))
    assert artifact["psi"] == pytest.approx(0.0804718956, abs=5e-11)
    assert artifact["kl"] == pytest.approx(0.0416759115, abs=5e-11)
    assert artifact["js_distance"] == pytest.approx(0.0997397327, abs=5e-11)


def test_features_are_chosen():
    both = [DATA / "drift_reference.csv", DATA / "drift_current.csv"]
    artifact = evaluate("drift", *both, "--feature", "plan", "--binning", "quantiles")
    assert set(artifact["detail"]["features"]) == {"plan"}
    assert "age: is no column of both samples" in refused("drift", *both, "--feature", "age")


def test_drift_and_latency_of_journals(start, tmp_path):
    folders = []
    for name, prompts in (("before", ["hello"] * 6), ("after", ["hello", *["write to maria@example.com"] * 5])):
        folders.append(tmp_path / name)
        gateway = start(settings={"data.dir": str(folders[-1])})
        for prompt in prompts:
            assert gateway.post("/filter/prompt", {"prompt": prompt}).status_code == 200
        gateway.stop()
    artifact = evaluate("drift", *folders)
    features = artifact["detail"]["features"]
    assert artifact["detail"]["reference_rows"] == artifact["detail"]["current_rows"] == 6
    assert features["prompt.action"]["psi"] > 1 and features["prompt.contains_pii"]["psi"] > 1
    assert evaluate("drift", folders[0], folders[0])["psi"] == 0
    latency = evaluate("latency", folders[0], "--phase", "prompt")
    assert 0 < latency["p50_seconds"] <= latency["p99_seconds"] < 5 and latency["detail"]["samples"] == 6
    assert "there are 0 latencies" in refused("latency", folders[0])


# Latency


class Prometheus:
    """Answers instant queries with what it is told."""

    def __init__(self, answer):
        self.queries = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                from urllib.parse import parse_qs, urlparse

                outer.queries.append(parse_qs(urlparse(self.path).query)["query"][0])
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def vector(*values):
    return {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1.5, v]} for v in values]}}


def test_latency_of_a_prometheus():
    with Prometheus(vector("0.25")) as prometheus:
        artifact = evaluate("latency", prometheus.url, "--selector", 'gen_ai_request_model="m"')
        assert metrics(artifact) == {"p50_seconds": 0.25, "p95_seconds": 0.25, "p99_seconds": 0.25}
        assert prometheus.queries[1] == (
            'histogram_quantile(0.95, sum by (le) (rate(gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m"}[5m])))'
        )
    for answer in (vector("NaN"), vector(), vector("1", "2"), {"status": "error", "error": "no"}):
        with Prometheus(answer) as prometheus:
            refused("latency", prometheus.url)


# Unusable input: status 2, with file, line and field

ROW = {"task_id": "t", "completion_id": 0, "passed": True}
CASES = [
    ("quality", "r.jsonl", [ROW, "not json"], "r.jsonl:2"),
    ("quality", "r.jsonl", [], "there are 0 samples (r.jsonl)"),
    ("quality", "r.jsonl", [ROW, ROW], "task_id: a sample of this task with the same number stands above (r.jsonl:2)"),
    ("quality", "r.jsonl", [{**ROW, "passed": "yes"}], "passed: must be true or false, or 1 or 0 (r.jsonl:1)"),
    ("quality", "r.jsonl", ['{"task_id": "t", "passed": NaN}'], "passed: NaN and Infinity are not JSON (r.jsonl:1)"),
    ("quality", "r.jsonl", [{**ROW, "model": "a"}, {**ROW, "completion_id": 1, "model": "b"}], "model: the figures are of two models, 'a' and 'b' (r.jsonl:2)"),
    ("quality", "r.json", ["[1]"], "must be a JSON object (r.json)"),
    ("quality", "r.json", ['{"results": {"t": {"acc,none": "0.5"}}, "configs": {}}'], "results.t.acc,none: must be a number (r.json)"),
    ("quality", "r.json", ['{"results": {"t": {"acc,none": -0.5}}, "configs": {}}'], "results.t.acc,none: must be from 0 to 1 (r.json)"),
    ("fairness", "p.csv", ["group,label,prediction", "a,1,1", "a,0,x"], "prediction: must be 0 or 1"),
    ("fairness", "p.csv", ["group,label,prediction", "a,nan,1"], "label: must be 0 or 1"),
    ("fairness", "p.csv", ["group,label,prediction"], "there are 0 rows (p.csv)"),
    ("fairness", "p.csv", ["group,label"], "prediction: the header has no such column (p.csv:1)"),
    ("fairness", "p.json", ['{"accuracy": {"a": -0.1, "b": 1}}'], "accuracy.a: must be from 0 to 1 (p.json)"),
    ("safety", "o.jsonl", [{"harmful": 1, "id": 1}, {"harmful": 0, "id": 1}], "id: stands above already (o.jsonl:2)"),
    ("safety", "o.jsonl", [{"harmful": -0.5}], "harmful: must be true or false, or 1 or 0 (o.jsonl:1)"),
    ("safety", "g.jsonl", [{"entry_type": "eval", "probe": "p", "detector": "d", "passed": 0, "total": 0}], "there are 0 samples (g.jsonl)"),
    ("safety", "g.jsonl", [{"entry_type": "eval", "probe": "p", "detector": "d", "passed": "5", "total": 9}], "passed: must be a whole number from 0 on (g.jsonl:1)"),
    ("drift", "e.json", ['{"metrics": [{"config": {"type": "x:ValueDrift", "method": "psi"}, "value": -1}]}'], "metrics[0].value: must not be negative (e.json)"),
    ("privacy", "t.csv", ["zip", "1"], "age: the header has no such column (t.csv:1)"),
    ("latency", "l.csv", ["seconds", "0.5", "-1"], "seconds: must be a number that is not negative (l.csv:3)"),
    ("latency", "l.csv", ["seconds", "x"], "seconds: must be a number that is not negative (l.csv:2)"),
]  # fmt: skip
MORE = {"privacy": ["--quasi-identifier", "age"], "latency": ["--column", "seconds"]}


@pytest.mark.parametrize("area, name, rows, words", CASES, ids=[f"{c[0]}: {c[3]}" for c in CASES])
def test_unusable_input(tmp_path, area, name, rows, words):
    write_lines(tmp_path / name, rows)
    output = tmp_path / "artifact.json"
    assert words in refused(area, name, *MORE.get(area, []), "--output", output, folder=tmp_path)
    assert not output.exists()


@pytest.mark.parametrize("area", ["quality", "fairness", "safety", "drift", "privacy", "latency"])
def test_a_missing_file(tmp_path, area):
    assert "No such file or directory (nowhere.csv)" in refused(area, "nowhere.csv", *MORE.get(area, []), folder=tmp_path)


def test_the_model_of_the_option_and_of_the_input():
    assert evaluate("quality", DATA / "humaneval_results.jsonl", "--model", "m")["model"] == "m"
    assert "two models" in refused("quality", DATA / "lm_eval_results.json", "--model", "another")


def test_standard_input():
    text = (DATA / "labelled_outputs.jsonl").read_text()
    artifact = evaluate("safety", "-", stdin=text)
    assert artifact["inputs"][0]["name"] == "stdin" and artifact["inputs"][0]["rows"] == 1000


def test_l_diversity_and_k_by_hand():
    rows = [line.split(",") for line in (DATA / "patients.csv").read_text().splitlines()[1:]]
    classes = {}
    for zip_code, age, illness in rows:
        classes.setdefault((zip_code, age), []).append(illness)
    artifact = evaluate("privacy", DATA / "patients.csv", "--quasi-identifier", "age", "--quasi-identifier", "zip", "--sensitive", "illness")
    assert artifact["k_anonymity"] == min(map(len, classes.values()))
    assert artifact["l_diversity"] == min(len(set(c)) for c in classes.values())
    assert artifact["prosecutor_risk"] == pytest.approx(1 / artifact["k_anonymity"])
    assert artifact["reid_risk"] == 0
    alone = evaluate("privacy", DATA / "drift_reference.csv", "--quasi-identifier", "prompt_length")
    lengths = Counter(line.split(",")[0] for line in (DATA / "drift_reference.csv").read_text().splitlines()[1:])
    assert alone["reid_risk"] == pytest.approx(sum(n == 1 for n in lengths.values()) / 500)


def test_every_pair_of_small_tables_has_a_psi(tmp_path):
    """No table of one column that both read makes it infinite or negative."""
    tables = []
    for i, values in enumerate((["a"], ["a", "b"], ["b"], ["a", "a", "c"])):
        tables.append(tmp_path / f"{i}.csv")
        tables[-1].write_text("x\n" + "\n".join(values) + "\n")
    for one, other in combinations(tables, 2):
        figures = metrics(evaluate("drift", one, other))
        assert all(math.isfinite(v) and v >= 0 for v in figures.values())
