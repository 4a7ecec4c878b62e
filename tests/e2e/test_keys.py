"""governed-speed keys: made, used at a running gateway, listed, revoked."""

import hashlib
import json
import os
import stat
import threading
from datetime import datetime, timedelta, timezone

import pytest

from gateway import run, wait_until

POLICY = """\
policy_as_code:
  rules:
    - { id: search_only, when: request.labels.team == 'search', action: flag }
"""


def create(folder, id, *more):
    done = run("keys", "create", id, "--data", folder, "--role", "caller", *more)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def entries(folder):
    return {entry["id"]: entry for entry in json.loads((folder / "keys.json").read_text())["keys"]}


def status(gateway, key):
    return gateway.post("/filter/prompt", {"prompt": "hi"}, headers={"x-api-key": key}).status_code


def test_create_use_revoke_at_a_running_gateway(tmp_path, start):
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    first = create(tmp_path, "first")
    gateway = start(policy, {"auth.mode": "keys", "data.dir": str(tmp_path), "policy.reload_poll": "100ms"})
    assert status(gateway, first) == 200

    second = create(tmp_path, "second", "--label", "team=search")
    wait_until(lambda: status(gateway, second) == 200, what="the new key")
    answer = gateway.post("/filter/prompt", {"prompt": "hi"}, headers={"x-api-key": second}).json()
    assert [rule["id"] for rule in answer["rules"]] == ["search_only"]

    revoked = run("keys", "revoke", "second", "--data", tmp_path)
    assert (revoked.returncode, revoked.stdout) == (0, "second disabled\n")
    wait_until(lambda: status(gateway, second) == 401, what="401")
    assert status(gateway, first) == 200

    assert run("keys", "revoke", "first", "--delete", "--data", tmp_path).stdout == "first deleted\n"
    wait_until(lambda: status(gateway, first) == 401, what="401")
    assert list(entries(tmp_path)) == ["second"]


def test_every_option_is_kept(tmp_path):
    keys = tmp_path / "callers.json"
    done = run(
        "keys", "create", "--file", keys, "--format", "json",
        "--role", "caller,submitter", "--role", "reader", "--name", "CI", "--tenant", "red",
        "--model", "m1", "--model", "m2", "--lawful-basis", "contract", "--lawful-basis", "consent",
        "--label", "team=search", "--label", "expr=a=b", "ci-1", "--trust-context", "full", "--expires", "2099-01-01T00:00:00Z",
        "--requests-per-minute", "600", "--tokens-per-minute", "90000", "--tokens-per-day", "1000000", "--concurrent", "8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["id"] == "ci-1" and report["key"].startswith("gs_ci-1_")
    assert report["expires"] == "2099-01-01T00:00:00.000Z"
    assert json.loads(keys.read_text())["keys"] == [
        {
            "id": "ci-1",
            "sha256": hashlib.sha256(report["key"].encode()).hexdigest(),
            "roles": ["caller", "reader", "submitter"],
            "name": "CI",
            "tenant": "red",
            "models": ["m1", "m2"],
            "lawful_bases": ["contract", "consent"],
            "trust_context": "full",
            "expires": "2099-01-01T00:00:00.000Z",
            "labels": {"expr": "a=b", "team": "search"},
            "limits": {"requests_per_minute": 600, "tokens_per_minute": 90000, "tokens_per_day": 1000000, "concurrent": 8},
        }
    ]


def test_the_file_is_its_owners_alone_and_leaves_nothing_beside(tmp_path):
    os.umask(0o022)
    create(tmp_path, "one")
    keys = tmp_path / "keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    keys.chmod(0o644)
    create(tmp_path, "two")
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["keys.json"]
    assert list(entries(tmp_path)) == ["one", "two"]


def test_days_count_from_now(tmp_path):
    create(tmp_path, "short", "--expires", "90d")
    expires = datetime.fromisoformat(entries(tmp_path)["short"]["expires"].replace("Z", "+00:00"))
    assert abs(expires - datetime.now(timezone.utc) - timedelta(days=90)) < timedelta(minutes=1)


def test_list_shows_no_secret(tmp_path):
    key = create(tmp_path, "one", "--tenant", "red", "--name", "The \u202efirst")
    create(tmp_path, "two", "--expires", "2099-01-01T00:00:00Z")
    create(tmp_path, "three")
    run("keys", "revoke", "three", "--data", tmp_path)
    file = tmp_path / "keys.json"
    document = json.loads(file.read_text())
    document["keys"][1]["expires"] = "2020-01-01T00:00:00Z"
    file.write_text(json.dumps(document))

    report = json.loads(run("keys", "list", "--data", tmp_path, "--format", "json").stdout)
    assert report["keys"][0] == {
        "id": "one", "name": "The \u202efirst", "roles": ["caller"], "tenant": "red", "expires": None, "state": "active",
    }  # fmt: skip
    assert [(k["id"], k["state"]) for k in report["keys"]] == [("one", "active"), ("two", "expired"), ("three", "disabled")]

    text = run("keys", "list", "--data", tmp_path).stdout
    assert [line.split()[:2] for line in text.splitlines()[1:]] == [["one", "active"], ["two", "expired"], ["three", "disabled"]]
    assert "\u202e" not in text
    for shown in (text, json.dumps(report)):
        assert key not in shown
        assert key.split("_")[-1] not in shown
        assert hashlib.sha256(key.encode()).hexdigest() not in shown


REFUSED = [
    (["create", "one", "--role", "caller"], "there is a key 'one' already (FILE)"),
    (["create", "a b", "--role", "caller"], "must be 1 to 64 letters, digits and hyphens (id)"),
    (["create", "new", "--role", "root"], "unknown role 'root'; roles are caller, reader, submitter, auditor, admin (--role)"),
    (["create", "new", "--role", "caller", "--expires", "soon"],
     "must be a number of days such as 90d, or a time such as 2027-01-01T00:00:00Z (--expires)"),
    (["create", "new", "--role", "caller", "--expires", "0d"],
     "must be a number of days such as 90d, or a time such as 2027-01-01T00:00:00Z (--expires)"),
    (["create", "new", "--role", "caller", "--expires", "2020-01-01T00:00:00Z"], "must be in the future (--expires)"),
    (["create", "new", "--role", "caller", "--label", "team"], "must be NAME=VALUE (--label)"),
    (["create", "new", "--role", "caller", "--label", "a=1", "--label", "a=2"], "'a' is given twice (--label)"),
    (["create", "new", "--role", "caller", "--label", "Team=x"],
     "the name 'Team' is not 1 to 64 of a-z, 0-9, _, . and - (FILE keys[1].labels)"),
    (["create", "new", "--role", "caller", "--label", "a=" + "x" * 129], "is longer than 128 characters (FILE keys[1].labels.a)"),
    (["create", "new", "--role", "caller", "--name", b"\xff"], "is not UTF-8 (new)"),
    (["revoke", "none"], "there is no key 'none' (FILE)"),
]  # fmt: skip


@pytest.mark.parametrize("arguments,message", REFUSED, ids=range(len(REFUSED)))
def test_refused_and_nothing_changed(tmp_path, arguments, message):
    create(tmp_path, "one")
    file = tmp_path / "keys.json"
    before = file.read_bytes()
    arguments = [os.fsdecode(a) if isinstance(a, bytes) else a for a in arguments]
    done = run("keys", *arguments, "--file", file)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"error: {message.replace('FILE', str(file))}\n"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "new", "--role", "caller", "--requests-per-minute", "0"],
        ["create", "new", "--role", "caller", "--tokens-per-day", "many"],
        ["create", "new", "--role", "caller", "--concurrent", "-1"],
        ["create", "new", "--role", "caller", "--data", "elsewhere"],
        ["create", "new"],
        ["create", "--role", "caller"],
        [],
    ],
)
def test_bad_options(tmp_path, arguments):
    done = run("keys", *arguments, *(["--file", tmp_path / "keys.json"] if arguments else []))
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert not (tmp_path / "keys.json").exists()


def test_a_file_that_cannot_be_used(tmp_path):
    file = tmp_path / "keys.json"
    for command in (["list"], ["revoke", "one"]):
        done = run("keys", *command, "--file", file)
        assert (done.returncode, done.stderr) == (2, f"error: No such file or directory ({file})\n")
    file.write_text('{"keys": [{"id": "a"}]}')
    done = run("keys", "create", "one", "--role", "caller", "--file", file)
    assert (done.returncode, done.stderr) == (2, f"error: is missing ({file} keys[0].sha256)\n")
    assert file.read_text() == '{"keys": [{"id": "a"}]}'
    missing = tmp_path / "none" / "keys.json"
    done = run("keys", "create", "one", "--role", "caller", "--file", missing)
    assert (done.returncode, done.stderr) == (2, f"error: No such file or directory ({missing.parent})\n")


def test_commands_at_once_lose_nothing(tmp_path):
    threads = [threading.Thread(target=create, args=(tmp_path, f"key-{i}")) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entries(tmp_path)) == sorted(f"key-{i}" for i in range(12))
