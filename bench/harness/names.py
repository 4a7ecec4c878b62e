"""Names in text that the tagger's sources wrote: English rows of names.dev.jsonl, ours beside Presidio's model.

Both are given the same rows; of each only the types that the row's source annotates count. The tagger
was trained on other documents of these sources, Presidio's model on none of them.
"""

import json
import os
import tempfile

from harness import spans
from harness.command import Failed, run

FOLDER = "../shared/data/names"
ROWS_A_SOURCE = 100


def chosen_rows() -> list[dict]:
    """The first English rows of each source, with the types it annotates under "annotated"."""
    path = f"{FOLDER}/names.dev.jsonl"
    if not os.path.exists(path):
        raise Failed(f"{path} is not there")
    with open(f"{FOLDER}/sources.json", encoding="utf-8") as file:
        sources = json.load(file)
    taken: dict = {}
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            source = row["source"]
            if row["lang"] != "en" or taken.get(source, 0) == ROWS_A_SOURCE:
                continue
            taken[source] = taken.get(source, 0) + 1
            rows.append({**row, "annotated": sources[source]["types"]})
    return rows


def f1_of(rows: list[dict], found: list[list[tuple]]) -> dict:
    """ "all" and each source -> type -> F1 by overlap and the number of spans."""
    groups: dict = {"all": ([], [])}
    for row, entities in zip(rows, found, strict=True):
        kept = [each for each in entities if each[0] in row["annotated"]]
        for name in ("all", row["source"]):
            into = groups.setdefault(name, ([], []))
            into[0].append(row)
            into[1].append(kept)
    result = {}
    for name, (some, entities) in groups.items():
        counts = spans.count(some, entities)
        result[name] = {
            kind: {"expected": each.expected, "overlap": each.f1("overlap")}
            for kind, each in counts.items()
            if each.expected
        }
    return result


def as_tuples(entities: list[dict]) -> list[tuple]:
    return [(each["type"], each["start"], each["end"]) for each in entities]


def measure(ours: list[str], peer: list[str] | None) -> dict:
    """`ours` and `peer`: the commands without the files of rows (and of texts) they end with."""
    rows = chosen_rows()
    with tempfile.TemporaryDirectory() as folder:
        rows_path, texts_path = f"{folder}/rows.jsonl", f"{folder}/texts.json"
        with open(rows_path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"text": row["text"]}) + "\n" for row in rows)
        with open(texts_path, "w", encoding="utf-8") as file:
            file.write("{}")
        lines = run([*ours, rows_path]).splitlines()
        result = {
            "rows": len(rows),
            "ours": f1_of(rows, [as_tuples(json.loads(line)["entities"]) for line in lines]),
        }
        if peer:
            found = json.loads(run([*peer, rows_path, texts_path]))["rows"]
            one_type = [as_tuples(spans.one_type_a_character(each)) for each in found]
            result["peer"] = f1_of(rows, one_type)
    return result
