"""The tagger of names as it ships: found by scan and eval detectors, good enough on rows that it never saw, off where
the settings say so. What is refused at start: test_models.py."""

import json

import pytest

from gateway import ROOT, run

DATA = ROOT.parent / "shared" / "data"
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


def test_names_take_nothing_from_structured_entities(tmp_path):
    rows = rows_of(DATA / "pii.dev.jsonl", lambda row: True)
    path = tmp_path / "rows.jsonl"
    path.write_text(rows)
    found = {}
    for names in ("on", "off"):
        settings = tmp_path / "settings.yaml"
        settings.write_text(f"detect:\n  names: {names}\n")
        done = run("eval", "detectors", path, "--format", "json", "--settings", settings, seconds=300)
        assert done.returncode == 0, done.stderr
        found[names] = json.loads(done.stdout)["files"][0]["entities"]["structured"]["exact"]["f1"]
    assert found["on"] >= found["off"] >= 0.95
