"""What a guard's verdicts and scores on labelled rows are worth; the same for every guard."""


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def verdicts(labels: list[int], flagged: list[bool]) -> dict:
    """Precision, recall and the rate of false positives, each null where it has nothing to count."""
    pairs = list(zip(labels, flagged, strict=True))
    true_positives = sum(1 for label, flag in pairs if label and flag)
    false_positives = sum(1 for label, flag in pairs if not label and flag)
    positives = sum(labels)
    return {
        "precision": share(true_positives, true_positives + false_positives),
        "recall": share(true_positives, positives),
        "false_positive_rate": share(false_positives, len(labels) - positives),
    }


def area(labels: list[int], scores: list[float]) -> float | None:
    """Under the ROC curve: how often a positive scores above a negative; equal scores count half."""
    order = sorted(zip(scores, labels))
    wins = below = i = 0
    while i < len(order):
        j = i
        while j < len(order) and order[j][0] == order[i][0]:
            j += 1
        positives = sum(label for _, label in order[i:j])
        negatives = j - i - positives
        wins += positives * (below + negatives / 2)
        below += negatives
        i = j
    positives = sum(labels)
    return wins / (positives * below) if positives and below else None


def recall_at(labels: list[int], scores: list[float], rate: float) -> float | None:
    """Recall at the lowest cut that flags at most that share of the negatives."""
    negatives = sorted((score for label, score in zip(labels, scores) if not label), reverse=True)
    positives = [score for label, score in zip(labels, scores) if label]
    if not negatives or not positives:
        return None
    allowed = int(rate * len(negatives))
    cut = negatives[allowed] if allowed < len(negatives) else float("-inf")
    return sum(score > cut for score in positives) / len(positives)


def figures(labels: list[int], flagged: list[bool], scores: list[float | None], rate: float) -> dict:
    found = verdicts(labels, flagged)
    if all(score is not None for score in scores):
        found |= {"auc": area(labels, scores), "recall_at_rate": recall_at(labels, scores, rate)}
    return found
