"""Counts how found entities agree with expected ones, in the same way for every detector.

Exact: same type, start and end. Overlap: same type and a character in common, each expected entity
taking one found one. The same rules as src/measure/span_counts.h.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

SAME_AS = {"GPE": "LOCATION", "STREET_ADDRESS": "ADDRESS", "TITLE": None, "PREFIX": None}
TAGGED = {"PERSON", "LOCATION", "ORGANIZATION", "NRP", "DATE_TIME", "ADDRESS"}


@dataclass
class Counts:
    expected: int = 0
    found: int = 0
    exact: int = 0
    overlap: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(self.as_tuple(), other.as_tuple())))

    def as_tuple(self) -> tuple:
        return self.expected, self.found, self.exact, self.overlap

    def f1(self, matches: str) -> float | None:
        both = self.expected + self.found
        return 2 * getattr(self, matches) / both if both else None


def by_type(entities: list[tuple], only: str | None) -> dict:
    """type -> [(start, end)...] in order, under the name that is counted."""
    lists = defaultdict(list)
    for kind, start, end in entities:
        kind = SAME_AS.get(kind, kind)
        if kind and (only is None or kind == only):
            lists[kind].append((start, end))
    return {kind: sorted(spans) for kind, spans in lists.items()}


def count_overlaps(expected: list[tuple], found: list[tuple]) -> int:
    matches = e = f = 0
    while e < len(expected) and f < len(found):
        if expected[e][1] <= found[f][0]:
            e += 1
        elif found[f][1] <= expected[e][0]:
            f += 1
        else:
            matches, e, f = matches + 1, e + 1, f + 1
    return matches


def count_row(row: dict, found: list[tuple], counts: dict) -> None:
    """Adds one row of the data and the (type, start, end) that were found in it."""
    only = row.get("checks")
    only = SAME_AS.get(only, only)
    wanted = by_type([(s["entity_type"], s["start"], s["end"]) for s in row["spans"]], only)
    seen = by_type(found, only)
    for kind in {*wanted, *seen}:
        expected, others = wanted.get(kind, []), seen.get(kind, [])
        exact = (Counter(expected) & Counter(others)).total()
        counts[kind] += Counts(len(expected), len(others), exact, count_overlaps(expected, others))


def count(rows: list[dict], found: list[list[tuple]]) -> dict:
    """type -> Counts over all rows."""
    counts: dict = defaultdict(Counts)
    for row, entities in zip(rows, found, strict=True):
        count_row(row, entities, counts)
    return dict(counts)


def micro(counts: dict, kinds) -> Counts:
    """The sum over the types that `kinds` says yes to."""
    return sum((each for kind, each in counts.items() if kinds(kind)), Counts())


def one_type_a_character(entities: list[dict]) -> list[dict]:
    """Of findings that overlap the one with the higher score stays, then the longer one."""
    kept: list[dict] = []
    for each in sorted(entities, key=lambda e: (-e["score"], e["start"] - e["end"])):
        if all(each["end"] <= k["start"] or k["end"] <= each["start"] for k in kept):
            kept.append(each)
    return kept
