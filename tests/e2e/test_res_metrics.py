"""Evidence becomes figures: the snapshot, /metrics, a real Prometheus; and a real Alertmanager's alerts become incidents."""

import datetime
import shutil
import subprocess

import pytest
import requests
import yaml

from gateway import free_port, wait_until

PROMETHEUS = shutil.which("prometheus")
PROMTOOL = shutil.which("promtool")
ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")

FIGURES = {
    "llm_pass_at_5": ("quality", "pass_at_5", 0.86),
    "fairness_subgroup_delta": ("fairness", "subgroup_delta", 0.04),
    "harmful_output_rate": ("safety", "harmful_rate", 0.003),
    "drift_psi": ("drift", "psi", 0.12),
}
NEVER_GIVEN = ("reid_risk", "latency_p95_seconds", "availability")


@pytest.fixture
def res(start_res):
    return start_res()


def metadata(*series, **changed):
    found = {}
    for name in series:
        area, figure, value = FIGURES[name]
        found.setdefault(area, {})[figure] = changed.get(name, value)
    return found


def snapshot(res, model):
    return res.get("/risk/snapshot", params={"model": model})


def sample(res, name, model):
    """The value on /metrics, or None where there is no such series."""
    start = f'{name}{{model="{model}"}} '
    lines = [line for line in res.get("/metrics").text.splitlines() if line.startswith(start)]
    assert len(lines) <= 1, lines
    return float(lines[0][len(start):]) if lines else None


class Debian:
    """A program of a Debian package on a port of its own, with `get` and `post` for its API."""

    def __init__(self, folder, program, listen, settings, *more):
        file = folder / f"{listen.strip('-')}.yml"
        file.write_text(yaml.safe_dump(settings))
        self.port = free_port()
        self.session = requests.Session()
        self.session.trust_env = False
        self.process = subprocess.Popen(
            [program, f"--config.file={file}", f"{listen}=127.0.0.1:{self.port}", *more],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    def get(self, path, **params):
        """The JSON of the answer; None while the program is not there."""
        try:
            answer = self.session.get(f"http://127.0.0.1:{self.port}{path}", params=params, timeout=5)
            return answer.json() if answer.status_code == 200 else None
        except (requests.exceptions.ConnectionError, ValueError):
            return None

    def post(self, path, body):
        answer = self.session.post(f"http://127.0.0.1:{self.port}{path}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def debian(tmp_path):
    running = []

    def start(*arguments):
        running.append(Debian(tmp_path, *arguments))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def prometheus(res, debian, tmp_path):
    if not PROMETHEUS:
        pytest.skip("needs prometheus")
    settings = {
        "global": {"scrape_interval": "300ms", "scrape_timeout": "300ms"},
        "scrape_configs": [{"job_name": "res", "static_configs": [{"targets": [f"127.0.0.1:{res.port}"]}]}],
    }
    return debian(PROMETHEUS, "--web.listen-address", settings, f"--storage.tsdb.path={tmp_path}/tsdb")


def queried(prometheus, query):
    """The values of the query, or None while Prometheus cannot say."""
    answer = prometheus.get("/api/v1/query", query=query)
    return None if answer is None else [float(one["value"][1]) for one in answer["data"]["result"]]


def wait_value(prometheus, query, value):
    wait_until(lambda: queried(prometheus, query) == [value], 30, f"{query} = {value}")


@pytest.mark.timeout(180)
def test_from_evidence_to_prometheus(res, prometheus):
    assert snapshot(res, "m1").status_code == 404
    for name in FIGURES:
        assert sample(res, name, "m1") is None
    stored = res.submit(modelVersion="m1", metadata=metadata(*FIGURES))

    taken = snapshot(res, "m1").json()
    for name, (area, figure, value) in FIGURES.items():
        assert taken[area][figure] == value, name
        detail = taken["detail"][f"{area}.{figure}"]
        assert (detail["source"], detail["evidence_hash"]) == ("evidence", stored["evidence_hash"])
    assert taken["evidence_hash"] == stored["evidence_hash"]

    for name, (_, _, value) in FIGURES.items():
        wait_until(lambda: sample(res, name, "m1") == value, 10, f"{name} on /metrics")  # noqa: B023
        wait_value(prometheus, f'{name}{{model="m1"}}', value)
    assert queried(prometheus, 'up{job="res"}') == [1.0]

    res.submit(modelVersion="m1", contentRef="s3://b/newer", metadata=metadata("drift_psi", drift_psi=0.31))
    wait_value(prometheus, 'drift_psi{model="m1"}', 0.31)
    assert snapshot(res, "m1").json()["drift"]["psi"] == 0.31
    wait_value(prometheus, 'llm_pass_at_5{model="m1"}', 0.86)


@pytest.mark.timeout(180)
def test_what_is_not_known_has_no_series(res, prometheus):
    res.submit(modelVersion="m2", metadata=metadata("llm_pass_at_5"))
    res.submit(modelVersion="m3", contentRef="s3://b/wrong", metadata={"drift": {"psi": "low"}})
    wait_value(prometheus, 'llm_pass_at_5{model="m2"}', 0.86)
    taken = snapshot(res, "m2").json()
    for name, (area, figure, _) in FIGURES.items():
        if name == "llm_pass_at_5":
            continue
        assert taken[area][figure] is None
        assert sample(res, name, "m2") is None
        assert queried(prometheus, f'{name}{{model="m2"}}') == []
    for name in (*FIGURES, *NEVER_GIVEN):
        assert sample(res, name, "m3") is None, name
        assert queried(prometheus, f'{name}{{model="m3"}}') == [], name
    assert snapshot(res, "m3").json()["detail"]["problems"]


@pytest.mark.skipif(not PROMTOOL, reason="needs promtool")
def test_promtool_finds_nothing(res):
    res.submit(modelVersion='odd "name"\\', metadata=metadata(*FIGURES))
    res.post("/incident", {"severity": "sev1", "description": "for the gauges"})
    wait_until(lambda: "llm_pass_at_5{" in res.get("/metrics").text, 10, "the gauge")
    text = res.get("/metrics").text
    result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result.stdout + result.stderr


# Alerts


@pytest.fixture
def alertmanager(res, debian, tmp_path):
    if not ALERTMANAGER:
        pytest.skip("needs prometheus-alertmanager")
    settings = {
        "route": {"receiver": "res", "group_by": ["alertname"], "group_wait": "100ms", "group_interval": "1s",
                  "repeat_interval": "1h"},
        "receivers": [{"name": "res", "webhook_configs": [{"url": f"{res.url}/alerts/webhook", "send_resolved": True}]}],
    }
    started = debian(ALERTMANAGER, "--web.listen-address", settings, f"--storage.path={tmp_path}/alerts",
                     "--cluster.listen-address=")
    wait_until(lambda: started.get("/api/v2/status"), 30, "Alertmanager")
    return started


def alert(name, severity, minutes, **labels):
    """One of Alertmanager's API; with `minutes` below zero it is over."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "labels": {"alertname": name, "severity": severity, **labels},
        "annotations": {"summary": f"{name} has fired"},
        "startsAt": (now - datetime.timedelta(minutes=5)).isoformat(),
        "endsAt": (now + datetime.timedelta(minutes=minutes)).isoformat(),
    }


def incidents(res):
    return res.get("/incidents").json()["items"]


@pytest.mark.timeout(180)
def test_alertmanager_opens_and_resolves_incidents(res, alertmanager):
    kinds = [("DriftHigh", "critical", {}, "sev1", "rca"), ("QueueLong", "info", {}, "sev3", "closed"),
             ("Renamed", "info", {"sev": "sev2"}, "sev2", "rca")]
    alertmanager.post("/api/v2/alerts", [alert(name, severity, 60, **more) for name, severity, more, _, _ in kinds])
    wait_until(lambda: len(incidents(res)) == len(kinds), 60, "the incidents")
    opened = incidents(res)
    assert {one["status"] for one in opened} == {"open"}
    assert sorted(one["severity"] for one in opened) == ["sev1", "sev2", "sev3"]
    by_severity = {one["severity"]: one["id"] for one in opened}
    wait_until(lambda: res.metric("res_incidents_open", severity="sev1") == 1, 10, "the gauge")

    alertmanager.post("/api/v2/alerts", [alert(name, severity, -1, **more) for name, severity, more, _, _ in kinds])
    for name, _, _, sev, status in kinds:
        id = by_severity[sev]
        wait_until(lambda: res.get(f"/incident/{id}").json()["status"] == status, 60, f"{name} {status}")  # noqa: B023
        seen = res.get(f"/incident/{id}").json()
        assert name in seen["description"]
        assert "resolved by Alertmanager" in str(seen["history"])
    assert len(incidents(res)) == len(kinds)
    wait_until(lambda: res.metric("res_incidents_open", severity="sev3") == 0, 10, "the gauge")


@pytest.mark.timeout(180)
def test_an_alert_that_fires_again_reopens_its_incident(res, alertmanager):
    alertmanager.post("/api/v2/alerts", [alert("HarmHigh", "critical", 60)])
    (first,) = wait_until(lambda: incidents(res), 60, "the incident")
    alertmanager.post("/api/v2/alerts", [alert("HarmHigh", "critical", -1)])
    wait_until(lambda: incidents(res)[0]["status"] == "rca", 60, "the end of the alert")
    again = alert("HarmHigh", "critical", 60)
    del again["startsAt"]
    alertmanager.post("/api/v2/alerts", [again])
    wait_until(lambda: incidents(res)[0]["status"] == "open", 60, "the second fire")
    assert [one["id"] for one in incidents(res)] == [first["id"]]
