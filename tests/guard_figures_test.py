"""The figures by which bench/ compares guards."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from harness.guard_figures import area, figures, recall_at, verdicts  # noqa: E402


def area_by_pairs(labels, scores):
    pairs = [(p, n) for p, a in zip(scores, labels) if a for n, b in zip(scores, labels) if not b]
    return sum(1 if p > n else 0.5 if p == n else 0 for p, n in pairs) / len(pairs)


@pytest.mark.parametrize("steps", [3, 1000])
def test_area_is_the_share_of_pairs_in_order_and_ties_count_half(steps):
    r = random.Random(1)
    labels = [int(r.random() < 0.3) for _ in range(200)]
    scores = [r.randrange(steps) / steps + label / 4 for label in labels]
    assert area(labels, scores) == pytest.approx(area_by_pairs(labels, scores))


def test_area_of_one_label_alone_is_unknown():
    assert area([1, 1], [0.1, 0.2]) is None


def test_recall_at_the_lowest_cut_that_keeps_the_rate():
    labels = [0] * 10 + [1] * 4
    scores = [0.1] * 8 + [0.5, 0.9] + [0.95, 0.6, 0.5, 0.2]
    assert recall_at(labels, scores, 0.1) == 0.5  # one negative may be above: the cut is 0.5
    assert recall_at(labels, scores, 0) == 0.25
    assert recall_at(labels, scores, 1) == 1


def test_a_cut_within_equal_scores_cannot_be_had():
    assert recall_at([0] * 10 + [1], [1.0] * 10 + [1.0], 0.1) == 0


def test_verdicts_and_what_has_no_score():
    labels, flagged = [1, 1, 0, 0, 0], [True, False, True, False, False]
    assert verdicts(labels, flagged) == {"precision": 0.5, "recall": 0.5, "false_positive_rate": pytest.approx(1 / 3)}
    assert "auc" not in figures(labels, flagged, [None] * 5, 0.01)
    assert verdicts([0, 0], [False, False]) == {"precision": None, "recall": None, "false_positive_rate": 0}
