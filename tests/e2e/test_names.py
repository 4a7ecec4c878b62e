"""The tagger of names as it ships: found by scan and eval detectors, good enough on rows that it never saw, off where
the settings say so, refused at start when its model is not usable."""

import json
import re

import pytest

from gateway import ROOT, run

DATA = ROOT.parent / "shared" / "data"
MODELS = ROOT / "data" / "models"
TEXT = "My name is Maria Gonzalez and I live in Berlin."


def entities(text, tmp_path, **settings):
    """What scan finds, with these settings of `detect`."""
    arguments = []
    if settings:
        path = tmp_path / "settings.yaml"
        path.write_text("detect:\n" + "".join(f"  {key}: {value}\n" for key, value in settings.items()))
        arguments = ["--settings", str(path)]
    done = run("scan", *arguments, stdin=json.dumps({"text": text}) + "\n")
    assert done.returncode == 0, done.stderr
    return [(e["type"], text[e["start"] : e["end"]]) for e in json.loads(done.stdout)["entities"]]


def test_scan_finds_names(tmp_path):
    assert entities(TEXT, tmp_path) == [("PERSON", "Maria Gonzalez"), ("LOCATION", "Berlin")]


def test_names_can_be_turned_off(tmp_path):
    assert entities(TEXT, tmp_path, names="off") == []


def test_a_model_that_is_not_there_is_refused_with_its_path(tmp_path):
    path = tmp_path / "settings.yaml"
    path.write_text(f"detect:\n  models: {tmp_path}\n")
    done = run("scan", "--settings", str(path), stdin="")
    assert done.returncode != 0
    assert str(tmp_path) in done.stderr


def rows_of(path, chosen):
    if not path.exists():
        pytest.skip(f"{path} is not there")
    lines = path.read_text().strip().split("\n")
    return "".join(line + "\n" for line in lines if chosen(json.loads(line)))


def f1(rows, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(rows)
    done = run("eval", "detectors", path, "--format", "json", seconds=300)
    assert done.returncode == 0, done.stderr
    types = json.loads(done.stdout)["files"][0]["entities"]["types"]
    return {name: figures["overlap"]["f1"] for name, figures in types.items()}


def test_names_in_rows_of_a_source_that_nobody_trained_on(tmp_path):
    rows = rows_of(DATA / "pii.dev.jsonl", lambda row: row["source"].startswith("microsoft/presidio-research"))
    found = f1(rows, tmp_path)
    assert found["PERSON"] >= 0.80
    assert found["LOCATION"] >= 0.55  # places inside of addresses count as missed


def test_names_in_german_news(tmp_path):
    rows = rows_of(DATA / "names" / "names.dev.jsonl", lambda row: row["source"] == "GermEval2014")
    assert f1(rows, tmp_path)["PERSON"] >= 0.75


def words_of(text):
    return re.findall(r"\w+", text.lower())


def test_nothing_of_eight_words_of_a_row_ships():
    data = DATA / "names" / "names.train.jsonl"
    if not data.exists():
        pytest.skip(f"{data} is not there")
    shipped = words_of((MODELS / "names.md").read_text()) + words_of((MODELS / "names.gsm").read_bytes().decode("latin-1"))
    runs = {tuple(shipped[i : i + 8]) for i in range(len(shipped) - 7)}
    for line in data.open():
        words = words_of(json.loads(line)["text"])
        for i in range(len(words) - 7):
            assert tuple(words[i : i + 8]) not in runs
