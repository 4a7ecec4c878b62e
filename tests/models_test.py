"""What learned models, phrase tables and our own training text ship: nothing that could be read back as a row of the data they were made from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
MODELS = ROOT / "data" / "models"
TRAINING = ROOT / "data" / "training"  # written for the project; models are made from it too
WORDS = 8  # in a row that must not ship
WORD = re.compile(r"[^\W_]+")


def words_of(text):
    return [word.lower() for word in WORD.findall(text)]


def runs(words):
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def is_chance(run):
    """Eight letters or digits between other bytes: among two million weights some are like a row of digits."""
    return all(len(word) == 1 for word in run.split())


@pytest.fixture(scope="module")
def shipped():
    """Run of eight words -> the shipped file that has it."""
    files = [p for folder in (MODELS, TRAINING) for p in sorted(folder.rglob("*")) if p.is_file()]
    files += sorted((ROOT / "src" / "detect").rglob("phrases*.cc")) + sorted((ROOT / "src" / "detect").rglob("*_table.cc"))
    found = {}
    for path in files:
        text = path.read_bytes().decode("utf-8", "ignore")
        for part in text.splitlines() if path.is_relative_to(TRAINING) else [text]:  # a line is a text of its own there
            for run in runs(words_of(part)):
                if path.suffix == ".gsm" and is_chance(run):
                    continue
                found.setdefault(run, path.relative_to(ROOT))
    return found


def test_the_comparison_finds_what_is_there():
    text = "one two three four five six seven eight nine"
    assert runs(words_of(text.upper() + "!")) & runs(words_of(f"\0\1 {text}\0"))
    assert not runs(words_of("one two three four five six seven"))
    assert is_chance("1 2 1 2 1 2 2 2") and not is_chance("a b c d e f g of")


def test_no_row_ships(shipped):
    rows = sorted(DATA.glob("*.jsonl")) + sorted(DATA.glob("names/*.jsonl"))
    if not rows:
        pytest.skip(f"no labelled data in {DATA}")
    for path in rows:
        for number, line in enumerate(path.open(), 1):
            for run in runs(words_of(json.loads(line)["text"])):
                assert run not in shipped, f"{shipped[run]} holds words of {path.name}:{number}: {run}"
