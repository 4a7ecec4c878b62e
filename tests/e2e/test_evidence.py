"""governed-speed evidence ...: what auditors and operators run, against a service that runs."""

import base64
import hashlib
import json
import shutil
import socket
import sqlite3
import subprocess

import pytest
import requests

from gateway import BINARY, wait_until
from res import ORIGIN, Res, evidence_id


def run(*args, status=0, **kwargs):
    done = subprocess.run([str(BINARY), "evidence", *map(str, args)], capture_output=True, text=True, timeout=60, **kwargs)
    assert done.returncode == status, f"{done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def submit_some(res, count=5, first=0):
    return [res.submit(modelVersion=f"m{i}", metadata={"n": i})["id"] for i in range(first, first + count)]


def vkey_of(res):
    return res.get("/log/vkey").text.strip()


@pytest.fixture
def filled(start_res):
    res = start_res()
    res.ids = submit_some(res)
    res.upload(res.ids[0], b"bytes of a report" * 1000, "text/plain")
    leaf = res.submit(modelVersion="last")["leaf_index"]
    wait_until(lambda: int(res.get("/log/checkpoint").text.split("\n")[1]) > leaf, what="a signed head")
    return res


def test_submit_prints_id_and_hash_and_waits_for_the_proof(start_res, tmp_path):
    res = start_res()
    (tmp_path / "meta.json").write_text('{"pass_at_5": 0.8}')
    (tmp_path / "report").write_bytes(b"report")
    out = json.loads(run("submit", "--res", res.url, "--type", "eval_pack", "--model", "m1", "--ref", "s3://b/1",
                         "--metadata", tmp_path / "meta.json", "--content", tmp_path / "report",
                         "--wait-proof", "-o", tmp_path / "proof", "--format", "json"))
    assert out["id"] == evidence_id("eval_pack", "m1", "s3://b/1", {"pass_at_5": 0.8})
    assert out["evidence_hash"] == "sha256:" + out["id"]
    assert (tmp_path / "proof").read_text().startswith("c2sp.org/tlog-proof@v1\n")
    assert res.get(f"/evidence/{out['id']}/content").content == b"report"
    refused = run("submit", "--res", res.url, "--type", "poem", "--model", "m1", "--ref", "x", status=1)
    assert "artifactType" in refused
    assert "error: " in run("submit", "--res", "http://127.0.0.1:1", "--type", "dpia", "--model", "m", "--ref", "x", status=2)


def test_verify_over_http(filled, tmp_path):
    head = tmp_path / "head"
    head.write_text(filled.get("/log/checkpoint").text)
    submit_some(filled, 3, first=100)
    key = vkey_of(filled)
    out = json.loads(run("verify", filled.url, "--vkey", key, "--checkpoint", head, "--id", filled.ids[1], "--format", "json"))
    assert out["ok"] and out["failures"] == [] and out["id"]["kind"] == "evidence"
    other = key.replace(ORIGIN, "other.example/log")
    assert "error: " in run("verify", filled.url, "--vkey", other, status=2)  # its id does not fit
    assert "FAIL id " in run("verify", filled.url, "--vkey", key, "--id", "0" * 64, status=1)


def test_verify_the_data_while_the_service_runs_and_after(filled):
    for _ in range(2):
        out = json.loads(run("verify", filled.data, "--id", filled.ids[0], "--format", "json"))
        assert out["ok"], out["failures"]
        assert out["counts"]["leaves"]["evidence"] == 6 and out["counts"]["blobs"] == 1
        assert out["id"]["content"]["modelVersion"] == "m0"
        filled.stop()


def test_verify_names_what_was_changed(filled):
    filled.stop()
    with sqlite3.connect(filled.data / "res.sqlite") as database:
        database.execute("UPDATE records SET content = replace(content, 'm1', 'm9') WHERE subject = ?", (filled.ids[1],))
    out = run("verify", filled.data, status=1)
    assert f"evidence {filled.ids[1]}: its content or salt is not what its leaf commits to" in out


def test_verify_names_an_older_copy(start_res, tmp_path):
    res = start_res()
    submit_some(res)
    res.stop()
    shutil.copy(res.data / "res.sqlite", tmp_path / "older")
    again = start_res(storage=res.storage)
    leaf = again.submit(modelVersion="later")["leaf_index"]
    wait_until(lambda: int(again.get("/log/checkpoint").text.split("\n")[1]) > leaf, what="a signed head")
    again.stop()
    for name in ("res.sqlite-wal", "res.sqlite-shm"):
        (res.data / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older", res.data / "res.sqlite")
    assert "it was cut or rolled back" in run("verify", res.data, status=1)


def test_unusable_input(tmp_path):
    assert "no database of evidence" in run("verify", tmp_path, status=2)
    assert "error: " in run("verify", "http://127.0.0.1:1", status=2)
    assert "--vkey" in run("proof", "--check", tmp_path / "x", "--leaf", tmp_path / "y", status=2)


@pytest.mark.parametrize("source", ["--res", "--storage"])
def test_a_proof_is_checked_offline(filled, tmp_path, source):
    where = filled.url if source == "--res" else filled.data
    proof, leaf = tmp_path / "proof", tmp_path / "leaf"
    run("proof", filled.ids[2], source, where, "-o", proof, "--leaf", leaf)
    key = vkey_of(filled)
    filled.stop()
    shown = json.loads(run("proof", "--check", proof, "--leaf", leaf, "--vkey", key, "--format", "json"))
    assert shown["ok"] and shown["kind"] == "evidence"
    if source == "--storage":
        assert shown["content"]["modelVersion"] == "m2"
    leaf.write_bytes(leaf.read_bytes().replace(b'"kind":"evidence"', b'"kind":"evidencf"'))
    assert "FAIL proof" in run("proof", "--check", proof, "--leaf", leaf, "--vkey", key, status=1)


def test_backup_while_it_runs_and_restore(filled, tmp_path):
    archive = tmp_path / "b.tar"
    run("backup", "--storage", filled.data, "-o", archive)
    submit_some(filled, 2, first=100)
    assert "already" in run("backup", "--storage", filled.data, "-o", archive, status=2)
    key = vkey_of(filled)
    content = filled.get(f"/evidence/{filled.ids[0]}/content").content
    filled.stop()
    target = tmp_path / "restored"
    run("restore", archive, "--storage", target, "--vkey", key)
    run("verify", target, "--vkey", key)
    assert "not empty" in run("restore", archive, "--storage", target, "--vkey", key, status=2)
    shutil.copytree(filled.data / "secrets", target / "secrets")
    (tmp_path / "again").mkdir()
    again = Res(tmp_path / "again", storage=target).wait_ready()
    try:
        assert again.get(f"/evidence/{filled.ids[0]}/content").content == content
        assert again.submit(modelVersion="after")["leaf_index"] > 0
    finally:
        again.stop()


def test_restore_refuses_to_go_back_behind_a_published_head(filled, tmp_path):
    archive = tmp_path / "b.tar"
    run("backup", "--storage", filled.data, "-o", archive)
    leaf = filled.submit(modelVersion="after")["leaf_index"]
    wait_until(lambda: int(filled.get("/log/checkpoint").text.split("\n")[1]) > leaf, what="a signed head")
    head, key = tmp_path / "head", vkey_of(filled)
    head.write_text(filled.get("/log/checkpoint").text)
    filled.stop()
    target = tmp_path / "restored"
    out = run("restore", archive, "--storage", target, "--vkey", key, "--checkpoint", head, status=1)
    assert "it was cut or rolled back" in out and "nothing was restored" in out
    assert not (target / "res.sqlite").exists()
    out = run("restore", archive, "--storage", target, "--vkey", key, "--checkpoint", head, "--accept-rollback")
    assert "note: checkpoint" in out


class Witness:
    def __init__(self, folder, vkey):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.command = [str(BINARY), "evidence", "witness", "--listen", f"127.0.0.1:{port}", "--key", str(folder / "wkey"),
                        "--name", "witness.example/w", "--state", str(folder / "state"), "--log", vkey]
        self.url = f"http://127.0.0.1:{port}"
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.vkey = self.process.stdout.readline().strip()
        self.process.stdout.readline()

    def stop(self, kill=False):
        self.process.kill() if kill else self.process.terminate()
        self.process.wait(timeout=10)

    def ask(self, old, proof, note):
        return requests.post(self.url + "/add-checkpoint", data="".join([f"old {old}\n", *[h + "\n" for h in proof], "\n", note]).encode(), timeout=10)


def test_a_witness_cosigns_once_and_remembers(filled, tmp_path):
    witness = Witness(tmp_path, vkey_of(filled))
    try:
        assert witness.vkey.startswith("witness.example/w+")
        assert requests.get(witness.url + "/vkey", timeout=10).text.strip() == witness.vkey
        note = filled.get("/log/checkpoint").text
        size = int(note.split("\n")[1])
        answer = witness.ask(0, [], note)
        assert answer.status_code == 200 and answer.text.startswith("\u2014 witness.example/w ")
        witness.stop(kill=True)
        witness.start()  # it remembers
        answer = witness.ask(0, [], note)
        assert answer.status_code == 409 and answer.text.strip() == str(size)
        assert answer.headers["content-type"] == "text/x.tlog.size"
        assert witness.ask(size, [], note).status_code == 200
        assert witness.ask(size, [], note.replace(ORIGIN, "other.example/log")).status_code == 404
        # A head that the log never signed, of the same size.
        lines = note.split("\n")
        lines[2] = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
        assert witness.ask(size, [], "\n".join(lines)).status_code == 403
        assert witness.ask(size, [], "nonsense").status_code == 400
        second = subprocess.run(witness.command, capture_output=True, text=True, timeout=10)
        assert second.returncode == 2 and "another witness uses this folder" in second.stderr
    finally:
        witness.stop()
