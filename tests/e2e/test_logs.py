"""What is written down: access log, decisions. Never a prompt, never an output."""

import hashlib
import json
import re

import pytest

from gateway import wait_until
from journal import records, text

SECRET = "the-marker-of-a-private-text-7Qz"


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def gateway(start, data):
    return start(settings={"log.access": "all", "log.level": "debug", "data.dir": str(data)})


def test_every_log_line_is_a_json_object(gateway):
    gateway.prompt(SECRET)
    gateway.post("/filter/prompt", data=SECRET)
    gateway.get("/nowhere")
    gateway.wait_log(lambda e: e.get("path") == "/nowhere")
    for line in list(gateway.lines):
        assert isinstance(json.loads(line), dict), line


def test_the_access_log(gateway):
    response = gateway.post("/filter/prompt", {"prompt": "hi", "context": {"contains_pii": True}}, headers={"x-request-id": "trace-me"})
    entry = gateway.wait_log(lambda e: "trace-me" in json.dumps(e))
    assert entry["path"] == "/filter/prompt"
    assert (entry["method"], entry["status"]) == ("POST", 200)
    assert response.headers["x-request-id"] == "trace-me"


@pytest.mark.parametrize("access, good, bad", [("all", True, True), ("errors", False, True), ("off", False, False)])
def test_how_much_is_logged(start, access, good, bad):
    gateway = start(settings={"log.access": access})
    gateway.get("/rules")
    gateway.get("/nowhere")
    gateway.terminate()
    gateway.wait_end()
    paths = [entry.get("path") for entry in gateway.log()]
    assert ("/rules" in paths, "/nowhere" in paths) == (good, bad)


def test_no_text_is_logged_or_kept(gateway, data):
    gateway.prompt(SECRET, {"note": SECRET, "contains_pii": True, "lawful_basis": "consent"})
    gateway.output(SECRET)
    gateway.post("/filter/prompt", {"prompt": SECRET, "context": {"jailbreak_score": SECRET}})
    gateway.post("/filter/prompt", data=f'{{"prompt": "{SECRET}')
    gateway.post("/filter/prompt", data=f'{{"prompt": "{SECRET}", "prompt": "{SECRET}"}}')
    gateway.post("/filter/prompt", {"prompt": "x"}, headers={"content-type": "text/plain"})
    wait_until(lambda: len(records(data)) == 2, 5, "two decisions")
    gateway.terminate()
    assert gateway.wait_end() == 0
    assert SECRET not in gateway.text
    assert SECRET not in text(data)


def test_errors_do_not_repeat_the_text(gateway):
    for body in (f'{{"prompt": "{SECRET}', f'{{"prompt": ["{SECRET}"]}}'):
        assert SECRET not in gateway.post("/filter/prompt", data=body).text


def test_line_breaks_cannot_forge_a_log_line(gateway):
    gateway.session.get(gateway.url + "/nowhere%0a%7b%22forged%22:1%7d", timeout=5)
    gateway.session.get(gateway.url + '/"quoted"\\', timeout=5)
    gateway.get("/nowhere")
    gateway.wait_log(lambda e: e.get("path") == "/nowhere")
    assert not any("forged" in entry for entry in gateway.log())


def test_decisions_are_kept(gateway, data):
    first = gateway.prompt("hi", {"contains_pii": True})
    second = gateway.output("bye", {"verbatim_ratio": 0.9}, headers={"x-user-id": "jane"})
    wait_until(lambda: len(records(data)) == 2, 5, "two decisions")
    kept = {record["id"]: record for record in records(data)}
    assert set(kept) == {first["decision_id"], second["decision_id"]}
    for answer, phase in ((first, "prompt"), (second, "output")):
        record = kept[answer["decision_id"]]
        assert record["phase"] == phase
        assert record["action"] == answer["action"]
        assert record["policy_digest"] == answer["policy_digest"]
        assert record["signals"] == answer["signals"]
        assert [rule["id"] for rule in record["rules"]] == [rule["id"] for rule in answer["rules"]]
        assert re.fullmatch(r"[0-9a-f]{64}", record["settings_digest"])
        assert re.fullmatch(r"[0-9a-f]{64}", record["content_hmac"])
    assert kept[second["decision_id"]]["claimed_user"] == "jane"


def test_the_digest_of_the_text_is_keyed(gateway, data):
    for prompt in ("same", "same", "other"):
        gateway.prompt(prompt)
    wait_until(lambda: len(records(data)) == 3, 5, "three decisions")
    a, b, c = (record["content_hmac"] for record in records(data))
    assert a == b != c
    assert a != hashlib.sha256(b"same").hexdigest()


def test_refused_requests_are_no_decisions(gateway, data):
    gateway.post("/filter/prompt", {"prompt": 1})
    gateway.prompt("hi")
    wait_until(lambda: len(records(data)) == 1, 5, "one decision")


def test_an_unwritable_folder_is_refused_at_start(tmp_path):
    from gateway import REFERENCE_POLICY, free_port, run

    settings = tmp_path / "governed-speed.yaml"
    (tmp_path / "file").write_text("")
    settings.write_text(f"data: {{ dir: {tmp_path}/file }}\n")
    result = run("gateway", "--config", REFERENCE_POLICY, "--settings", settings, "--listen", f"127.0.0.1:{free_port()}")
    assert result.returncode != 0
    assert f"{tmp_path}/file" in result.stderr
