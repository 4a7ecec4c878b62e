"""A real Prometheus scrapes /metrics without an error."""

import shutil
import subprocess

import pytest
import requests
import yaml

from evaluation import evaluate, refused
from gateway import free_port, wait_until

PROMETHEUS = shutil.which("prometheus")
PROMTOOL = shutil.which("promtool")


@pytest.fixture
def gateway(start):
    gateway = start()
    gateway.prompt("hi", {"contains_pii": True})
    gateway.prompt("hi")
    gateway.output("hi", {"verbatim_ratio": 0.9})
    gateway.get("/nowhere")
    return gateway


def test_the_named_metrics(gateway):
    assert gateway.metric("policy_decisions_total", phase="prompt", action="block", rule="pii_block_prompt") == 1
    assert gateway.metric("policy_decisions_total", phase="output", action="summarize", rule="copyright_guard") == 1
    assert gateway.metric("policy_decisions_total", phase="prompt", action="allow") == 1
    assert gateway.metric("policy_decision_seconds_count", phase="prompt") == 2
    assert gateway.metric("gateway_request_seconds_count", endpoint="/filter/prompt") == 2


def test_unknown_paths_make_no_series(gateway):
    for i in range(50):
        gateway.get(f"/scan-{i}")
    assert "scan-" not in gateway.get("/metrics").text


@pytest.mark.skipif(not PROMTOOL, reason="needs promtool")
def test_promtool_finds_nothing(gateway):
    text = gateway.get("/metrics").text
    result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True, timeout=20)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def prometheus(gateway, tmp_path):
    config = {
        "global": {"scrape_interval": "200ms", "scrape_timeout": "200ms"},
        "scrape_configs": [{"job_name": "gateway", "static_configs": [{"targets": [f"127.0.0.1:{gateway.port}"]}]}],
    }
    file = tmp_path / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    port = free_port()
    process = subprocess.Popen(
        [PROMETHEUS, f"--config.file={file}", f"--storage.tsdb.path={tmp_path}/tsdb", f"--web.listen-address=127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path, **params):
        try:
            return requests.get(f"http://127.0.0.1:{port}/api/v1/{path}", params=params, timeout=5).json().get("data", {})
        except (requests.exceptions.ConnectionError, ValueError):
            return {}

    ask.url = f"http://127.0.0.1:{port}"
    yield ask
    process.terminate()
    process.wait(10)


@pytest.mark.skipif(not PROMETHEUS, reason="needs prometheus")
def test_prometheus_scrapes_without_error(gateway, prometheus):
    def target():
        found = prometheus("targets").get("activeTargets", [])
        return found and found[0]["health"] != "unknown" and found[0]

    scraped = wait_until(target, 20, "the first scrape")
    assert (scraped["health"], scraped["lastError"]) == ("up", "")

    def value(query):
        result = prometheus("query", query=query).get("result", [])
        return result and result[0]["value"][1]

    assert wait_until(lambda: value("up"), 10, "up") == "1"
    assert wait_until(lambda: value('policy_decisions_total{action="block"}'), 10, "the series") == "1"
    names = {m["metric"] for m in prometheus("targets/metadata")}
    assert {"policy_decisions_total", "policy_decision_seconds", "gateway_request_seconds"} <= names


@pytest.mark.skipif(not PROMETHEUS, reason="needs prometheus")
def test_latencies_are_what_prometheus_says(gateway, prometheus):
    arguments = ["--histogram", "gateway_request_seconds", "--selector", 'endpoint="/filter/prompt"', "--window", "10s"]
    query = 'histogram_quantile(0.95, sum by (le) (rate(gateway_request_seconds_bucket{endpoint="/filter/prompt"}[10s])))'

    def seen():
        gateway.prompt("hi")
        result = prometheus("query", query=query).get("result", [])
        return result and result[0]["value"][1] != "NaN"

    wait_until(seen, seconds=20, what="a rate")
    artifact = evaluate("latency", prometheus.url, *arguments)
    assert 0 < artifact["p50_seconds"] <= artifact["p95_seconds"] <= artifact["p99_seconds"] < 1
    assert query in artifact["settings"].values()
    assert "data.result: has 0 series" in refused("latency", prometheus.url, "--histogram", "nothing_known")
