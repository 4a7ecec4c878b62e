"""Bad input: each kind its own clear 4xx, with the field or the place; never a 500, never an allow."""

import json

import pytest
import requests

from gateway import problem
from wire import Wire, get

SCORES = [
    ("string", '"0.9"'),
    ("array", "[0.9]"),
    ("object", '{"value": 0.9}'),
    ("boolean", "true"),
    ("nan", "NaN"),
    ("infinity", "Infinity"),
    ("minus-infinity", "-Infinity"),
    ("too-large", "7.0"),
    ("just-above", "1.0000001"),
    ("negative", "-0.1"),
    ("huge", "1e300"),
    ("huge-integer", "9" * 40),
]


@pytest.mark.parametrize("literal", [s[1] for s in SCORES], ids=[s[0] for s in SCORES])
@pytest.mark.parametrize(
    "path, text, score",
    [
        ("/filter/prompt", "prompt", "jailbreak_score"),
        ("/filter/prompt", "prompt", "harm_score"),
        ("/filter/output", "output", "verbatim_ratio"),
    ],
)
def test_scores(reference, path, text, score, literal):
    body = f'{{"{text}": "hi", "context": {{"{score}": {literal}}}}}'
    problem(reference.post(path, data=body), 422, f"context.{score}")


def test_nan_as_python_writes_it(reference):
    body = json.dumps({"prompt": "hi", "context": {"jailbreak_score": float("nan")}})
    problem(reference.post("/filter/prompt", data=body), 422, "context.jailbreak_score")


@pytest.mark.parametrize(
    "path, body, field",
    [
        ("/filter/prompt", "{}", "prompt"),
        ("/filter/prompt", '{"output": "hi"}', "prompt"),
        ("/filter/prompt", '{"prompt": null}', "prompt"),
        ("/filter/prompt", '{"prompt": 7}', "prompt"),
        ("/filter/prompt", '{"prompt": ["hi"]}', "prompt"),
        ("/filter/prompt", '{"prompt": NaN}', "prompt"),
        ("/filter/prompt", '{"prompt": "hi", "context": "x"}', "context"),
        ("/filter/prompt", '{"prompt": "hi", "context": []}', "context"),
        ("/filter/prompt", '{"prompt": "hi", "context": {"contains_pii": "yes"}}', "context.contains_pii"),
        ("/filter/prompt", '{"prompt": "hi", "context": {"contains_pii": 1}}', "context.contains_pii"),
        ("/filter/prompt", '{"prompt": "hi", "context": {"contains_secret": 0}}', "context.contains_secret"),
        ("/filter/prompt", '{"prompt": "hi", "context": {"lawful_basis": 1}}', "context.lawful_basis"),
        ("/filter/prompt", '{"prompt": "hi", "context": {"lawful_basis": ["consent"]}}', "context.lawful_basis"),
        ("/filter/output", '{"prompt": "hi"}', "output"),
        ("/filter/output", '{"output": {}}', "output"),
        ("/filter/prompt", "[]", None),
        ("/filter/prompt", '"hi"', None),
        ("/filter/prompt", "null", None),
        ("/ci/check", "[]", None),
        ("/ci/check", '{"quality": 0.9}', "quality"),
        ("/ci/check", '{"quality": [{"pass_at_5": 0.9}]}', "quality"),
        ("/ci/check", '{"quality": {"pass_at_5": "0.9"}}', "quality.pass_at_5"),
        ("/ci/check", '{"quality": {"pass_at_5": null}}', "quality.pass_at_5"),
        ("/ci/check", '{"quality": {"pass_at_5": true}}', "quality.pass_at_5"),
        ("/ci/check", '{"quality": {"pass_at_5": NaN}}', "quality.pass_at_5"),
        ("/ci/check", '{"drift": {"psi": -Infinity}}', "drift.psi"),
        ("/ci/check", '{"fairness": {"subgroup_delta": {}}}', "fairness.subgroup_delta"),
        ("/ci/check", '{"safety": {"harmful_rate": 0.001, "judge": "x"}}', "safety.judge"),
    ],
)
def test_wrong_shape(reference, path, body, field):
    problem(reference.post(path, data=body), 422, field)


def deep(levels):
    return '{"prompt": "hi", "context": {"a": ' + "[" * levels + "]" * levels + "}}"


BROKEN = [
    ("empty", b"", ""),
    ("blank", b"  \n ", ""),
    ("cut", b'{"prompt": "hi"', "line 1 column 1"),
    ("second-line", b'{\n  "prompt": hi }', "line 2 column 13"),
    ("trailing-comma", b'{"prompt": "hi",}', "line 1 column 17"),
    ("single-quotes", b"{'prompt': 'hi'}", "line 1 column 2"),
    ("comment", b'{"prompt": "hi"} // why', "line 1 column 18"),
    ("two-values", b'{"prompt": "hi"} {}', "line 1 column 18"),
    ("raw-newline", b'{"prompt": "a\nb"}', "line"),
    ("lone-surrogate", b'{"prompt": "\\ud800"}', "line 1"),
    ("leading-zero", b'{"prompt": "hi", "context": {"x": 01}}', "line 1"),
    ("bad-utf8", b'{"prompt": "\xff\xfe"}', "line 1 column 13"),
    ("overlong-utf8", b'{"prompt": "\xc0\xaf"}', "line 1"),
    ("utf8-surrogate", b'{"prompt": "\xed\xa0\x80"}', "line 1"),
    ("cut-utf8", b'{"prompt": "hi\xe2\x82"}', "line 1"),
    ("utf16", '{"prompt": "hi"}'.encode("utf-16"), "line 1"),
    ("duplicate-key", b'{"prompt": "good",\n "prompt": "bad"}', "line 2"),
    ("duplicate-in-context", b'{"prompt": "hi", "context": {"contains_pii": true, "contains_pii": false}}', "contains_pii"),
    ("duplicate-by-escape", b'{"prompt": "good", "pr\\u006fmpt": "bad"}', "line 1"),
    ("depth-65", deep(63).encode(), "64"),
    ("depth-1000", deep(998).encode(), "64"),
    ("depth-100000", b"[" * 100000, "64"),
]


@pytest.mark.parametrize("body, place", [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_not_json(reference, body, place):
    answer = problem(reference.post("/filter/prompt", data=body), 400)
    assert place in answer["detail"], answer


@pytest.mark.parametrize("path", ["/filter/output", "/ci/check"])
def test_not_json_elsewhere(reference, path):
    problem(reference.post(path, data=b"{"), 400)


def test_the_deepest_allowed(reference):
    answer = reference.post("/filter/prompt", data=deep(62))
    assert answer.status_code == 200, answer.text


def test_a_number_that_no_double_holds(reference):
    body = '{"prompt": "hi", "context": {"jailbreak_score": 1e999}}'
    assert reference.post("/filter/prompt", data=body).status_code in (400, 422)


def test_a_body_of_the_largest_size(reference):
    frame = len('{"prompt": ""}')
    body = '{"prompt": "' + "a" * (8 * 1024 * 1024 - frame) + '"}'
    assert reference.post("/filter/prompt", data=body).status_code == 200


@pytest.mark.parametrize("size", [8 * 1024 * 1024 + 1, 9 * 1024 * 1024], ids=["a-byte-more", "9-MiB"])
def test_a_body_that_is_too_large(reference, size):
    body = b'{"prompt": "' + b"a" * (size - 14) + b'"}'
    answer = problem(requests.post(reference.url + "/filter/prompt", data=body, timeout=20), 413)
    assert "8388608" in answer["detail"] or "8 MiB" in answer["detail"]


def test_a_chunked_body_that_is_too_large(reference):
    chunks = (b"a" * 65536 for _ in range(9 * 16))
    problem(requests.post(reference.url + "/filter/prompt", data=chunks, timeout=20), 413)


def test_a_promised_size_is_refused_at_once(reference):
    with Wire(reference.port) as wire:
        wire.send(b"POST /filter/prompt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9437184\r\n\r\n")
        assert wire.answer().status == 413


@pytest.mark.parametrize(
    "content_type, status",
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/vnd.example+json", 200),
        (None, 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("application/json/x", 415),
    ],
)
def test_content_types(reference, content_type, status):
    headers = {"content-type": content_type} if content_type else {}
    answer = reference.post("/filter/prompt", data=b'{"prompt": "hi"}', headers=headers)
    if status == 200:
        assert answer.status_code == 200, answer.text
    else:
        problem(answer, status)


@pytest.mark.parametrize("path", ["/", "/filter", "/filter/", "/filter/prompt/", "/Filter/prompt", "/v1/none", "/%00", "/../etc/passwd"])
def test_unknown_path(reference, path):
    with Wire(reference.port) as wire:
        wire.send(get(path))
        answer = wire.answer()
    assert answer.status in (404, 400) if "%00" in path or ".." in path else answer.status == 404, answer
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("GET", "/filter/prompt", "POST"),
        ("DELETE", "/filter/output", "POST"),
        ("PUT", "/ci/check", "POST"),
        ("POST", "/health", "GET"),
        ("POST", "/rules", "GET"),
        ("PATCH", "/metrics", "GET"),
    ],
)
def test_wrong_method(reference, method, path, allowed):
    answer = requests.request(method, reference.url + path, timeout=5)
    problem(answer, 405)
    assert allowed in answer.headers["allow"]


@pytest.mark.parametrize(
    "fields",
    [[f"x-large: {'a' * 40000}"], [f"x-{i}: {'a' * 100}" for i in range(400)]],
    ids=["one-field", "many-fields"],
)
def test_a_header_that_is_too_large(reference, fields):
    with Wire(reference.port) as wire:
        wire.send(get("/health", *fields))
        answer = wire.answer()
    assert answer.status == 431
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_target_that_is_too_long(reference):
    with Wire(reference.port) as wire:
        wire.send(get("/" + "a" * 40000))
        assert wire.answer().status in (414, 431)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "169.254.169.254"])
def test_a_foreign_host_is_refused_without_keys(reference, host):
    with Wire(reference.port) as wire:
        wire.send(get("/rules", host=host))
        assert wire.answer().status in (400, 403, 421)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:8081", "[::1]:8081"])
def test_the_hosts_of_loopback_are_taken(reference, host):
    with Wire(reference.port) as wire:
        wire.send(get("/rules", host=host))
        assert wire.answer().status == 200


def test_the_gateway_lives_on(reference):
    assert reference.prompt("hi")["action"] == "allow"
    assert reference.process.poll() is None
