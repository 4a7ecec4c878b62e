"""The served specification: the file of the repository, true of the server, shown by /docs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from gateway import SPEC
from wire import Wire, get

DOCUMENT = yaml.safe_load(SPEC.read_text())
METHODS = {"get", "post", "put", "patch", "delete"}


def test_the_file_is_valid():
    validate(DOCUMENT)


def test_the_served_document_is_the_file(reference):
    answer = reference.get("/openapi.json")
    assert answer.headers["content-type"].split(";")[0] == "application/json"
    assert answer.json() == DOCUMENT


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_the_server_has_the_methods_of_the_document_and_no_others(reference, path):
    documented = METHODS & set(DOCUMENT["paths"][path])
    for method in METHODS:
        answer = requests.request(method, reference.url + path, timeout=5)
        assert answer.status_code != 404
        assert (answer.status_code == 405) == (method not in documented), (method, path)
        if answer.status_code == 405:
            allowed = {m.strip().lower() for m in answer.headers["allow"].split(",")}
            assert allowed - {"head", "options"} == documented


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "get"])
def test_other_methods(reference, method):
    with Wire(reference.port) as wire:
        wire.send(get("/health").replace(b"GET", method.encode(), 1))
        assert wire.answer().status in (400, 405, 501)


def test_head_is_get_without_the_body(reference):
    for path in ("/health", "/rules", "/metrics"):
        answer = requests.head(reference.url + path, timeout=5)
        assert answer.status_code in (200, 405)
        assert answer.content == b""


EXAMPLES = [
    (path, name, example["value"])
    for path in DOCUMENT["paths"]
    for name, example in DOCUMENT["paths"][path].get("post", {})
    .get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {}).items()
]


@pytest.mark.parametrize("path, name, body", EXAMPLES)
def test_the_examples_are_accepted(reference, path, name, body):
    assert reference.post(path, body).status_code == 200


def test_the_page_stands_by_itself(reference):
    answer = reference.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")
    page = answer.text
    loaded = re.findall(r"""(?:src|href)\s*=\s*["']([^"']*)|url\(([^)]*)\)|@import\s+["']([^"']*)""", page)
    foreign = [u for group in loaded for u in group if re.match(r"\s*['\"]?(https?:)?//", u)]
    assert not foreign, foreign
    assert "openapi.json" in page or all(path in page for path in DOCUMENT["paths"])


@pytest.mark.timeout(120)
def test_schemathesis_finds_nothing(start, tmp_path):
    gateway = start()
    result = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", f"{gateway.url}/openapi.json",
         "--checks", "all", "--max-examples", "40", "--seed", "1", "--request-timeout", "5",
         "--suppress-health-check", "all", "--continue-on-failure"],
        capture_output=True, text=True, timeout=110, cwd=tmp_path,
    )
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]
    assert gateway.process.poll() is None
