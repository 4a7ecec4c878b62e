"""The evidence service on PostgreSQL: the same contract, a server that is restarted, replicas that race and pause."""

import itertools
import os
import signal
import time

import pytest

from gateway import problem, wait_until
from postgres import postgres  # noqa: F401, fixture
from proofs import judged
from res import Res, checkpoint_of, evidence_id
from submissions import Submissions, body_of, expect_all_kept, numbered
from tree import Watch, whole

IDLE_LIMIT = 5.0  # seconds that the server lets a transaction sit idle: docs/operations


@pytest.fixture
def database(postgres):  # noqa: F811
    return postgres.create()


@pytest.fixture
def replicas(tmp_path, database):
    """Starts services on one database, each with a data folder of its own, all with the log's one key."""
    running = []

    def start_one(name):
        folder = tmp_path / name
        (folder / "data").mkdir(parents=True, exist_ok=True)
        settings = {"data.dir": str(folder / "data"), "res.log_key": str(tmp_path / "log.key")}
        res = Res(folder, settings=settings, storage=database)
        running.append(res)
        return res.wait_ready(30)

    yield start_one
    for res in running:
        if res.process.poll() is None:
            os.kill(res.process.pid, signal.SIGCONT)
        res.stop()


def same_head(one, other):
    """The log that both serve, once both have seen the newest head."""
    wait_until(lambda: size(one) == size(other), 20, "the same head")
    first, second = whole(one), whole(other)
    assert (first.leaves, first.roots, first.vkey) == (second.leaves, second.roots, second.vkey)
    return first


def size(res):
    return checkpoint_of(res.get("/log/checkpoint").text)[1]


# The contract


@pytest.fixture
def res(replicas):
    return replicas("one")


def test_the_historical_contract(res, tmp_path):
    first = res.submit(modelVersion="m1", metadata={"quality": {"pass_at_5": 0.86}, "note": "é €"}, contentRef="s3://b/1")
    assert first["id"] == evidence_id("eval_pack", "m1", "s3://b/1", {"quality": {"pass_at_5": 0.86}, "note": "é €"})
    assert first["evidence_hash"] == "sha256:" + first["id"]
    again = res.submit(200, modelVersion="m1", metadata={"note": "é €", "quality": {"pass_at_5": 0.86}}, contentRef="s3://b/1")
    assert again == first
    for change, field in (({"artifactType": "novel"}, "artifactType"), ({"contentRef": None}, "contentRef"),
                          ({"metadata": {"a": "x" * 70_000}}, "metadata")):
        problem(res.post("/evidence", {**body_of("bad"), **change}), 422, field)
    body = '{"artifactType":"other","modelVersion":"m","contentRef":"r","metadata":{"a":NaN}}'
    answer = res.session.post(res.url + "/evidence", data=body, headers={"content-type": "application/json"}, timeout=10)
    problem(answer, 422, "metadata.a")
    problem(res.post("/incident", {"severity": "sev9", "description": "x"}), 422, "severity")
    assert res.get("/risk/snapshot?model=m1").json()["quality"]["pass_at_5"] == 0.86
    wait_until(lambda: res.get(f"/evidence/{first['id']}/proof").status_code == 200, 10, "the proof")
    leaf = judged(res.get(f"/evidence/{first['id']}/proof"), res.get("/log/vkey").text, tmp_path)
    assert leaf["kind"] == "evidence"


def test_content_lies_in_the_database(res, replicas):
    """So that every replica serves it."""
    id = res.submit(contentRef="content")["id"]
    data = os.urandom(3 << 20)
    res.upload(id, data, status=(201,))
    other = replicas("two")
    assert other.get(f"/evidence/{id}/content").content == data
    assert other.get(f"/evidence/{id}/content", headers={"range": "bytes=100-199"}).content == data[100:200]
    problem(other.put(f"/evidence/{id}/content", b"other"), 409)


def test_a_restart_goes_on(res, replicas):
    kept = {f"a{i}": res.submit(**body_of(f"a{i}")) for i in range(5)}
    head = res.get("/log/checkpoint").text
    res.process.kill()
    res.wait_end()
    res = replicas("one")
    kept["b"] = res.submit(**body_of("b"))
    wait_until(lambda: len(whole(res).indexes("evidence")) == 6, 10, "the head")
    log = whole(res)
    log.expect(head)
    expect_all_kept(res, log, kept)


def test_a_data_folder_is_made(start_res, database, tmp_path):
    """Also where nothing but the anchor goes there: without it no head is published."""
    settings = {"data.dir": str(tmp_path / "new" / "data"), "res.log_key": str(tmp_path / "log.key")}
    res = start_res(storage=database, settings=settings)
    res.submit(contentRef="first")
    wait_until(lambda: len(whole(res).indexes("evidence")) == 1, 10, "the head")
    assert (tmp_path / "new" / "data" / "anchor").exists()


# The server goes away


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_a_server_restarted_under_load(postgres, replicas, mode):  # noqa: F811
    res = replicas("one")
    watch = Watch([res])
    load = Submissions(res, numbered(mode))
    for _ in range(2):
        before = len(load.kept)
        wait_until(lambda: len(load.kept) > before + 30, 60, "answers")  # noqa: B023
        postgres.stop(mode)
        postgres.start()
    before = len(load.kept)
    wait_until(lambda: len(load.kept) > before + 30, 60, "answers after the restart")
    kept = load.stop()
    notes = watch.stop()
    wait_until(lambda: res.get("/ready").status_code == 200, 20, "/ready")
    wait_until(lambda: size(res) > max(stored["leaf_index"] for stored in kept.values()), 10, "the head")
    log = whole(res)
    for note in notes:
        log.expect(note)
    expect_all_kept(res, log, kept)
    assert res.process.poll() is None


@pytest.mark.timeout(180)
def test_a_server_that_is_away_is_said(postgres, replicas):  # noqa: F811
    res = replicas("one")
    stored = res.submit(**body_of("before"))
    postgres.stop()
    try:
        wait_until(lambda: res.get("/ready").status_code == 503, 30, "/ready to say so")
        state = res.get("/ready").json()
        assert state["database"].get("problem") or state["log"].get("problem")
        problem(res.session.post(res.url + "/evidence", json=body_of("away"), timeout=60), 503)
        # Who comes later hears of it at once.
        problem(res.session.post(res.url + "/evidence", json=body_of("away"), timeout=2), 503)
        problem(res.get("/evidence/" + stored["id"]), 503)
        assert res.get("/health").status_code == 200
    finally:
        postgres.start()
    wait_until(lambda: res.get("/ready").status_code == 200, 30, "/ready")
    kept = {"before": res.submit(200, **body_of("before"))}
    assert kept["before"] == stored
    after = res.post("/evidence", body_of("away"))
    assert after.status_code in (200, 201)
    wait_until(lambda: len(whole(res).indexes("evidence")) == 2, 10, "the head")
    expect_all_kept(res, whole(res), {**kept, "away": after.json()})


def test_a_server_that_is_not_there_is_refused_at_the_start(start_res, tmp_path):
    settings = {"data.dir": str(tmp_path / "data")}
    res = start_res(storage="postgres://res:hush-hush@127.0.0.1:1/res", settings=settings, ready=False)
    assert res.wait_end(30) == 2
    assert any(line.startswith("error: ") and "127.0.0.1" in line for line in res.lines), res.text
    assert "hush-hush" not in res.text


# Replicas


@pytest.mark.timeout(240)
def test_two_replicas_race(replicas):
    one, two = replicas("one"), replicas("two")
    watch = Watch([one, two])

    def names(prefix):
        """Its own, and those that the other files at about the same time."""
        return itertools.chain.from_iterable(zip(numbered(prefix), numbered("both")))

    loads = [Submissions(one, names("one"), threads=3), Submissions(two, names("two"), threads=3)]
    wait_until(lambda: all(len(load.kept) > 150 for load in loads), 120, "answers of both")
    kept = [load.stop() for load in loads]
    notes = watch.stop()
    log = same_head(one, two)
    for note in notes:
        log.expect(note)
    twice = set(loads[0].created) & set(loads[1].created)
    assert not twice, "both say that they have stored it first"
    common = set(kept[0]) & set(kept[1])
    assert common, "they did not meet"
    for name in common:
        assert kept[0][name] == kept[1][name]
    for res in (one, two):
        expect_all_kept(res, log, {**kept[0], **kept[1]})


def test_each_serves_what_the_other_has_taken(replicas, tmp_path):
    one, two = replicas("one"), replicas("two")
    for here, there in ((one, two), (two, one)):
        stored = here.submit(contentRef=here.url)
        assert there.get("/evidence/" + stored["id"]).json()["leaf_index"] == stored["leaf_index"]
        wait_until(lambda: there.get(f"/evidence/{stored['id']}/proof").status_code == 200, 10, "the proof")  # noqa: B023
        judged(there.get(f"/evidence/{stored['id']}/proof"), here.get("/log/vkey").text, tmp_path)


def idle_transactions(postgres, database):  # noqa: F811
    """Transactions of which nothing has been heard for a while: those of a process that does not run."""
    name = database.rsplit("/", 1)[1]
    return postgres.query(
        f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND state = 'idle in transaction' "
        "AND state_change < clock_timestamp() - interval '300 milliseconds'")


def pause_in_transaction(res, postgres, database):  # noqa: F811
    """Stops the process while it holds the head of the log. The server's own id of its transaction."""
    for _ in range(200):
        os.kill(res.process.pid, signal.SIGSTOP)
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            held = idle_transactions(postgres, database)
            if held:
                return held
        os.kill(res.process.pid, signal.SIGCONT)
    raise AssertionError("it was never stopped in a transaction")


@pytest.mark.timeout(300)
def test_a_replica_paused_past_its_lease(postgres, database, replicas):  # noqa: F811
    one, two = replicas("one"), replicas("two")
    watch = Watch([one, two])
    loads = [Submissions(one, numbered("one"), threads=2), Submissions(two, numbered("two"), threads=2)]
    wait_until(lambda: all(len(load.kept) > 20 for load in loads), 60, "answers of both")

    held = pause_in_transaction(one, postgres, database)
    began = time.monotonic()
    wait_until(lambda: held != idle_transactions(postgres, database), 30, "the end of the idle transaction")
    took = time.monotonic() - began
    assert took < IDLE_LIMIT + 10, "the server ends what sits idle"
    before = len(loads[1].kept)
    wait_until(lambda: len(loads[1].kept) > before + 50, 60, "the other goes on")

    os.kill(one.process.pid, signal.SIGCONT)
    before = len(loads[0].kept)
    wait_until(lambda: len(loads[0].kept) > before + 20, 60, "it goes on")
    kept = [load.stop() for load in loads]
    notes = watch.stop()
    log = same_head(one, two)
    for note in notes:
        log.expect(note)
    for res in (one, two):
        wait_until(lambda: res.get("/ready").status_code == 200, 10, "/ready")  # noqa: B023
        expect_all_kept(res, log, {**kept[0], **kept[1]})
    print(f"the transaction of the paused replica was ended after {took:.1f} s; {len(notes)} heads, {len(log.leaves)} leaves")
