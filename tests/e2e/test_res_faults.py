"""What happens to the evidence service when it is killed, its disk fails or is put back, and when it is away."""

import contextlib
import itertools
import random
import shutil
import subprocess
import time

import pytest

from gateway import free_port, problem, wait_until
from kill_rounds import ROUNDS, is_read
from proofs import judged, trace_decision
from res import Res
from submissions import Submissions, body_of, expect_all_kept, numbered
from tree import Watch, whole

LONGEST_RESTART = 5.0  # seconds; 1 is promised, and a machine that is busy with other tests gets more


def expect_whole(res, kept, notes=()):
    """The log is one tree, every head that was ever signed is of it, and nothing that was answered is lost."""
    log = whole(res)
    for note in notes:
        log.expect(note)
    expect_all_kept(res, log, kept)
    return log


# kill -9


@pytest.mark.timeout(60 + 30 * ROUNDS)
def test_kill_9_loses_nothing_that_was_answered(tmp_path):
    chance = random.Random(5)
    kept, notes, times = {}, set(), []
    for round in range(ROUNDS):
        began = time.monotonic()
        res = Res(tmp_path).wait_ready(30)
        times.append(time.monotonic() - began)
        if is_read(round):
            expect_whole(res, kept, notes)
        watch = Watch([res])
        load = Submissions(res, numbered(f"round{round}"))
        enough = chance.randrange(1, 300)
        wait_until(lambda: len(load.kept) >= enough, 60, f"{enough} answers")
        wait_until(lambda: watch.notes, 10, "a head")
        res.process.kill()
        res.wait_end()
        kept |= load.stop()
        notes |= watch.stop()
    began = time.monotonic()
    res = Res(tmp_path).wait_ready(30)
    times.append(time.monotonic() - began)
    log = expect_whole(res, kept, notes)
    name = chance.choice(sorted(kept))
    again = res.post("/evidence", body_of(name))
    assert (again.status_code, again.json()) == (200, kept[name])
    expect_whole(res, kept, notes)
    res.stop()
    print(f"{len(kept)} submissions, {len(notes)} heads, {len(log.leaves)} leaves; first start {times[0]:.3f} s, "
          f"restarts {max(times[1:]):.3f} s at most")
    assert len(notes) >= ROUNDS
    assert max(times[1:]) <= LONGEST_RESTART, times


def test_a_stop_under_load_answers_what_it_took_in(start_res):
    res = start_res()
    load = Submissions(res, numbered("stopped"))
    wait_until(lambda: len(load.kept) > 50, 30, "answers")
    res.terminate()
    assert res.wait_end() == 0
    kept = load.stop()
    expect_whole(start_res(), kept)


def test_the_log_of_a_restarted_service_is_judged(start_res, tmp_path):
    """By a program that this project did not write, with the head of before the restart."""
    judge = pytest.importorskip("judge")
    res = start_res()
    for i in range(20):
        res.submit(contentRef=f"before-{i}")
    wait_until(lambda: len(whole(res).indexes("evidence")) == 20, 10, "the head")
    old = tmp_path / "old"
    old.write_text(res.get("/log/checkpoint").text)
    res.process.kill()
    res.wait_end()
    res = start_res()
    for i in range(20):
        res.submit(contentRef=f"after-{i}")
    wait_until(lambda: len(whole(res).indexes("evidence")) == 40, 10, "the head")
    verdict = judge.judge_log(res.url + "/log/", res.get("/log/vkey").text.strip(), old=old, samples=8)
    assert verdict["ok"] and verdict["old"], verdict


# A disk that is full


def expect_refusal(res, name):
    body = problem(res.post("/evidence", body_of(name)), 503)
    assert body["type"] == "/problems/unavailable"
    return body


def expect_not_ready(res):
    state = res.get("/ready")
    assert state.status_code == 503, state.text
    assert state.json()["status"] == "waiting"
    reasons = [state.json()[part].get("problem") for part in ("database", "log")]
    assert any(reasons), state.text
    return " ".join(filter(None, reasons))


def expect_full_for(res, seconds):
    """It stays not ready, with its reason, for as long as the disk is full."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        expect_not_ready(res)


def wait_accepted(res, name, seconds=10):
    wait_until(lambda: res.post("/evidence", body_of(name)).status_code in (200, 201), seconds, "recovery")
    return res.submit(200, **body_of(name))


def test_a_disk_that_takes_nothing_refuses_and_recovers(start_res):
    res = start_res()
    kept = {"before": res.submit(**body_of("before"))}
    wait_until(lambda: len(whole(res).indexes("evidence")) == 1, 10, "the head")
    head = res.get("/log/checkpoint").text
    res.fill_disk()
    expect_refusal(res, "refused")
    expect_not_ready(res)
    problem(res.post("/incident", {"severity": "sev1", "description": "full"}), 503)
    assert res.get("/evidence/" + kept["before"]["id"]).status_code == 200
    assert res.get("/log/checkpoint").text == head
    res.make_room()
    for name in ("after", "refused"):
        kept[name] = wait_accepted(res, name)
    assert res.get("/ready").status_code == 200
    expect_whole(res, kept, [head])
    res.stop()
    log = expect_whole(start_res(), kept, [head])
    assert not log.indexes("incident")


def test_a_full_disk_shows_until_there_is_room(start_res):
    """A service that nobody writes to still says that it cannot be written, and by itself that it can again."""
    res = start_res()
    res.fill_disk()
    expect_refusal(res, "refused")
    expect_full_for(res, 3.0)
    res.make_room()
    wait_until(lambda: res.get("/ready").status_code == 200, 10, "/ready without a new submission")


def mount(*arguments):
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"file systems cannot be mounted here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder))
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


@pytest.mark.timeout(120)
def test_a_disk_without_space_refuses_and_recovers(start_res, small_disk):
    res = start_res(storage=small_disk / "res")
    kept = {"before": res.submit(**body_of("before"))}
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    names = numbered("small")

    def refused():
        name = next(names)
        answer = res.post("/evidence", body_of(name))
        if answer.status_code == 201:  # into space that was there before
            kept[name] = answer.json()
            return False
        return problem(answer, 503)

    wait_until(refused, 30, "a refusal")
    expect_not_ready(res)
    assert res.get("/evidence/" + kept["before"]["id"]).status_code == 200
    filler.unlink()
    kept["after"] = wait_accepted(res, "after")
    wait_until(lambda: res.get("/ready").status_code == 200, 10, "/ready")
    expect_whole(res, kept)
    res.stop()
    expect_whole(start_res(storage=small_disk / "res"), kept)


@pytest.mark.timeout(120)
def test_content_that_does_not_fit_is_refused(start_res, small_disk):
    res = start_res(storage=small_disk / "res")
    id = res.submit(contentRef="large")["id"]
    problem(res.put(f"/evidence/{id}/content", b"x" * (16 << 20)), 503)
    problem(res.get(f"/evidence/{id}/content"), 404)
    res.upload(id, b"small", status=(201,))
    assert res.get(f"/evidence/{id}/content").content == b"small"


# A disk that cannot be written


def expect_refused_start(start_res, **kwargs):
    res = start_res(ready=False, **kwargs)
    assert res.wait_end() == 2, res.text
    lines = [line for line in res.lines if line.startswith("error: ")]
    assert len(lines) == 1, res.text
    assert "read-only" in lines[0].lower(), res.text
    return lines[0]


def test_a_read_only_disk_is_refused_at_the_start(start_res, small_disk):
    mount("-o", "remount,ro", str(small_disk))
    assert str(small_disk) in expect_refused_start(start_res, storage=small_disk / "res")


def test_a_log_on_a_read_only_disk_is_refused_at_the_start(start_res, small_disk):
    storage = small_disk / "res"
    res = start_res(storage=storage)
    kept = {"before": res.submit(**body_of("before"))}
    res.stop()
    mount("-o", "remount,ro", str(small_disk))
    assert str(storage) in expect_refused_start(start_res, storage=storage)
    mount("-o", "remount,rw", str(small_disk))
    expect_whole(start_res(storage=storage), kept)


# A database that was put back


def database(res):
    return sorted(res.data.glob("res.sqlite*"))


def copied(res, to):
    to.mkdir()
    for file in database(res):
        shutil.copy2(file, to)


def put_back(res, copy):
    for file in database(res):
        file.unlink()
    for file in copy.iterdir():
        shutil.copy2(file, res.data)


@pytest.fixture
def rolled_back(start_res, tmp_path):
    """A service whose database is an older copy: (service, what the copy holds, the newest head)."""
    res = start_res()
    old = {f"old-{i}": res.submit(**body_of(f"old-{i}")) for i in range(3)}
    res.stop()
    copied(res, tmp_path / "copy")
    res = start_res()
    new = [res.submit(**body_of(f"new-{i}")) for i in range(3)]
    wait_until(lambda: len(whole(res).indexes("evidence")) == 6, 10, "the head")
    head = res.get("/log/checkpoint").text
    res.stop()
    put_back(res, tmp_path / "copy")
    res = start_res(ready=False).wait_up()
    assert res.get("/evidence/" + new[0]["id"]).status_code == 404, "the copy is not older"
    return res, old, head


def test_a_rolled_back_database_is_not_signed(rolled_back):
    res, old, head = rolled_back
    reason = expect_not_ready(res)
    size = int(head.split("\n")[1])
    assert "rolled back" in reason and str(size) in reason, reason
    for path, body in (("/evidence", body_of("later")), ("/evidence", body_of("old-0")),
                       ("/incident", {"severity": "sev2", "description": "rolled back"})):
        assert "rolled back" in problem(res.post(path, body), 503)["detail"], path
    assert res.metric("ledger_signing") == 0
    assert res.wait_log(lambda e: e["level"] == "error" and "rolled back" in e["msg"])
    for stored in old.values():
        assert res.get("/evidence/" + stored["id"]).json()["stored_at"] == stored["stored_at"]
    assert len(res.get("/evidence").json()["items"]) == len(old)
    assert res.get("/incidents").json()["items"] == []
    expect_not_ready(res)


def test_a_rolled_back_log_publishes_no_other_head(rolled_back):
    """A head that is shorter than a published one is no answer; the newest one, or a problem, is."""
    res, _, head = rolled_back
    answer = res.get("/log/checkpoint")
    if answer.status_code == 200:
        assert answer.text == head
    else:
        problem(answer, 503)


def test_a_rolled_back_log_stays_so_over_restarts(rolled_back, start_res):
    res, _, _ = rolled_back
    res.stop()
    res = start_res(ready=False).wait_up()
    assert "rolled back" in expect_not_ready(res)


def test_an_operator_may_take_a_rolled_back_log_as_it_is(rolled_back, start_res):
    res, old, _ = rolled_back
    res.stop()
    (res.data / "anchor").unlink()
    res = start_res()
    res.submit(**body_of("later"))
    wait_until(lambda: len(whole(res).indexes("evidence")) == 4, 10, "the head")
    expect_whole(res, old)


# Away, while a gateway decides


def decide(gateway, count):
    """Decisions of both phases, allowed and not: the ids of the answers' headers."""
    bodies = itertools.cycle([("prompt", {}), ("prompt", {"contains_pii": True}), ("output", {}),
                              ("output", {"verbatim_ratio": 0.9})])
    ids = []
    for phase, context in itertools.islice(bodies, count):
        answer = gateway.post(f"/filter/{phase}", {phase: "Hi", "context": context})
        assert answer.status_code == 200, answer.text
        ids.append(answer.headers["x-governance-decision-id"])
    return ids


def to_res(tmp_path, port, age):
    return {"data.dir": str(tmp_path / "gateway"), "audit.gateway": "edge-1", "audit.segment_age": age,
            "res.url": f"http://127.0.0.1:{port}"}


@pytest.fixture
def res_folder(tmp_path):
    folder = tmp_path / "of-res"
    folder.mkdir()
    return folder


@pytest.mark.timeout(240)
def test_every_decision_is_traceable_though_res_was_away(start, start_res, tmp_path, res_folder):
    port = free_port()
    gateway = start(settings=to_res(tmp_path, port, "1s"))
    ids = decide(gateway, 20)
    wait_until(lambda: gateway.metric("journal_lag_segments") >= 2, 20, "a lag")
    assert gateway.get("/ready").status_code == 200
    ids += decide(gateway, 20)
    res = start_res(folder=res_folder, port=port)
    ids += decide(gateway, 20)
    waiting = set(ids)

    def all_there():
        for id in list(waiting):
            answer = res.get(f"/decisions/{id}/proof")
            assert answer.status_code in (200, 202), (id, answer.status_code, answer.text)
            if answer.status_code == 200:
                waiting.discard(id)
        return not waiting

    wait_until(all_there, 120, "all decisions")
    actions = [trace_decision(res, id, tmp_path)["action"] for id in ids]
    assert {"allow", "block", "summarize"} <= set(actions)
    listed, cursor = [], ""
    while cursor is not None:
        page = res.get("/decisions?limit=25" + (f"&cursor={cursor}" if cursor else "")).json()
        listed += [item["decision"]["id"] for item in page["items"]]
        cursor = page["next"]
    assert sorted(listed) == sorted(ids)
    expect_segments_join(res)


def expect_segments_join(res):
    """The segments' leaves have dense numbers and name each other."""
    log = whole(res)
    segments = [log.leaves[i] for i in log.indexes("decision_segment")]
    assert segments and segments[0]["first_seq"] == 0
    for before, after in itertools.pairwise(segments):
        assert after["first_seq"] == before["last_seq"] + 1
        assert after["prev_root"] == before["root"]


@pytest.mark.timeout(120)
def test_a_decision_waits_for_its_segment(start, start_res, tmp_path, res_folder):
    res = start_res(folder=res_folder)
    gateway = start(settings=to_res(tmp_path, res.port, "1h"))
    (id,) = decide(gateway, 1)
    for path in (f"/decisions/{id}", f"/decisions/{id}/proof"):
        answer = res.get(path)
        assert (answer.status_code, answer.json()["status"]) == (202, "pending"), path
    gateway.terminate()
    assert gateway.wait_end() == 0
    wait_until(lambda: res.get(f"/decisions/{id}/proof").status_code == 200, 20, "the proof")
    trace_decision(res, id, tmp_path)
    assert res.get(f"/decisions/{id[:-len('.prompt')]}x.prompt").status_code == 404


@pytest.mark.timeout(240)
def test_res_killed_while_segments_come_in(start, tmp_path, res_folder):
    port = free_port()
    gateway = start(settings=to_res(tmp_path, port, "200ms"))
    ids, notes = [], set()
    for _ in range(3):
        res = Res(res_folder, port=port).wait_ready(30)
        watch = Watch([res])
        before = len(ids)
        ids += decide(gateway, 10)
        wait_until(lambda: res.get(f"/decisions/{ids[before]}").status_code == 200, 60, "a segment")  # noqa: B023
        res.process.kill()
        res.wait_end()
        notes |= watch.stop()
    res = Res(res_folder, port=port).wait_ready(30)
    wait_until(lambda: all(res.get(f"/decisions/{id}/proof").status_code == 200 for id in ids), 120, "all decisions")
    for id in ids[::5]:
        trace_decision(res, id, tmp_path)
    expect_segments_join(res)
    log = whole(res)
    for note in notes:
        log.expect(note)
    res.stop()


def test_an_evidence_proof_is_judged(start_res, tmp_path):
    res = start_res()
    stored = res.submit(contentRef="judged")
    wait_until(lambda: res.get(f"/evidence/{stored['id']}/proof").status_code == 200, 10, "the proof")
    leaf = judged(res.get(f"/evidence/{stored['id']}/proof"), res.get("/log/vkey").text, tmp_path)
    assert leaf["kind"] == "evidence"
    assert leaf == whole(res).leaves[stored["leaf_index"]]
