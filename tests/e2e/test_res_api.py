"""The HTTP interface of the evidence service: who may what, and how everything is asked and answered."""

import base64
import hashlib
import json
import re

import pytest
import requests
import yaml

from gateway import problem, wait_until
from res import SPEC, Res, checkpoint_of, leaf_hash, leaves_of, ndjson
from test_auth import write_keys

DOCUMENT = yaml.safe_load(SPEC.read_text())
METHODS = ("get", "post", "put", "patch", "delete")
ROLES = ("caller", "reader", "submitter", "auditor", "admin")
KEYS = {role: (f"gs-{role}-key-000001", {"roles": [role]}) for role in ROLES}
OPERATIONS = [(method, path, item[method]["x-roles"]) for path, item in DOCUMENT["paths"].items()
              for method in METHODS if method in item]
MISSING = "0" * 64


@pytest.fixture(scope="module")
def res(tmp_path_factory):
    service = Res(tmp_path_factory.mktemp("res_api")).wait_ready()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("res_guarded")
    keys = write_keys(folder / "keys.json", KEYS)
    service = Res(folder, settings={"auth.mode": "keys", "auth.keys": str(keys)}).wait_ready()
    yield service
    service.stop()


# Who may what


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("method, path, roles", OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_each_role_may_do_what_its_row_says(guarded, role, method, path, roles):
    headers = {"x-api-key": KEYS[role][0]} if role else {}
    url = guarded.url + path.replace("{id}", MISSING).replace("{level}", "0").replace("{n}", "000")
    answer = requests.request(method, url, headers=headers, timeout=10)
    refused = 401 if role is None else 403
    may = not roles or role == "admin" or role in roles
    assert (answer.status_code != refused) == may, (answer.status_code, answer.text)
    if not may:
        problem(answer, refused)


def test_nobody_uploads_much_without_the_role(guarded):
    """Refused by its length alone: the body is not waited for."""
    url = f"{guarded.url}/evidence/{MISSING}/content"
    body = b"x" * (9 << 20)
    assert requests.put(url, body, headers={"x-api-key": KEYS["submitter"][0]}, timeout=30).status_code == 404
    for headers in ({}, {"x-api-key": KEYS["reader"][0]}):
        try:
            assert requests.put(url, body, headers=headers, timeout=30).status_code == 413
        except requests.exceptions.ConnectionError:
            pass  # closed while the body was on its way


# Evidence


def test_evidence_is_stored_once(res):
    first = res.submit(modelVersion="once", metadata={"quality": {"pass_at_5": 0.9}})
    again = res.submit(status=200, modelVersion="once", metadata={"quality": {"pass_at_5": 0.9}})
    assert again == first
    assert first["evidence_hash"] == "sha256:" + first["id"]
    read = res.get("/evidence/" + first["id"]).json()
    assert (read["stored_at"], read["leaf_index"], read["content"]) == (first["stored_at"], first["leaf_index"], None)


@pytest.mark.parametrize("change, field", [
    ({"artifactType": "novel"}, "artifactType"),
    ({"contentRef": None}, "contentRef"),
    ({"metadata": {"a": "x" * 70_000}}, "metadata"),
    ({"metadata": []}, "metadata"),
    ({"modelVersion": ""}, "modelVersion"),
    ({"more": 1}, "more"),
])
def test_evidence_that_cannot_be_used(res, change, field):
    body = {"artifactType": "other", "modelVersion": "m", "contentRef": "r", **change}
    problem(res.post("/evidence", body), 422, field)


def test_numbers_that_are_none(res):
    body = '{"artifactType":"other","modelVersion":"m","contentRef":"r","metadata":{"a":[1,NaN]}}'
    answer = res.session.post(res.url + "/evidence", data=body, headers={"content-type": "application/json"}, timeout=5)
    problem(answer, 422, "metadata.a[1]")


def test_an_answer_with_its_proof(res):
    body = {"artifactType": "other", "modelVersion": "proved", "contentRef": "r"}
    answer = res.post("/evidence", body, headers={"prefer": "respond-async, wait=proof"})
    assert answer.headers["preference-applied"] == "wait=proof"
    proof = answer.json()["proof"]
    assert proof.startswith("c2sp.org/tlog-proof@v1\n")
    assert f"index {answer.json()['leaf_index']}\n" in proof
    alone = res.get(f"/evidence/{answer.json()['id']}/proof")
    leaf = json.loads(base64.b64decode(alone.headers["x-ledger-leaf"]))
    assert leaf["kind"] == "evidence" and answer.json()["id"] not in json.dumps(leaf)


def test_pages_join_to_the_whole(res):
    ids = [res.submit(modelVersion="paged", contentRef=str(i))["id"] for i in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        page = res.get("/evidence?model=paged&limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == ids[::-1]


@pytest.mark.parametrize("query, field", [("limit=0", "limit"), ("limit=1001", "limit"), ("type=x", "type"),
                                          ("from=yesterday", "from"), ("cursor=x", "cursor"), ("model=%ff", "model"),
                                          ("limit=1&limit=2", "limit")])
def test_queries_that_cannot_be_used(res, query, field):
    problem(res.get("/evidence?" + query), 422, field)


# Content


def test_content_comes_back_whole_and_in_ranges(res):
    id = res.submit(modelVersion="content", contentRef="whole")["id"]
    data = bytes(range(256)) * 40
    stored = res.upload(id, data, "text/csv", status=(201,))
    assert stored["sha256"] == hashlib.sha256(data).hexdigest()
    assert res.upload(id, data, "text/csv", status=(200,))["leaf_index"] == stored["leaf_index"]
    problem(res.put(f"/evidence/{id}/content", b"other"), 409)
    whole = res.get(f"/evidence/{id}/content")
    assert (whole.content, whole.headers["content-type"]) == (data, "text/csv")
    etag = whole.headers["etag"]
    assert res.get(f"/evidence/{id}/content", headers={"if-none-match": etag}).status_code == 304
    for asked, first, last in (("0-0", 0, 0), ("10-99", 10, 99), ("10200-", 10200, 10239), ("-5", 10235, 10239)):
        part = res.get(f"/evidence/{id}/content", headers={"range": "bytes=" + asked})
        assert (part.status_code, part.content) == (206, data[first:last + 1]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last}/10240"
    beyond = res.get(f"/evidence/{id}/content", headers={"range": "bytes=10240-"})
    problem(beyond, 416)
    assert beyond.headers["content-range"] == "bytes */10240"
    stale = res.get(f"/evidence/{id}/content", headers={"range": "bytes=0-0", "if-range": '"old"'})
    assert (stale.status_code, stale.content) == (200, data)


def test_a_digest_that_does_not_hold(res):
    id = res.submit(modelVersion="content", contentRef="digest")["id"]
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    answer = res.put(f"/evidence/{id}/content", b"bytes", headers={"content-digest": f"sha-256=:{wrong}:"})
    problem(answer, 422, "Content-Digest")
    problem(res.get(f"/evidence/{id}/content"), 404)


def test_an_erasure_leaves_the_proof(res):
    id = res.submit(modelVersion="erased", contentRef="gone")["id"]
    res.upload(id, b"personal data")
    problem(res.delete(f"/evidence/{id}/content", json={"reason": ""}), 422, "reason")
    problem(res.delete(f"/evidence/{id}/content"), 422, "reason")
    assert len(res.delete(f"/evidence/{id}/content", json={"reason": "asked to"}).json()["erased_leaves"]) == 2
    problem(res.get(f"/evidence/{id}/content"), 410)
    problem(res.get(f"/evidence/{id}"), 410)
    assert res.get(f"/evidence/{id}/proof").status_code in (200, 202)


# Incidents


def test_a_repetition_opens_no_second_incident(res):
    body = {"severity": "sev2", "description": "repeated"}
    first = res.post("/incident", body, headers={"idempotency-key": "k-1"})
    again = res.post("/incident", body, headers={"idempotency-key": "k-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    problem(res.post("/incident", {**body, "severity": "sev1"}, headers={"idempotency-key": "k-1"}), 422,
            "Idempotency-Key")
    other = res.post("/incident", body, headers={"idempotency-key": "k-2"})
    assert other.json()["id"] != first.json()["id"]


def test_the_link_of_an_incident_leads_to_it(res):
    made = res.post("/incident", {"severity": "sev1", "description": "linked"}, headers={"x-user-id": "jane"}).json()
    assert {"id", "created_at", "link", "rca_due"} <= set(made)
    assert requests.get(made["link"], timeout=5).json()["description"] == "linked"
    problem(res.post("/incident", {"severity": "sev9", "description": "x"}), 422, "severity")
    entry = res.get(f"/audit?subject={made['id']}").json()["items"][0]
    assert (entry["event"], entry["user"]) == ("incident_opened", "jane")


# The trail and the log


def test_the_trail_as_lines_has_the_historical_members(res):
    id = res.submit(modelVersion="trail", contentRef="lines", artifactType="dpia")["id"]
    answer = res.get("/audit", headers={"accept": "application/x-ndjson"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = ndjson(answer.text)
    assert [line["leaf_index"] for line in lines] == sorted(line["leaf_index"] for line in lines)
    entry = next(line for line in lines if line["evidence_hash"] == "sha256:" + id)
    assert list(entry)[:6] == ["timestamp", "event", "artifact_type", "model_version", "evidence_hash", "user"]
    assert (entry["artifact_type"], entry["model_version"], entry["user"]) == ("dpia", "trail", "anonymous")


def test_leaves_and_tiles_are_those_of_the_checkpoint(res):
    res.submit(modelVersion="tiles")
    size = checkpoint_of(res.get("/log/checkpoint").text)[1]
    width = size % 256
    part = f".p/{width}"
    hashes = res.get(f"/log/tile/0/000{part}")
    bundle = res.get(f"/log/tile/entries/000{part}")
    leaves = leaves_of(bundle.content)
    assert len(leaves) == width
    assert hashes.content == b"".join(leaf_hash(leaf) for leaf in leaves)
    for path in ("/log/tile/0/000", f"/log/tile/0/000.p/{width + 50}", "/log/tile/0/00", "/log/tile/9/000",
                 "/log/tile/entries/x001/000", "/log/tile/0/..%2f000", "/log/tile/0/000.p/0"):
        assert res.get(path).status_code == 404, path
    assert re.fullmatch(r"res\.example/log1\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n", res.get("/log/vkey").text)


# The service itself


def test_metrics_follow_what_is_submitted(res):
    before = res.metric("res_evidence_events_total", type="eval_pack")
    res.submit(modelVersion="measured", metadata={"quality": {"pass_at_5": 0.75}})
    assert res.metric("res_evidence_events_total", type="eval_pack") == before + 1
    wait_until(lambda: res.metric("llm_pass_at_5", model="measured") == 0.75, 5, "the gauge")
    assert 'drift_psi{model="measured"}' not in res.get("/metrics").text
    assert res.metric("ledger_size") >= 1
    assert res.metric("ledger_commit_seconds_count") >= 1


def test_ready_names_its_parts(res):
    body = res.get("/ready").json()
    assert (body["status"], body["database"], body["log"]) == ("ready", {"state": "usable"}, {"state": "usable"})


def test_one_trace_from_the_caller_to_the_access_log(start_res):
    res = start_res(settings={"log.access": "all"})
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    res.get("/models", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert res.wait_log(lambda line: line.get("path") == "/models")["trace_id"] == trace
