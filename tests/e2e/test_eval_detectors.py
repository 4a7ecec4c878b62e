"""governed-speed eval detectors: figures of labelled rows, beside a second, naive way to get them."""

import json
from itertools import product

import pytest

from gateway import ROOT, run

DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def write(tmp_path):
    def write_one(rows, name="rows.jsonl"):
        path = tmp_path / name
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
        return path

    return write_one


def evaluate(*arguments, **kwargs):
    return run("eval", "detectors", *arguments, **kwargs)


def figures(*arguments):
    """The report of the first file."""
    done = evaluate(*arguments, "--format", "json", seconds=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["files"][0]


def by_length(lengths, label, source="made"):
    """Rows whose score is their length, with --signal length."""
    return [{"text": "x" * length, "label": label, "source": source} for length in lengths]


def auc_of_pairs(positives, negatives):
    won = sum(1 if p > n else 0.5 if p == n else 0 for p, n in product(positives, negatives))
    return won / (len(positives) * len(negatives))


# Scores


def test_scores_by_hand(write):
    positives, negatives = [9, 7, 5, 5, 1], [8, 5, 2, 2]
    rows = by_length(positives, 1, "attacks") + by_length(negatives, 0, "harmless")
    report = figures(write(rows), "--signal", "length", "--threshold", "5")
    assert report["rows"] == 9 and report["bytes"] == sum(positives + negatives)
    total = report["score"]["total"]
    assert (total["positives"], total["negatives"]) == (5, 4)
    assert (total["true_positives"], total["false_positives"]) == (2, 1)  # above 5, not at it
    assert total["precision"] == pytest.approx(2 / 3)
    assert total["recall"] == pytest.approx(0.4)
    assert total["f1"] == pytest.approx(0.5)
    assert total["false_positive_rate"] == 0.25
    assert total["auc"] == pytest.approx(auc_of_pairs(positives, negatives))
    assert total["recall_at_1_percent_false_positives"] == 0.2  # 9 alone stands above the first negative


def test_scores_by_source(write):
    rows = by_length([9, 3], 1, "a") + by_length([5], 0, "b") + by_length([7], 1, "c") + by_length([1], 0, "c") + [{"text": "xx", "label": 0}]
    sources = figures(write(rows), "--signal", "length")["score"]["sources"]
    assert set(sources) == {"a", "b", "c", ""}
    assert sources["a"]["auc"] == pytest.approx(auc_of_pairs([9, 3], [5, 1, 2]))
    assert sources["a"]["auc_against"] == "file"
    assert sources["c"]["auc"] == 1 and sources["c"]["auc_against"] == "source"
    assert sources["a"]["recall_at_1_percent_false_positives"] == 0.5
    assert sources["b"]["recall"] is None and sources["a"]["false_positive_rate"] is None


def test_one_percent_of_two_hundred_negatives(write):
    rows = by_length([50], 0) + by_length([49], 1) + by_length([48], 0) + by_length([47], 1) + by_length([46], 0)
    rows += by_length([45], 1) + by_length([1] * 197, 0)
    total = figures(write(rows), "--signal", "length")["score"]["total"]
    assert total["negatives"] == 200
    assert total["recall_at_1_percent_false_positives"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "name, signal",
    [("injection.dev.jsonl", "jailbreak_score"), ("harm.jsonl", "harm_score"), ("secrets.jsonl", "contains_secret"), ("pii.jsonl", "contains_pii")],
)
def test_the_file_name_says_which_signal(write, name, signal):
    path = write([{"text": "mail a.b@example.org", "label": 1}, {"text": "x", "label": 0}], name)
    score = figures(path)["score"]
    assert (score["signal"], score["threshold"], score["threshold_from"]) == (signal, 0.8, "default")
    if signal == "contains_pii":
        assert score["total"]["auc"] == 1 and score["total"]["recall"] == 1


THRESHOLDS = [
    ("prompt.jailbreak_score > 0.7", (0.7, False, "rule mine")),
    ("prompt.jailbreak_score >= 0.6 && prompt.length > 3", (0.6, True, "rule mine")),
    ("0.5 < jailbreak_score", (0.5, False, "rule mine")),
    ("prompt.harm_score > 0.1", (0.8, False, "default")),
]


@pytest.mark.parametrize("condition, expected", THRESHOLDS)
def test_the_threshold_of_the_policy(write, tmp_path, condition, expected):
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"policy_as_code:\n  baseline: off\n  rules:\n    - {{ id: mine, when: '{condition}', action: block }}\n")
    score = figures(write(by_length([1], 1) + by_length([2], 0), "injection.jsonl"), "--config", policy)["score"]
    assert (score["threshold"], score["threshold_inclusive"], score["threshold_from"]) == expected


def test_the_phase_and_the_role_reach_the_detectors(write):
    rows = [{"text": "I cannot help with that.", "label": 1, "role": "assistant"}, {"text": "Here it is.", "label": 0}]
    score = figures(write(rows), "--signal", "refused", "--phase", "output")["score"]
    prompt = figures(write(rows), "--signal", "refused", "--phase", "prompt")["score"]
    assert prompt["detected"] is False and prompt["total"]["auc"] == 0.5
    if score["detected"]:
        assert score["total"]["auc"] == 1


# Entities

MAIL = "maria@example.com"


def span(text, part, kind):
    start = text.index(part)
    return {"start": start, "end": start + len(part), "entity_type": kind}


def test_entities_by_hand(write):
    texts = [f"😀 é {MAIL}", f"to {MAIL} and bob@example.org", "nobody here", MAIL, f"I saw Ana at {MAIL}"]
    rows = [
        {"text": texts[0], "spans": [span(texts[0], MAIL, "EMAIL_ADDRESS")], "source": "a"},
        # one found exactly, one with another start, which overlaps alone
        {"text": texts[1], "spans": [span(texts[1], MAIL, "EMAIL_ADDRESS"), span(texts[1], "and bob@example.org", "EMAIL_ADDRESS")], "source": "a"},
        {"text": texts[2], "spans": [span(texts[2], "nobody", "EMAIL_ADDRESS")], "source": "b"},
        # this type alone is looked at: the address is no mistake
        {"text": texts[3], "spans": [], "checks": "US_SSN", "source": "b"},
        {"text": texts[4], "spans": [span(texts[4], "Ana", "PERSON"), span(texts[4], MAIL, "EMAIL_ADDRESS"), span(texts[4], "I", "TITLE")]},
    ]
    entities = figures(write(rows))["entities"]
    mail = entities["types"]["EMAIL_ADDRESS"]
    assert (mail["expected"], mail["found"]) == (5, 4)
    assert (mail["exact"]["matches"], mail["overlap"]["matches"]) == (3, 4)
    assert mail["exact"]["precision"] == 0.75 and mail["exact"]["recall"] == 0.6
    assert mail["overlap"]["f1"] == pytest.approx(8 / 9)
    assert "TITLE" not in entities["types"]
    assert entities["types"]["PERSON"]["structured"] is False
    assert entities["structured"]["expected"] == 5
    assert entities["tagged"]["expected"] == 1
    assert entities["sources"]["b"]["structured"]["exact"]["recall"] == 0


def read(path):
    # Not splitlines(), which also splits at characters that a text may hold.
    return [json.loads(line) for line in path.read_text().strip().split("\n")]


def naive_counts(rows, found):
    """type -> [expected, found, exact, overlap], pair by pair."""
    same = {"GPE": "LOCATION", "STREET_ADDRESS": "ADDRESS", "TITLE": None, "PREFIX": None}
    counts = {}
    for row, entities in zip(rows, found, strict=True):
        expected = [(same.get(s["entity_type"], s["entity_type"]), s["start"], s["end"]) for s in row["spans"]]
        seen = [(same.get(e["type"], e["type"]), e["start"], e["end"]) for e in entities]
        for kind in {k for k, _, _ in expected + seen} - {None}:
            if "checks" in row and kind != same.get(row["checks"], row["checks"]):
                continue
            wanted = sorted((s, e) for k, s, e in expected if k == kind)
            left = sorted((s, e) for k, s, e in seen if k == kind)
            count = counts.setdefault(kind, [0, 0, 0, 0])
            count[0] += len(wanted)
            count[1] += len(left)
            count[2] += len(set(wanted) & set(left))
            for start, end in wanted:
                match = next((o for o in left if o[0] < end and start < o[1]), None)
                if match:
                    left.remove(match)
                    count[3] += 1
    return counts


@pytest.mark.skipif(not DATA.exists(), reason="there is no labelled data beside the repository")
def test_entities_of_the_labelled_data_agree_with_scan():
    path = DATA / "pii.dev.jsonl"
    rows = read(path)
    scanned = run("scan", path, seconds=120)
    assert scanned.returncode == 0, scanned.stderr
    found = [json.loads(line)["entities"] for line in scanned.stdout.splitlines()]
    types = figures(path)["entities"]["types"]
    counted = {
        kind: [each["expected"], each["found"], each["exact"]["matches"], each["overlap"]["matches"]] for kind, each in types.items()
    }
    assert {k: v for k, v in counted.items() if any(v)} == naive_counts(rows, found)


@pytest.mark.skipif(not DATA.exists(), reason="there is no labelled data beside the repository")
def test_scores_of_the_labelled_data_agree_with_scan():
    path = DATA / "harm.dev.jsonl"
    rows = read(path)[:600]
    scanned = run("scan", path, seconds=120)
    lengths = [json.loads(line)["signals"]["length"] for line in scanned.stdout.splitlines()][:600]
    short = "\n".join(json.dumps(row) for row in rows)
    done = evaluate("-", "--signal", "length", "--format", "json", stdin=short, seconds=120)
    total = json.loads(done.stdout)["files"][0]["score"]["total"]
    groups = {label: [n for n, row in zip(lengths, rows) if row["label"] == label] for label in (0, 1)}
    assert total["auc"] == pytest.approx(auc_of_pairs(groups[1], groups[0]))


# Text


def test_the_tables(write):
    mail = {"text": MAIL, "spans": [span(MAIL, MAIL, "EMAIL_ADDRESS")], "source": "a"}
    done = evaluate(write(by_length([3], 1, "a") + by_length([1], 0, "b") + [mail]), "--signal", "length", "--threshold", "2")
    assert done.returncode == 0, done.stderr
    for words in ("rows.jsonl: 3 rows", "length > 2 (--threshold)", "µs a row", "MB/s", "precision", "recall@1%FP", "EMAIL_ADDRESS", "structured, all"):
        assert words in done.stdout, done.stdout
    assert all(len(line) <= 140 for line in done.stdout.splitlines())


def test_several_files(write):
    one = write(by_length([3], 1) + by_length([1], 0), "injection.one.jsonl")
    two = write(by_length([3], 1) + by_length([1], 0), "harm.two.jsonl")
    done = evaluate(one, two, "--format", "json")
    assert [f["score"]["signal"] for f in json.loads(done.stdout)["files"]] == ["jailbreak_score", "harm_score"]


# Bad input

BAD = [
    ("not json", "not JSON"),
    ('{"label": 1}', "text is missing"),
    ('{"text": "x"}', "label or spans is missing"),
    ('{"text": "x", "label": 3}', "label must be 0 or 1"),
    ('{"text": "x", "spans": [{"start": 0, "end": 9, "entity_type": "A"}]}', "spans[0].end is 9, but the text has 1 code points"),
    ('{"text": "x", "spans": [{"start": 1, "end": 1, "entity_type": "A"}]}', "spans[0] must have 0 <= start < end"),
    ('{"text": "x", "spans": [{"start": 0, "end": 1}]}', "spans[0].entity_type must be a string"),
    ('{"text": "x", "label": 1, "role": "boss"}', "role must be"),
    ('{"text": "x", "label": 1, "source": 5}', "source must be a string"),
]


@pytest.mark.parametrize("line, words", BAD, ids=[words for _, words in BAD])
def test_a_bad_row_is_named_and_the_others_are_measured(write, line, words):
    path = write(by_length([3], 1) + [line] + by_length([1], 0))
    done = evaluate(path, "--signal", "length", "--format", "json")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and words in done.stderr and f"{path}:2)" in done.stderr
    report = json.loads(done.stdout)["files"][0]
    assert (report["rows"], report["bad_rows"]) == (2, 1)


def test_many_bad_rows_are_counted_not_listed(write):
    done = evaluate(write(["bad"] * 100 + by_length([3], 1)), "--signal", "length")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 21 and "80 more rows are unusable" in done.stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["empty.jsonl", "--signal", "length"], "there is no labelled row"),
        (["labels.jsonl"], "--signal"),
        (["labels.jsonl", "--signal", "nothing_known"], "nothing_known"),
        (["labels.jsonl", "--format", "xml"], "--format"),
        (["labels.jsonl", "--threshold", "high"], "--threshold"),
        (["labels.jsonl", "--config", "nowhere.yaml"], "nowhere.yaml"),
        ([], "files"),
    ],
)
def test_unusable_input(write, tmp_path, arguments, words):
    write([], "empty.jsonl")
    write(by_length([1], 1), "labels.jsonl")
    done = evaluate(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and words in done.stderr, done.stderr


def test_a_file_that_cannot_be_read_keeps_the_others(write, tmp_path):
    good = write(by_length([3], 1) + by_length([1], 0))
    done = evaluate("nowhere.jsonl", good, "--signal", "length", "--format", "json", folder=tmp_path)
    assert done.returncode == 2
    assert "nowhere.jsonl" in done.stderr
    assert [f["rows"] for f in json.loads(done.stdout)["files"]] == [2]


def test_no_value_is_printed(write):
    text = f"{MAIL} 4111 1111 1111 1111"
    rows = [{"text": text, "label": 1}, {"text": text, "label": "maria"}, f'{{"text": "{MAIL}"']
    done = evaluate(write(rows, "pii.jsonl"))
    assert done.returncode == 1
    assert "maria" not in done.stdout + done.stderr and "4111" not in done.stdout + done.stderr


def test_help():
    done = evaluate("--help")
    assert done.returncode == 0
    for words in ("--signal", "--threshold", "--config", "--format", "code points"):
        assert words in done.stdout
    assert "detectors" in run("eval", "--help").stdout
