"""Fairlearn's and Evidently's figures and exports of the tables in a folder.

Run with the packages of tests/requirements-evaluation.txt: evaluation_peers.py FOLDER reads predictions.csv,
reference.csv and current.csv there, and writes figures.json and the exports beside them.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

METHODS = {"psi": "psi", "kl": "kl_div", "js_distance": "jensenshannon"}


def fairness(folder, pd):
    from fairlearn.metrics import (
        MetricFrame, count, demographic_parity_difference, equalized_odds_difference,
        false_positive_rate, selection_rate, true_positive_rate,
    )  # fmt: skip
    from sklearn.metrics import accuracy_score

    rows = pd.read_csv(folder / "predictions.csv")
    given = {"y_true": rows["label"], "y_pred": rows["prediction"], "sensitive_features": rows["group"]}
    functions = {"accuracy": accuracy_score, "selection_rate": selection_rate, "count": count,
                 "true_positive_rate": true_positive_rate, "false_positive_rate": false_positive_rate}  # fmt: skip
    frame = MetricFrame(metrics=functions, **given)
    frame.by_group.to_csv(folder / "by_group.csv")
    frame.by_group.to_json(folder / "by_group.json", double_precision=15)
    (folder / "frame.json").write_text(
        json.dumps({"overall": frame.overall.to_dict(), "by_group": frame.by_group.to_dict(orient="index")})
    )
    return {
        "subgroup_delta": frame.difference(method="to_overall")["accuracy"],
        "subgroup_range": frame.difference(method="between_groups")["accuracy"],
        "demographic_parity_difference": demographic_parity_difference(**given),
        "equalized_odds_difference": equalized_odds_difference(**given),
    }


def drift(folder, pd):
    from evidently import Report
    from evidently.legacy.metric_preset import DataDriftPreset
    from evidently.legacy.report import Report as LegacyReport
    from evidently.metrics import ValueDrift

    reference, current = (pd.read_csv(folder / f"{name}.csv") for name in ("reference", "current"))
    metrics = [ValueDrift(column=column, method=method) for column in reference.columns for method in METHODS.values()]
    snapshot = Report(metrics).run(current, reference)
    (folder / "snapshot.json").write_text(snapshot.json())
    legacy = LegacyReport([DataDriftPreset(stattest="psi")])
    legacy.run(reference_data=reference, current_data=current)
    (folder / "legacy.json").write_text(legacy.json())
    names = {theirs: ours for ours, theirs in METHODS.items()}
    figures = {column: {} for column in reference.columns}
    for metric in snapshot.dict()["metrics"]:
        figures[metric["config"]["column"]][names[metric["config"]["method"]]] = float(metric["value"])
    return figures


def main():
    import pandas as pd

    folder = Path(sys.argv[1])
    figures = {"fairness": fairness(folder, pd), "drift": drift(folder, pd)}
    (folder / "figures.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
