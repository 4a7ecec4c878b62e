"""Checks proofs as an outsider does: the file and the leaf by the Go judge, a record's way to the leaf by hand."""

import base64
import hashlib
import json
import sys
from pathlib import Path

from tree import root_of_path

sys.path.append(str(Path(__file__).resolve().parents[1] / "judges"))

from judge import judge_proof  # noqa: E402


def judged(answer, vkey, folder):
    """The proven leaf of a proof's answer, after the judge has said that the log holds it."""
    assert answer.status_code == 200, (answer.status_code, answer.text)
    proof, leaf = Path(folder) / "proof.txt", Path(folder) / "leaf"
    proof.write_bytes(answer.content)
    leaf.write_bytes(base64.b64decode(answer.headers["x-ledger-leaf"]))
    verdict = judge_proof(proof, leaf, vkey.strip())
    assert verdict["ok"], verdict
    return json.loads(leaf.read_bytes())


def extra_of(proof):
    line = proof.split("\n")[1]
    assert line.startswith("extra "), line
    return json.loads(base64.b64decode(line[len("extra "):]))


def record_bytes(found):
    """The record of an answer of one decision, byte by byte as its gateway wrote it."""
    return found.text.split('"decision":', 1)[1].removesuffix("}]}").encode()


def expect_record(written, proof, leaf):
    """The decision is one of the segment that the leaf commits to."""
    record = json.loads(written)
    path = extra_of(proof)
    assert leaf["kind"] == "decision_segment"
    assert leaf["gateway"] == path["gateway"]
    assert path["seq"] == record["seq"] == leaf["first_seq"] + path["index"]
    hash = hashlib.sha256(b"\0" + written).digest()
    root = root_of_path(hash, path["index"], path["size"], [base64.b64decode(one) for one in path["hashes"]])
    assert root == base64.b64decode(leaf["root"]), "the record is not in its segment"


def trace_decision(res, id, folder):
    """From the id in an answer's header to the log's signed root. Returns the record."""
    found = res.get(f"/decisions/{id}")
    assert found.status_code == 200, (id, found.status_code, found.text)
    (item,) = found.json()["items"]
    assert item["decision"]["id"] == id
    answer = res.get(f"/decisions/{id}/proof")
    leaf = judged(answer, res.get("/log/vkey").text, folder)
    expect_record(record_bytes(found), answer.text, leaf)
    return item["decision"]
