"""The figures of `governed-speed eval` equal those of Fairlearn and Evidently on the same random data.

Both are installed by `./dev test evaluation`; $GS_EVALUATION_PYTHON names another Python that has them.
"""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from evaluation import evaluate
from gateway import ROOT

PYTHON = Path(os.environ.get("GS_EVALUATION_PYTHON", ROOT / "build" / "evaluation" / "bin" / "python"))

pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="Fairlearn and Evidently are not installed: ./dev test evaluation"),
    pytest.mark.timeout(300),
]


def predictions(r):
    rows = ["group,label,prediction"]
    for _ in range(r.randrange(300, 900)):
        group = r.choice(["north", "south", "east", "west"])
        label = int(r.random() < 0.45)
        rows.append(f"{group},{label},{label if r.random() < 0.6 + len(group) / 20 else 1 - label}")
    return rows


def sample(r, shift, plans):
    rows = ["length,score,turns,plan"]
    for _ in range(r.randrange(400, 1200)):
        rows.append(f"{r.gauss(40 + shift, 10):.4f},{r.betavariate(2 + shift / 5, 5):.6f},{r.randrange(1, 7)},{r.choice(plans)}")
    return rows


@pytest.fixture(scope="module", params=[1, 2, 3])
def compared(request, tmp_path_factory):
    """A folder of random tables, their exports, and the peers' figures."""
    r = random.Random(request.param)
    folder = tmp_path_factory.mktemp(f"peers{request.param}")
    tables = {"predictions": predictions(r), "reference": sample(r, 0, ["a", "a", "b"]), "current": sample(r, 3, ["a", "b", "c"])}
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
    script = Path(__file__).with_name("evaluation_peers.py")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([PYTHON, script, folder], check=True, env=environment, timeout=280)
    return folder, json.loads((folder / "figures.json").read_text())


def test_fairness_equals_fairlearn(compared):
    folder, figures = compared
    artifact = evaluate("fairness", folder / "predictions.csv")
    assert {name: artifact[name] for name in figures["fairness"]} == pytest.approx(figures["fairness"], abs=1e-12)


@pytest.mark.parametrize("export", ["by_group.csv", "by_group.json", "frame.json"])
def test_exports_of_fairlearn_are_read(compared, export):
    folder, figures = compared
    artifact = evaluate("fairness", folder / export, "--input", "fairlearn")
    assert {name: artifact[name] for name in figures["fairness"]} == pytest.approx(figures["fairness"], abs=1e-9)


def test_drift_equals_evidently(compared):
    folder, figures = compared
    artifact = evaluate("drift", folder / "reference.csv", folder / "current.csv")
    features = artifact["detail"]["features"]
    assert features.keys() == figures["drift"].keys()
    for column, expected in figures["drift"].items():
        assert {name: features[column][name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12), column
    assert artifact["psi"] == pytest.approx(max(f["psi"] for f in figures["drift"].values()))


@pytest.mark.parametrize("export, names", [("snapshot.json", ("psi", "kl", "js_distance")), ("legacy.json", ("psi",))])
def test_exports_of_evidently_are_read(compared, export, names):
    folder, figures = compared
    artifact = evaluate("drift", folder / export)
    for name in names:
        assert artifact[name] == pytest.approx(max(f[name] for f in figures["drift"].values()), rel=1e-9)
