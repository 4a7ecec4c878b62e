"""`governed-speed up`: gateway and evidence service in one process on one folder."""

import contextlib
from pathlib import Path

import pytest
import requests
import yaml

import journal
from gateway import BINARY, Gateway, free_port, problem, run, wait_until
from mock_upstream import MockUpstream
from proofs import trace_decision
from res import checkpoint_of
from test_reload import policy_text, replace
from tree import whole


class Beside:
    """The evidence service of the same process."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path, **kwargs):
        return self.session.get(self.url + path, timeout=10, **kwargs)

    def post(self, path, body):
        return self.session.post(self.url + path, json=body, timeout=10)


class Up(Gateway):
    def __init__(self, folder, policy, settings=None, flags=()):
        self.data = Path(folder) / "data"
        self.flags = flags
        self.res = Beside(free_port())
        super().__init__(folder, policy, {"audit.segment_age": "300ms", "audit.gateway": "edge-1", **(settings or {})})

    def command(self, policy, workers):
        return [str(BINARY), "up", "--config", str(policy), "--settings", str(self._settings), "--data", str(self.data),
                "--gateway-listen", f"127.0.0.1:{self.port}", "--res-listen", self.res.url.removeprefix("http://"), *self.flags]


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text(policy_text("old"))
    return path


@pytest.fixture
def start_up(tmp_path, policy):
    running = []

    def start_one(settings=None, flags=()):
        running.append(Up(tmp_path, policy, settings, flags).wait_ready())
        assert running[-1].res.get("/ready").status_code == 200
        return running[-1]

    yield start_one
    for up in running:
        up.stop()


@pytest.fixture
def up(start_up):
    return start_up()


def audit(up, kind):
    return up.res.get("/audit", params={"kind": kind, "limit": 1000}).json()["items"]


def proven(up, id):
    return up.res.get(f"/decisions/{id}/proof").status_code == 200


def test_a_decision_gets_its_proof(up, tmp_path):
    answer = up.post("/filter/prompt", {"prompt": "Hi", "context": {"word": "old"}})
    id = answer.headers["x-governance-decision-id"]
    assert answer.json()["action"] == "flag"
    wait_until(lambda: proven(up, id), 20, "the proof")
    record = trace_decision(up.res, id, tmp_path)
    assert (record["action"], record["gateway"]) == ("flag", "edge-1")
    listed = up.res.get("/decisions").json()["items"]
    assert id in [item["decision"]["id"] for item in listed]


def test_both_are_of_one_process_and_one_folder(up):
    stored = up.res.post("/evidence", {"artifactType": "other", "modelVersion": "m", "contentRef": "r"})
    assert stored.status_code == 201
    assert (up.data / "res.sqlite").exists()
    assert list(up.data.glob("journal/edge-1/*.seg"))
    assert up.get("/evidence").status_code == 404
    problem(up.res.post("/filter/prompt", {"prompt": "Hi"}), 404)
    for service in (up, up.res):
        assert service.get("/health").json() == {"status": "ok"}


def test_a_flag_of_the_gateway_alone(start_up):
    with contextlib.closing(MockUpstream()) as mock:
        up = start_up(flags=["--upstream", mock.url])
        answer = up.post("/v1/chat/completions", {"model": "m", "messages": [{"role": "user", "content": "Hi"}]})
        assert answer.status_code == 200, answer.text
        assert [request.path for request in mock.requests if request.method == "POST"] == ["/v1/chat/completions"]


def diff_of(entry):
    """Where the record has it: the gateway's event is whole inside the one that keeps it."""
    detail = entry["detail"]
    return detail["diff"] if "diff" in detail else (detail.get("detail") or {}).get("diff")


def is_from_gateway(entry):
    return "gateway" in entry["detail"]


def test_a_policy_change_is_audited_by_both(up, policy):
    loads = wait_until(lambda: len(found := audit(up, "policy_change")) >= 2 and found, 20, "both loads")
    assert {is_from_gateway(entry) for entry in loads} == {True, False}
    before = len(audit(up, "threshold_change"))
    assert before == 0
    digest = up.get("/rules").json()["policy_digest"]

    replace(policy, policy_text("new", target=0.9))

    def reloads():
        return [entry for entry in audit(up, "policy_change") if diff_of(entry)]

    both = wait_until(lambda: len(found := reloads()) >= 2 and found, 30, "both changes")
    assert sorted(map(is_from_gateway, both)) == [False, True]
    new_digest = up.get("/rules").json()["policy_digest"]
    assert new_digest != digest
    for entry in both:
        assert entry["event"] == "policy_reload"
        assert entry["evidence_hash"] == "sha256:" + new_digest
        said = yaml.safe_dump(diff_of(entry))
        assert "word_new" in said and "word_old" in said, said
        assert "pass_at_5" in said and "0.9" in said and "0.8" in said, said
        assert "jane" in str(entry), "the claimed author of the change"


def test_a_threshold_change_is_a_record_of_its_own(up, policy):
    wait_until(lambda: len(audit(up, "policy_change")) >= 2, 20, "both loads")
    replace(policy, policy_text("old", target=0.9))
    found = wait_until(lambda: len(all := audit(up, "threshold_change")) >= 2 and all, 30, "the records")
    assert sorted(map(is_from_gateway, found)) == [False, True]
    leaves = whole(up.res).leaves
    for entry in found:
        said = str(entry["detail"])
        assert "pass_at_5" in said and "0.8" in said and "0.9" in said, said
        assert leaves[entry["leaf_index"]]["kind"] == "threshold_change"
    assert len({entry["event"] for entry in found}) == 1, "one thing has one name"
    replace(policy, policy_text("new", target=0.9))
    wait_until(lambda: len([e for e in audit(up, "policy_change") if diff_of(e)]) >= 4, 30, "a change of a rule")
    assert len(audit(up, "threshold_change")) == 2, "a rule is no threshold"


def test_a_stop_brings_everything_into_the_log(start_up, tmp_path):
    up = start_up({"audit.segment_age": "1h"})
    ids = [up.post("/filter/prompt", {"prompt": "Hi"}).headers["x-governance-decision-id"] for _ in range(5)]
    assert up.res.get(f"/decisions/{ids[0]}").status_code == 202
    up.terminate()
    assert up.wait_end() == 0
    journal.check(up.data)
    up = start_up()
    for id in ids:
        assert proven(up, id), id
        trace_decision(up.res, id, tmp_path)


@pytest.mark.timeout(120)
def test_kill_9_of_both_loses_no_decision(start_up, tmp_path):
    ids = []
    for _ in range(3):
        up = start_up()
        ids += [up.post("/filter/prompt", {"prompt": "Hi"}).headers["x-governance-decision-id"] for _ in range(20)]
        up.process.kill()
        up.wait_end()
    up = start_up()
    wait_until(lambda: all(proven(up, id) for id in ids), 60, "all proofs")
    trace_decision(up.res, ids[0], tmp_path)
    assert checkpoint_of(up.res.get("/log/checkpoint").text)[1] == len(whole(up.res).leaves)


def test_a_folder_that_cannot_be_used_is_refused(policy, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("up", "--config", policy, "--data", tmp_path / "file", "--gateway-listen", f"127.0.0.1:{free_port()}",
               "--res-listen", f"127.0.0.1:{free_port()}", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and str(tmp_path / "file") in done.stderr, done.stderr
    assert not (tmp_path / "governed-speed-data").exists()
