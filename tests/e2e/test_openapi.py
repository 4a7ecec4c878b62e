"""The served specification: the file of the repository, true of the server, shown by /docs."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from gateway import SPEC, Gateway
from wire import Wire, get

DOCUMENT = yaml.safe_load(SPEC.read_text())
METHODS = {"get", "post", "put", "patch", "delete"}
MODEL_PATHS = [path for path, item in DOCUMENT["paths"].items() for one in item.values() if "models" in one["tags"]]

ANSWERS = {
    "/v1/models": {"object": "list", "data": [{"id": "small", "object": "model"}]},
    "/v1/chat/completions": {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Good morning"}}]},
    "/v1/completions": {"choices": [{"index": 0, "text": "Good morning"}]},
    "/v1/responses": {"status": "completed", "output": []},
    "/v1/embeddings": {"data": [{"index": 0, "embedding": [0.5]}]},
}
EVENTS = {
    "/v1/chat/completions": [{"choices": [{"index": 0, "delta": {"content": "Good"}, "finish_reason": "stop"}]}],
    "/v1/completions": [{"choices": [{"index": 0, "text": "Good", "finish_reason": "stop"}]}],
    "/v1/responses": [{"type": "response.completed", "response": {"status": "completed", "output": []}}],
}


FLAGGING_POLICY = """
policy_as_code:
  baseline: "off"
  rules:
    - { id: personal, when: contains_pii or contains_secret, action: flag }
    - { id: attack, when: prompt.jailbreak_score > 0.8, action: safe_mode }
    - { id: copied, when: output.verbatim_ratio > 0.2, action: summarize }
"""


class ModelServer(BaseHTTPRequestHandler):
    """Says the same to everybody."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("application/json", json.dumps(ANSWERS.get(self.path, {})))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if not body.get("stream") or self.path not in EVENTS:
            return self.do_GET()
        events = [f"data: {json.dumps(event)}\n\n" for event in EVENTS[self.path]]
        self.answer("text/event-stream", "".join(events) + "data: [DONE]\n\n")

    def answer(self, media_type, text):
        self.send_response(200)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture(scope="module")
def proxying(tmp_path_factory):
    """A gateway with a model server, which blocks nothing: a specification cannot say what a policy will block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), ModelServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    folder = tmp_path_factory.mktemp("proxying")
    policy = folder / "policy.yaml"
    policy.write_text(FLAGGING_POLICY)
    settings = {"upstream.url": [url], "inspect.on_uninspectable": "allow"}
    gateway = Gateway(folder, policy, settings).wait_ready()
    yield gateway
    gateway.stop()
    server.shutdown()
    server.server_close()


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
def test_the_examples_are_accepted(proxying, path, name, body):
    assert proxying.post(path, body).status_code == 200


@pytest.mark.parametrize("path, name, body", [row for row in EXAMPLES if row[0] in MODEL_PATHS])
def test_without_a_model_server_there_is_an_answer_of_the_document(reference, path, name, body):
    answer = reference.post(path, body)
    assert answer.status_code == 503
    told = answer.json()
    assert "upstream_unconfigured" == (told["error"]["code"] if "error" in told else told["type"][10:].replace("-", "_"))
    media_type = answer.headers["content-type"].split(";")[0]
    name = DOCUMENT["paths"][path]["post"]["responses"]["503"]["$ref"].rsplit("/", 1)[1]
    assert media_type in DOCUMENT["components"]["responses"][name]["content"]


def test_the_page_stands_by_itself(reference):
    answer = reference.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")
    page = answer.text
    loaded = re.findall(r"""(?:src|href)\s*=\s*["']([^"']*)|url\(([^)]*)\)|@import\s+["']([^"']*)""", page)
    foreign = [u for group in loaded for u in group if re.match(r"\s*['\"]?(https?:)?//", u)]
    assert not foreign, foreign
    assert "openapi.json" in page or all(path in page for path in DOCUMENT["paths"])


@pytest.mark.timeout(240)
@pytest.mark.parametrize("which, server", [("--include-tag", "proxying"), ("--exclude-tag", "reference")])
def test_schemathesis_finds_nothing(request, tmp_path, which, server):
    gateway = request.getfixturevalue(server)
    result = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", SPEC, "--url", gateway.url, which, "models",
         "--checks", "all", "--max-examples", "40", "--seed", "1", "--request-timeout", "5",
         "--suppress-health-check", "all", "--continue-on-failure"],
        capture_output=True, text=True, timeout=230, cwd=tmp_path,
    )
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]
    assert gateway.process.poll() is None
