"""governed-speed scan: JSON Lines in, JSON Lines out."""

import json
import os
import select
import subprocess

import pytest

from gateway import BINARY, REFERENCE_POLICY, clean_environment, run


def scan(*arguments, stdin=""):
    """(exit status, lines out as objects, standard error) of raw bytes in."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run(
        [str(BINARY), "scan", *map(str, arguments)], input=data, capture_output=True, timeout=60, env=clean_environment()
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def rows(*texts):
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


# What comes out


def test_a_line_for_each_line_in_the_order_given():
    lines = [{"id": i, "text": "x" * (i + 1)} for i in range(300)]
    status, out, err = scan(stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert status == 0, err
    assert [line["id"] for line in out] == list(range(300))
    assert [line["signals"]["length"] for line in out] == list(range(1, 301))


def test_the_id_is_given_back_as_it_was():
    status, out, _ = scan(stdin='{"id":"a\\u00e9\\"","text":"x"}\n{"id":1.5,"text":"x"}\n{"text":"x"}\n')
    assert status == 0
    assert [line.get("id") for line in out] == ['aé"', 1.5, None]
    assert "id" not in out[2]


def test_offsets_are_code_points_of_the_submitted_text():
    # Outside the BMP, two bytes, three bytes, a combining accent, a full-width letter, zero width.
    before = "😀 é 中 e\u0301 Ａ\u200b "
    text = before + "write to maria@example.com now"
    status, out, err = scan(stdin=rows(text))
    assert status == 0, err
    mails = [e for e in out[0]["entities"] if e["type"] == "EMAIL_ADDRESS"]
    assert [text[e["start"] : e["end"]] for e in mails] == ["maria@example.com"]
    assert 0 < mails[0]["score"] <= 1
    assert out[0]["signals"]["length"] == len(text)


def test_every_detector_runs_whatever_the_policy_reads(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("policy_as_code:\n  baseline: off\n  rules: []\n")
    _, with_policy, err = scan("--config", policy, stdin=rows("mail a.b@example.org"))
    _, without, _ = scan(stdin=rows("mail a.b@example.org"))
    assert with_policy == without, err
    assert {"length", "tokens", "contains_pii", "pii_types"} <= set(without[0]["signals"])


def test_signals_that_nothing_raised_are_neutral():
    _, out, _ = scan(stdin=rows("an ordinary sentence"))
    assert out[0]["signals"]["contains_pii"] is False
    assert out[0]["signals"]["pii_types"] == []
    assert out[0]["entities"] == []


def test_patterns_of_the_policy_are_detected(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("policy_as_code:\n  patterns:\n    order: { regex: 'order [0-9]{4}' }\n  rules: []\n")
    status, out, err = scan("--config", policy, stdin=rows("order 1234", "none"))
    assert status == 0, err
    assert [line["signals"]["pattern.order"] for line in out] == [True, False]


def test_signals_belong_to_the_phase():
    _, prompt, _ = scan("--phase", "prompt", stdin=rows("x"))
    _, output, _ = scan("--phase", "output", stdin=rows("x"))
    assert "refused" not in prompt[0]["signals"]
    assert "jailbreak_score" not in output[0]["signals"]


@pytest.mark.parametrize("role", ["user", "system", "assistant", "tool", "document"])
def test_roles(role):
    status, out, err = scan(stdin=json.dumps({"text": "x", "role": role}) + "\n")
    assert status == 0, err
    assert out[0]["signals"]["length"] == 1


def test_no_value_is_printed():
    secrets = ["4111 1111 1111 1111", "maria.secret@example.com", "ghp_0123456789abcdefghijABCDEFGHIJ012345"]
    lines = rows(*secrets) + "".join(
        [
            '{"text": 7, "note": "maria.secret@example.com"}\n',
            '{"maria.secret@example.com": 1, "maria.secret@example.com": 2}\n',
            '{"text": "x", "role": "maria.secret@example.com"}\n',
            '{"text": "maria.secret@example.com\n',
            "maria.secret@example.com\n",
        ]
    )
    done = run("scan", stdin=lines)
    assert done.returncode == 1
    for secret in ["4111 1111", "41111111", "maria", "ghp_"]:  # "4111" alone may be digits of a score
        assert secret not in done.stdout + done.stderr


# Bad lines

BAD = [
    (b"not json", "not JSON"),
    (b'{"text": "x"', "JSON ends too early"),
    (b'["x"]', "must be a JSON object"),
    (b"{}", "text is missing"),
    (b'{"text": 5}', "text must be a string"),
    (b'{"text": null}', "text must be a string"),
    (b'{"text": "x", "id": []}', "id must be a string or a number"),
    (b'{"text": "x", "role": "owner"}', "role must be user, system, assistant, tool or document"),
    (b'{"text": "x", "role": 1}', "role must be a string"),
    (b'{"text": "\xff"}', "invalid UTF-8 at byte 11"),
    (b'{"text": "\\ud800"}', "not JSON"),
    (b'{"text": "x", "text": "y"}', "a name occurs twice"),
    (b"[" * 100 + b"]" * 100, "deeper than 64"),
]


@pytest.mark.parametrize("line, words", BAD, ids=[words for _, words in BAD])
def test_a_bad_line_is_named_and_the_others_go_on(line, words):
    status, out, _ = scan(stdin=b'{"text":"ab"}\n' + line + b'\n{"text":"abc"}\n')
    assert status == 1
    assert len(out) == 3
    assert out[1]["error"].startswith("line 2: ")
    assert words in out[1]["error"]
    assert out[1]["signals"] == {} and out[1]["entities"] == []
    assert [out[0]["signals"]["length"], out[2]["signals"]["length"]] == [2, 3]
    assert "error" not in out[0] and "error" not in out[2]


def test_a_bad_line_keeps_its_id():
    _, out, _ = scan(stdin='{"id":"seven","text":7}\n')
    assert out[0]["id"] == "seven"


def test_a_line_that_is_too_long_is_passed_over():
    long = b'{"text":"' + b"x" * (9 << 20) + b'"}\n'
    status, out, _ = scan(stdin=b'{"text":"a"}\n' + long + b'{"text":"ab"}\n')
    assert status == 1
    assert [line.get("error") for line in out] == [None, "line 2: longer than 8388608 bytes", None]
    assert out[2]["signals"]["length"] == 2


def test_line_ends_blank_lines_and_a_byte_order_mark():
    status, out, _ = scan(stdin=b'\xef\xbb\xbf{"text":"a"}\r\n\n  \t\r\n{"text":5}\n{"text":"abc"}')
    assert status == 1
    assert [line["signals"].get("length") for line in out] == [1, None, 3]
    assert out[1]["error"].startswith("line 4: ")


def test_nothing_in_nothing_out():
    assert scan(stdin="") == (0, [], "")


# Files, options, pipes


def test_a_file(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(rows("a", "ab"))
    status, out, _ = scan(path)
    assert status == 0
    assert [line["signals"]["length"] for line in out] == [1, 2]
    assert scan("-", stdin=rows("a", "ab"))[1] == out


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["."], "directory"),
        (["--config", "nowhere.yaml"], "nowhere.yaml"),
        (["--settings", "nowhere.yaml"], "nowhere.yaml"),
        (["--phase", "both"], "--phase"),
        (["--unknown"], "--unknown"),
    ],
)
def test_unusable_input(arguments, words, tmp_path):
    done = run("scan", *arguments, folder=tmp_path, stdin="")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ") and words in done.stderr


def test_a_policy_that_does_not_compile(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("policy_as_code:\n  rules:\n    - { id: a, when: nothing_known, action: block }\n")
    done = run("scan", "--config", policy, stdin="")
    assert done.returncode == 2
    assert "nothing_known" in done.stderr


def test_a_settings_file_that_is_wrong(tmp_path):
    settings = tmp_path / "governed-speed.yaml"
    settings.write_text("http:\n  limits:\n    body: many\n")
    done = run("scan", "--settings", settings, stdin="")
    assert done.returncode == 2
    assert "http.limits.body" in done.stderr and ":3:" in done.stderr


def test_each_line_is_answered_at_once():
    tool = subprocess.Popen([BINARY, "scan"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environment())
    try:
        for length in (1, 2, 3):
            tool.stdin.write(rows("x" * length).encode())
            tool.stdin.flush()
            assert select.select([tool.stdout], [], [], 20)[0], "no answer while the pipe stays open"
            assert json.loads(tool.stdout.readline())["signals"]["length"] == length
    finally:
        tool.stdin.close()
        assert tool.wait(10) == 0


def test_memory_does_not_grow_with_the_input():
    line = rows("the quick brown fox " * 10).encode()
    tool = subprocess.Popen([BINARY, "scan"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environment())

    def resident_kib():
        with open(f"/proc/{tool.pid}/status", encoding="utf-8") as status:
            return next(int(field.split()[1]) for field in status if field.startswith("VmRSS:"))

    def send(count):
        for _ in range(count):
            tool.stdin.write(line * 20)
            tool.stdin.flush()
            for _ in range(20):
                tool.stdout.readline()

    try:
        send(10)
        before = resident_kib()
        send(100)
        assert resident_kib() < before + 8 * 1024
    finally:
        tool.stdin.close()
        tool.wait(10)


def test_a_closed_pipe_is_no_crash():
    read_end, write_end = os.pipe()
    os.close(read_end)
    with subprocess.Popen([BINARY, "scan"], stdin=subprocess.PIPE, stdout=write_end, env=clean_environment()) as tool:
        os.close(write_end)
        try:
            tool.communicate(rows("x").encode(), timeout=10)
        except BrokenPipeError:
            pass
        assert tool.returncode < 128


def test_the_reference_policy_scans_as_the_gateway_answers(reference):
    text = "call +49 30 901820, 😀 maria@example.com"
    _, out, _ = scan("--config", REFERENCE_POLICY, stdin=rows(text))
    there = reference.prompt(text)
    same = {name: value for name, value in there["signals"].items() if name in out[0]["signals"]}
    assert same == {name: out[0]["signals"][name] for name in same}
    if there["entities"]:
        assert there["entities"] == out[0]["entities"]


def test_help():
    done = run("scan", "--help")
    assert done.returncode == 0
    for words in ("--phase", "--config", "--settings", "8 MiB", "code points"):
        assert words in done.stdout
