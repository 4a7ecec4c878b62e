"""Programs that this project did not write judge what it writes: a log, its proofs, an envelope.

The log of 70,000 leaves is written by build/<preset>/bin/judge_log_writer (or $GS_JUDGE_LOG_WRITER)."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from judge import judge_log, judge_proof

WRITER = Path(os.environ.get("GS_JUDGE_LOG_WRITER", Path(__file__).resolve().parents[2] / "build/dev/bin/judge_log_writer"))
SIZE = 70_000
ROOT = "o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao="


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """The folder of the log, and its keys."""
    if not WRITER.exists():
        pytest.skip(f"{WRITER.name} is not built")
    folder = tmp_path_factory.mktemp("log")
    done = subprocess.run([WRITER, folder, str(SIZE)], capture_output=True, check=True)
    return folder, json.loads(done.stdout)


@pytest.fixture
def copy(log, tmp_path):
    """A copy to damage."""
    folder = tmp_path / "copy"
    shutil.copytree(log[0], folder)
    return folder


def test_go_accepts_the_log(log):
    folder, keys = log
    verdict = judge_log(folder, keys["vkey"], [keys["witness"]], old=folder / "checkpoint.old")
    assert verdict["ok"], verdict
    assert (verdict["size"], verdict["root"], verdict["leaves"]) == (SIZE, ROOT, SIZE)
    assert verdict["tiles"] == 273 + 1 + 1 + 1 + 1
    assert verdict["inclusion_proofs"] == verdict["consistency_proofs"] == 64
    assert verdict["cosignatures"] == 1 and verdict["old"]


def test_go_accepts_the_log_of_a_server(log):
    folder, keys = log
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        verdict = judge_log(f"http://127.0.0.1:{server.server_port}/", keys["vkey"], samples=4)
        server.shutdown()
    assert verdict["ok"], verdict
    assert verdict["root"] == ROOT


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("checkpoint", "checkpoint: "),
        ("tile/0/000", "tile/0/000 does not hold the hashes of its leaves"),
        ("tile/1/001.p/17", "tile/1/001.p/17 does not hold the hashes of its leaves"),
        ("tile/2/000.p/1", "tile/2/000.p/1 does not hold the hashes of its leaves"),
        ("tile/entries/100", "the leaves have the root"),
    ],
)
def test_go_names_a_flipped_byte(log, copy, file, says):
    flip(copy / file, 20)
    verdict = judge_log(copy, log[1]["vkey"], samples=4)
    assert not verdict["ok"] and says in verdict["error"], verdict


@pytest.mark.parametrize("file", ["tile/0/273.p/112", "tile/entries/273.p/112", "checkpoint"])
def test_go_names_a_missing_file(log, copy, file):
    (copy / file).unlink()
    verdict = judge_log(copy, log[1]["vkey"], samples=4)
    assert not verdict["ok"] and file in verdict["error"], verdict


def test_go_refuses_another_key(log):
    folder, keys = log
    other = "res.example/log1+" + "0" * 8 + "+" + keys["vkey"].split("+", 2)[2]
    assert not judge_log(folder, other, samples=1)["ok"]


def test_go_accepts_the_proof(log):
    folder, keys = log
    verdict = judge_proof(folder / "proof.txt", folder / "leaf", keys["vkey"], [keys["witness"]])
    assert verdict["ok"], verdict
    assert (verdict["index"], verdict["size"], verdict["root"]) == (SIZE * 2 // 3, SIZE, ROOT)


def test_go_refuses_a_proof_of_another_leaf(log, copy):
    flip(copy / "leaf", 0)
    verdict = judge_proof(copy / "proof.txt", copy / "leaf", log[1]["vkey"])
    assert not verdict["ok"] and "leaf" in verdict["error"], verdict


def test_python_accepts_the_envelope(log):
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    pytest.importorskip("cryptography")
    folder, keys = log
    envelope = dsse.Envelope.from_dict(json.loads((folder / "envelope.json").read_text()))
    key = signer.SSlibKey("res.example/log1+8b84b602", "ed25519", "ed25519", {"public": keys["public_key"]})
    assert list(envelope.verify([key], 1)) == [key.keyid]
    assert envelope.payload_type == "application/vnd.in-toto+json"
    statement = json.loads(envelope.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    envelope.payload = envelope.payload.replace(b"PASSED", b"FAILED")
    with pytest.raises(Exception, match="(?i)threshold|verif|signature"):
        envelope.verify([key], 1)


def flip(path, offset):
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(bytes(content))
