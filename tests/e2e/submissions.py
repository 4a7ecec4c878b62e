"""Threads that file evidence without end, and what became of it."""

import itertools
import threading

import requests

from gateway import problem


class Submissions:
    """`kept`: what was answered 200 or 201, by contentRef; `refused`: problems; `created`: answers 201, by contentRef.

    A thread goes on after an error, so that it may outlive its service. `names()`: the contentRefs to file.
    """

    def __init__(self, res, names, threads=4, model="loaded"):
        self.kept = {}
        self.created = {}
        self.refused = []
        self.failed = []  # what must never be: an answer that is neither, or that breaks a promise
        self._url = res.url + "/evidence"
        self._model = model
        self._names = names
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        session = requests.Session()
        session.trust_env = False
        while not self._end.is_set():
            with self._lock:
                name = next(self._names)
            try:
                answer = session.post(self._url, json=body_of(name, self._model), timeout=45)
            except requests.exceptions.RequestException:
                self._end.wait(0.02)
                continue
            try:
                self._take(name, answer)
            except (AssertionError, ValueError, KeyError) as e:
                self.failed.append(repr(e))

    def _take(self, name, answer):
        if answer.status_code == 503:
            self.refused.append(problem(answer, 503))
            self._end.wait(0.02)
            return
        assert answer.status_code in (200, 201), (answer.status_code, answer.text)
        stored = answer.json()
        with self._lock:
            assert self.kept.setdefault(name, stored) == stored, f"{name} was answered in two ways"
            if answer.status_code == 201:
                assert name not in self.created, f"{name} was created twice"
                self.created[name] = stored

    def stop(self):
        self._end.set()
        for thread in self._threads:
            thread.join(50)
        assert not self.failed, self.failed[:3]
        return self.kept


def body_of(name, model="loaded"):
    return {"artifactType": "other", "modelVersion": model, "contentRef": name}


def numbered(prefix):
    return (f"{prefix}-{i}" for i in itertools.count())


def all_evidence(res):
    """Every evidence that the service lists, by page after page."""
    items, cursor = [], ""
    while cursor is not None:
        page = res.get("/evidence?limit=1000" + (f"&cursor={cursor}" if cursor else "")).json()
        items += page["items"]
        cursor = page["next"]
    return items


def expect_all_kept(res, log, kept):
    """Nothing that was answered is lost, nothing is there twice, each has the leaf that was said."""
    stored = all_evidence(res)
    by_ref = {item["contentRef"]: item for item in stored}
    assert len(by_ref) == len(stored), "evidence is there twice"
    lost = set(kept) - set(by_ref)
    assert not lost, f"{len(lost)} of {len(kept)} answered submissions are lost"
    for name, answer in kept.items():
        told = {key: by_ref[name][key] for key in ("id", "evidence_hash", "stored_at", "leaf_index")}
        assert told == answer, name
    assert sorted(item["leaf_index"] for item in stored) == log.indexes("evidence"), "leaves without evidence, or without a leaf"
