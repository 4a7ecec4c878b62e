"""Writes the section "guards" of docs/benchmarks.md."""

from harness.tables import DASH, command_list, duration, failure_list, paragraphs, table, taken_on

# What a guard is; the names are those of harness/guards.py.
LABELS = {
    "nanoguard": "metatronnanoguard (transformer, 17 M weights)",
    "prompt_guardrail": "prompt-guardrail (logistic regression)",
    "prompt_injection_detector": "prompt-injection-detector (logistic regression)",
    "llm_guardrail": "llm_guardrail (logistic regression)",
    "last_layer": "last-layer, everything that it finds",
    "last_layer_exploit": "last-layer, its exploit classifier alone",
    "prompt_armor": "prompt-armor without its models (rules)",
    "prismguard": "prismguard without its model (rules)",
    "hai_heuristic": "hai-guardrails, heuristic (likeness to phrases)",
    "hai_pattern": "hai-guardrails, pattern (rules)",
    "plumblint": "plumblint (rules)",
    "nukon_pi_detect": "nukon-pi-detect (rules)",
    "injectguard": "injectguard (rules)",
    "prompt_injection_defense": "prompt-injection-defense (rules)",
    "vard": "vard (rules)",
    "llmverify": "llmverify (rules)",
    "aegis_llm": "aegis-llm, input validation (6 rules)",
    "toxic_comment_classifier": "toxic-comment-classifier (LSTM)",
    "alt_profanity_check": "alt-profanity-check (linear SVM)",
    "best_profanity": "best-profanity (linear, English and Tagalog)",
    "better_profanity": "better-profanity (word list)",
    "glin_profanity": "glin-profanity (word lists, all languages)",
    "obscenity": "obscenity (word list)",
}
LEAST_ROWS = 300
RATES = {"injection": "1%", "harm": "5%"}
TITLES = {"injection": "### Injection", "harm": "### Harm"}


def rate(value: float | None) -> str:
    return DASH if value is None else f"{value:.3f}"


def name_of(name: str, guard: dict, rows: int) -> str:
    label = LABELS[name].split(" ")
    label[0] = label[0].removesuffix(",") + f" {guard['version']}" + ("," if label[0].endswith(",") else "")
    partly = f", first {guard['judged']:,} rows" if guard["judged"] < rows else ""
    return " ".join(label) + partly


def time_shown(microseconds: float | None) -> str:
    if microseconds is None:
        return DASH
    return f"{microseconds / 1e6:.1f} s" if microseconds >= 1e6 else duration(microseconds * 1e3)


def time_of(side: dict) -> list[str]:
    shown = [time_shown(side.get(key)) for key in ("median_us", "mean_us")]
    size = f"{side['size_mib']:,.1f} MiB" if "size_mib" in side else DASH
    return [*shown, size]


def is_judged(side: dict) -> bool:
    """Whether enough rows were, for its figures to say something."""
    return side["judged"] >= LEAST_ROWS


def sides_of(task: dict) -> list[tuple[str, dict]]:
    """Ours, then the others: what scores by the area, what only says yes or no by recall less FP."""
    taught = " (has learned from these rows)" if task["taught"] else ""
    ours = [
        (f"**Governed Speed**, as it ships{taught}", task["ours"]),
        ("**Governed Speed**, a model without the row's source", task.get("ours_left_out")),
    ]
    others = sorted(
        task["guards"].items(),
        key=lambda each: (
            not is_judged(each[1]),
            "auc" not in each[1],
            -(each[1].get("auc") or (each[1]["recall"] or 0) - (each[1]["false_positive_rate"] or 0)),
        ),
    )
    named = [(name_of(name, guard, task["rows"]), guard) for name, guard in others]
    return [(label, side) for label, side in ours if side] + named


def worth_table(task: dict, most: str) -> str:
    figures = ("auc", "recall_at_rate", "precision", "recall", "false_positive_rate")
    rows = [
        [label, *(rate(side.get(figure) if is_judged(side) else None) for figure in figures), *time_of(side)]
        for label, side in sides_of(task)
    ]
    head = ["guard", "AUC", f"recall at {most} FP", "precision", "recall", "FP"]
    return table([*head, "median a row", "mean a row", "package"], rows)


def groups_table(task: dict) -> str:
    rows = [
        [label, *(rate(side["groups"][name]) for name in task["groups"])]
        for label, side in sides_of(task)
        if is_judged(side)
    ]
    return table(["flagged of", *(f"{name} ({count})" for name, count in task["groups"].items())], rows)


def of_task(name: str, task: dict) -> str:
    apart = f"; {task['apart']} harmful requests without an attack are counted apart" if task["apart"] else ""
    counted = f"{task['rows']:,} rows, {task['positives']:,} of them positive{apart}."
    missing = "" if task["ours"] else "The program has no such signal in this build."
    return paragraphs(TITLES[name], counted, missing, worth_table(task, RATES[name]), groups_table(task))


def guards(section: dict) -> str:
    parts = [of_task(name, task) for name, task in section["tasks"].items()]
    return paragraphs(taken_on(section), *parts, failure_list(section), command_list(section["commands"]))
