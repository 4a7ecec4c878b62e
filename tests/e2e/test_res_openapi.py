"""The specification of the evidence service: the file of the repository, true of the server."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from res import SPEC, Res

DOCUMENT = yaml.safe_load(SPEC.read_text())
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def res(tmp_path_factory):
    service = Res(tmp_path_factory.mktemp("res_openapi")).wait_ready()
    yield service
    service.stop()


def test_the_file_is_valid():
    validate(DOCUMENT)


def test_the_served_document_is_the_file(res):
    assert res.get("/openapi.json").json() == DOCUMENT


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_the_server_has_the_methods_of_the_document_and_no_others(res, path):
    documented = METHODS & set(DOCUMENT["paths"][path])
    for method in METHODS:
        answer = requests.request(method, res.url + path, timeout=5)
        assert (answer.status_code == 405) == (method not in documented), (method, path)


# What a schema cannot say: a cursor is one that a page gave, a key of idempotency belongs to one body, a change of an
# incident fits its state, an erasure has its reason in the body or in the query, a range lies within the content, integers of metadata have a
# canonical form, no text holds U+0000, and what was erased is gone.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 404, 409, 410]
""" + "".join(f"""
[[operations]]
include-name = "{name}"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 404, 409, 410, 416, 422]
""" for name in ("POST /evidence", "POST /alerts/webhook", "GET /incidents", "GET /decisions", "POST /incident", "PATCH /incident/{id}",
                 "DELETE /evidence/{id}/content", "GET /evidence/{id}/content"))


@pytest.mark.timeout(300)
def test_schemathesis_finds_nothing(res, tmp_path):
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    result = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "--config-file", configuration, "run", SPEC, "--url", res.url, "--checks", "all",
         "--max-examples", "30", "--seed", "1", "--request-timeout", "10", "--suppress-health-check", "all",
         # There is no serializer for the media type of segments.
         "--continue-on-failure", "--exclude-operation-id", "postSegment"],
        capture_output=True, text=True, timeout=290, cwd=tmp_path,
    )
    assert result.returncode == 0, result.stdout[-12000:] + result.stderr[-2000:]
    assert res.process.poll() is None
