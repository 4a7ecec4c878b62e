"""Start: unusable files are refused with their place; what is usable is ready at once."""

import re

import pytest

from gateway import REFERENCE_POLICY, free_port, run

RULE = """\
policy_as_code:
  rules:
    - id: one
      when: {when}
      action: {action}
"""


def refused(policy, *more):
    result = run("gateway", "--config", policy, "--listen", f"127.0.0.1:{free_port()}", *more)
    assert result.returncode == 2, (result.returncode, result.stderr)
    assert "error" in result.stderr
    return result.stderr


BROKEN = [
    # text, line, column or None, words
    (RULE.format(when="prompt.jailbreak_score >", action="block"), 4, None, ""),
    (RULE.format(when="prompt.jailbrake_score > 0.8", action="block"), 4, 13, "jailbreak_score"),
    (RULE.format(when="prompt.jailbreak_score", action="block"), 4, None, "bool"),
    (RULE.format(when="lenght > 3", action="block"), 4, 13, "length"),
    (RULE.format(when="contains_pii == 'x'", action="block"), 4, None, ""),
    (RULE.format(when="contains_pii", action="blok"), 5, 15, "block"),
    (RULE.format(when="output.refused", action="safe_mode"), None, None, "safe_mode"),
    (RULE.format(when="prompt.contains_pii", action="summarize"), None, None, "summarize"),
    ("policy_as_code:\n  rules:\n    - id: one\n      action: block\n", 3, None, "when"),
    ("policy_as_code:\n  rules:\n    - when: contains_pii\n      action: block\n", 3, None, "id"),
    (RULE.format(when="contains_pii", action="block") + "    - { id: one, when: refused, action: flag }\n", 6, None, "one"),
    ("policy_as_code:\n  rules: all of them\n", 2, 10, ""),
    ("policy_as_code:\n  rules: [\n", None, None, ""),
    ("meta: {}\nmeta: {}\n", 2, None, "meta"),
    ("meta:\n\t- tab\n", 2, None, ""),
    ("thresholds:\n  quality:\n    pass_at_5: { target: high }\n", 3, 26, "high"),
    ("just words\n", 1, 1, ""),
    ("- a\n- list\n", 1, 1, ""),
]


@pytest.mark.parametrize("text, line, column, words", BROKEN)
def test_a_broken_policy_is_refused_with_its_place(tmp_path, text, line, column, words):
    policy = tmp_path / "policy.yaml"
    policy.write_text(text)
    message = refused(policy)
    place = re.search(re.escape(str(policy)) + r":(\d+):(\d+): error: ", message)
    assert place, message
    assert line is None or int(place[1]) == line, message
    assert column is None or int(place[2]) == column, message
    assert re.search(r"^\s*\|\s*\^", message, re.M), f"no caret in:\n{message}"
    assert words in message


def test_every_mistake_is_reported(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(RULE.format(when="nonsense > 3", action="blok"))
    message = refused(policy)
    assert ":4:" in message and ":5:" in message, message


def test_a_missing_policy_is_refused(tmp_path):
    assert str(tmp_path / "none.yaml") in refused(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_policy_is_refused(tmp_path, text):
    policy = tmp_path / "policy.yaml"
    policy.write_text(text)
    message = refused(policy)
    assert re.search(re.escape(str(policy)) + r":\d+:\d+: ", message), message
    assert "empty" in message


@pytest.mark.parametrize(
    "content, place",
    [(b'{"policy_as_code": {"rules": [}}', ":1:31"), (b"meta: \xff\xfe\n", ":1:7")],
    ids=["json", "utf8"],
)
def test_broken_bytes(tmp_path, content, place):
    policy = tmp_path / ("policy.json" if content.startswith(b"{") else "policy.yaml")
    policy.write_bytes(content)
    assert f"{policy}{place}" in refused(policy)


def test_a_folder_is_no_policy(tmp_path):
    assert str(tmp_path) in refused(tmp_path)


@pytest.mark.parametrize(
    "settings, words",
    [
        ("http: { timeouts: { header: soon } }\n", "http.timeouts.header"),
        ("http: { limits: { body: -1 } }\n", "http.limits.body"),
        ("htpp: {}\n", "http"),
        ("log: [\n", "governed-speed.yaml:"),
    ],
)
def test_unusable_settings_are_refused(tmp_path, settings, words):
    file = tmp_path / "governed-speed.yaml"
    file.write_text(settings)
    assert words in refused(REFERENCE_POLICY, "--settings", file)


def test_no_keys_off_loopback_needs_a_word(tmp_path):
    result = run("gateway", "--config", REFERENCE_POLICY, "--listen", f"0.0.0.0:{free_port()}")
    assert result.returncode == 2
    assert "insecure" in result.stderr


def test_a_port_in_use_is_refused(reference):
    result = run("gateway", "--config", REFERENCE_POLICY, "--listen", f"127.0.0.1:{reference.port}")
    assert result.returncode not in (0, None)
    assert str(reference.port) in result.stderr


def test_health_and_ready(reference):
    assert reference.get("/health").json() == {"status": "ok"}
    ready = reference.get("/ready").json()
    assert ready["status"] == "ready"
    assert ready["policy"]["state"] == "loaded"
    assert ready["policy"]["from"] == str(REFERENCE_POLICY)
    assert ready["policy"]["digest"] == reference.prompt("hi")["policy_digest"]


def test_the_policy_may_come_from_the_environment(start):
    gateway = start(policy=None, env={"PAC_CONFIG": str(REFERENCE_POLICY)})
    assert gateway.prompt("hi", {"contains_pii": True})["rules"][0]["source"] == "file"


def test_help_names_defaults_and_units():
    result = run("gateway", "--help")
    assert result.returncode == 0
    for flag in ("--config", "--settings", "--listen", "--workers", "127.0.0.1:8081"):
        assert flag in result.stdout


def test_version():
    result = run("version")
    assert result.returncode == 0
    assert re.search(r"\d+\.\d+\.\d+", result.stdout)


@pytest.mark.parametrize("arguments", [["gatway"], ["gateway", "--confg", "x"], ["gateway", "--workers", "none"]])
def test_a_wrong_command_line(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr and not result.stdout
