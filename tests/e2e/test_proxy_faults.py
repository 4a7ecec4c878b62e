"""A model server that fails: what the caller hears, what the record says, what is left behind."""

import itertools
import json
import socket

import pytest

from gateway import wait_until
from mock_upstream import (
    CLOSE,
    END,
    Gate,
    RESET,
    UNTIL_GONE,
    begun,
    chat,
    chunk,
    event,
    head,
    http,
    part,
    stream,
    text_events,
)
from proxy import OPEN, asked, policy
from wire import post

openai = pytest.importorskip("openai")

MiB = 1024 * 1024
FAST = {
    "upstream.timeouts.first_byte": "300ms",
    "upstream.timeouts.idle": "300ms",
    "upstream.answer_limit": "8MiB",
    "upstream.event_limit": "64KiB",
    "upstream.breaker.failures": 1000,
}


@pytest.fixture
def proxy(proxied):
    return proxied(OPEN, **FAST)


def told(status, **error):
    return [http({"error": error}, status=status)]


PARTIAL = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"choices": ['
HTML = http(b"<html>Bad Gateway nginx/1.2</html>", status=502, content_type="text/html")

FAULTS = {
    # name: (script, status, code, upstream's status in the record)
    "reset at once": ([RESET], 502, "upstream_closed", 0),
    "closed at once": ([CLOSE], 502, "upstream_closed", 0),
    "closed in the head": ([b"HTTP/1.1 200 OK\r\nConte", CLOSE], 502, "upstream_closed", 0),
    "no HTTP": ([b"SSH-2.0-OpenSSH_9.2\r\n\r\n", CLOSE], 502, "upstream_invalid_answer", 0),
    "a bad length": ([b"HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n", CLOSE], 502, "upstream_invalid_answer", 0),
    "an endless head": (
        [b"HTTP/1.1 200 OK\r\n", itertools.repeat(b"a: b\r\n" * 1000)],
        502,
        "upstream_invalid_answer",
        0,
    ),
    "silent": ([UNTIL_GONE], 504, "upstream_timeout", 0),
    "silent in the body": ([PARTIAL, UNTIL_GONE], 504, "upstream_timeout", 200),
    "reset in the body": ([PARTIAL, RESET], 502, "upstream_closed", 200),
    "closed in the body": ([PARTIAL, CLOSE], 502, "upstream_closed", 200),
    "a bad chunk": ([head(content_type="application/json"), b"zz\r\n", CLOSE], 502, "upstream_invalid_answer", 200),
    "no JSON": ([http(b"Hello")], 502, "upstream_invalid_answer", 200),
    "half a JSON": ([http(b'{"choices": [{"index": 0, ')], 502, "upstream_invalid_answer", 200),
    "a list": ([http([1, 2])], 502, "upstream_invalid_answer", 200),
    "an empty body": ([http(b"")], 502, "upstream_invalid_answer", 200),
    "500": ([http({"error": {"message": "CUDA out of memory at 0x7f"}}, status=500)], 502, "upstream_error", 500),
    "502 of a proxy": ([HTML], 502, "upstream_error", 502),
    "503": ([http(b"", status=503)], 502, "upstream_error", 503),
    "401": (told(401, message="key the-mocks-key is wrong"), 502, "upstream_refused_key", 401),
    "403": (told(403, message="no"), 502, "upstream_refused_key", 403),
    "429": (told(429, message="slow down"), 429, "upstream_rate_limited", 429),
    "404": (told(404, message="no model m2", code="model_not_found", param="model"), 404, "model_not_found", 404),
    "400": (told(400, message="too long", code="context_length_exceeded"), 400, "context_length_exceeded", 400),
    "301": ([http(b"", status=301, location="http://127.0.0.1:1/")], 502, "upstream_invalid_answer", 301),
    "204": ([b"HTTP/1.1 204 No Content\r\n\r\n"], 502, "upstream_invalid_answer", 204),
}


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("script, status, code, upstream", FAULTS.values(), ids=FAULTS.keys())
def test_before_the_first_byte(proxy, script, status, code, upstream, streamed):
    proxy.mock.answers(script)
    answer = proxy.post(body=asked(stream=streamed))
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code and error["message"] and error["type"]
    assert answer.headers["content-type"] == "application/json"
    for words in ("CUDA", "nginx", "the-mocks-key"):
        assert words not in answer.text
    record = proxy.record_of(answer)
    assert record["outcome"] == code
    assert record["upstream"] == {"name": "default", "status": upstream, "attempts": 1}
    assert proxy.record_of(answer, "prompt")["action"] == "allow"


def test_the_servers_words_about_the_callers_mistake_go_on(proxy):
    proxy.mock.answers(told(422, message="max_tokens is too large", type="bad", param="max_tokens"))
    with pytest.raises(openai.UnprocessableEntityError, match="max_tokens is too large") as refused:
        proxy.chat()
    assert refused.value.param == "max_tokens"
    record = proxy.record_of(refused.value.response)
    assert (record["outcome"], record["upstream"]["status"]) == ("upstream_refused", 422)


RETRY_AFTER = [("17", "17"), (None, "5"), ("Wed, 21 Oct 2026 07:28:00 GMT", "5"), ("-1", "5")]


@pytest.mark.parametrize("sent, expected", RETRY_AFTER)
def test_retry_after(proxy, sent, expected):
    proxy.mock.answers([http(b"{}", status=429, **({"Retry_After": sent} if sent else {}))])
    with pytest.raises(openai.RateLimitError) as limited:
        proxy.chat()
    assert limited.value.response.headers["retry-after"] == expected


@pytest.mark.parametrize("streamed", [False, True])
def test_down(start_proxy, streamed):
    proxy = start_proxy()
    proxy.mock.stop_listening()
    answer = proxy.post(body=asked(stream=streamed))
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    record = proxy.record_of(answer)
    assert (record["outcome"], record["upstream"]["status"]) == ("upstream_unreachable", 0)


def test_none_configured(start_proxy):
    proxy = start_proxy(mocks=0)
    answer = proxy.post()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "upstream_unconfigured")


# In the midst of a stream

SAID = "Hello there you "
LATE = {
    "reset": ([RESET], "upstream_closed"),
    "closed": ([CLOSE], "upstream_closed"),
    "silent": ([UNTIL_GONE], "upstream_timeout"),
    "ended early": ([END], "upstream_invalid_answer"),
    "a bad chunk": ([b"zz\r\n", CLOSE], "upstream_invalid_answer"),
    "no JSON": ([part(event("nonsense")), UNTIL_GONE], "upstream_invalid_answer"),
    "an error": ([part(event({"error": {"message": "CUDA"}})), UNTIL_GONE], "upstream_invalid_answer"),
    "a large event": ([part(event("x" * 100_000)), UNTIL_GONE], "upstream_invalid_answer"),
}


@pytest.mark.parametrize("fault, outcome", LATE.values(), ids=LATE.keys())
def test_in_the_midst_of_a_stream(proxy, fault, outcome):
    gate = Gate()
    proxy.mock.answers([*begun("Hello ", "there ", "you "), gate, *fault])
    text = ""
    with pytest.raises(openai.APIError) as failed, proxy.raw_chat(stream=True).parse() as chunks:
        exchange = chunks.response.headers["x-governance-decision-id"].removesuffix(".prompt")
        for one in chunks:
            text += one.choices[0].delta.content or ""
            gate.open()
    assert SAID.startswith(text)
    assert "CUDA" not in str(failed.value)
    record = proxy.record(exchange + ".output")
    assert (record["outcome"], record["upstream"]["status"]) == (outcome, 200)
    if fault != [END]:  # behind a whole answer the connection is kept
        wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")


HOLDING = policy("{ id: long, when: output.length > 150, action: summarize }")
UNJUDGED = {
    # name: (policy, path, the beginning of the stream)
    "half a word": (OPEN, "/v1/chat/completions", begun("Hel")),
    "half a word, historical": (OPEN, "/proxy/completion/stream", begun("Hel")),
    "nothing, historical": (OPEN, "/proxy/completion/stream", [head()]),
    "all held": (HOLDING, "/v1/chat/completions", begun("Hello ", "there ", "you ")),
}


@pytest.mark.parametrize("fault, outcome", [("reset", "upstream_closed"), ("leaves", "client_gone")])
@pytest.mark.parametrize("rules, path, beginning", UNJUDGED.values(), ids=UNJUDGED.keys())
def test_a_stream_that_ends_before_any_text_is_judged(proxied, rules, path, beginning, fault, outcome):
    proxy = proxied(rules)
    seen = len(proxy.records())
    proxy.mock.answers([*beginning, RESET if fault == "reset" else UNTIL_GONE])
    body = asked(stream=True) if path.startswith("/v1") else {"prompt": "Hello"}
    with proxy.wire() as wire:
        wire.send(post(path, json.dumps(body)))
        wait_until(lambda: proxy.mock.requests, what="the request at the model server")
        if fault == "reset":
            assert wire.socket.recv(65536)
    record = proxy.new_record(outcome, seen)
    assert (record["action"], record["rules"]) == ("allow", [])
    proxy.mock.reset()
    assert proxy.post().status_code == 200


def test_a_stream_answered_as_a_whole(proxy):
    proxy.mock.answers([chat("Hello")])
    answer = proxy.post(body=asked(stream=True))
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_invalid_answer")


def test_the_time_for_a_whole_answer_is_bounded(proxied):
    proxy = proxied(OPEN, **{"upstream.timeouts.total": "300ms"})
    proxy.mock.answers([*begun("Hello ", "there ", "you "), UNTIL_GONE])
    body = proxy.post(body=asked(stream=True)).content
    assert b"upstream_timeout" in body or b'"error"' in body
    assert proxy.new_record("upstream_timeout")


# A decision that cannot be recorded


@pytest.mark.parametrize("streamed", [False, True])
def test_nothing_leaves_without_a_record(start_proxy, streamed):
    proxy = start_proxy(OPEN)
    proxy.gateway.fill_disk()
    answer = proxy.post(body=asked(stream=streamed))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "audit_unavailable")
    assert proxy.post("/proxy/completion", {"prompt": "Hi"}).json()["type"] == "/problems/audit-unavailable"
    assert proxy.mock.requests == []


@pytest.mark.parametrize("streamed", [False, True])
def test_records_can_be_done_without(start_proxy, streamed):
    proxy = start_proxy(OPEN, {"audit.on_failure": "continue"})
    proxy.gateway.fill_disk()
    proxy.mock.answers(stream("Hello") if streamed else [chat("Hello")])
    answer = proxy.post(body=asked(stream=streamed))
    assert (answer.status_code, b"Hello" in answer.content) == (200, True)


# Bounds


def endless(size, piece=b"x" * 65536):
    return itertools.repeat(piece, size // len(piece))


HUGE = {
    "announced": [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (100 * MiB), endless(100 * MiB)],
    "chunked": [head(content_type="application/json"), endless(100 * MiB, part(b"x" * 65536))],
    "to the end": [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", endless(100 * MiB), CLOSE],
}


@pytest.mark.parametrize("script", HUGE.values(), ids=HUGE.keys())
def test_an_answer_of_100_mb(proxy, script):
    before = proxy.memory("VmHWM")
    proxy.mock.answers(script)
    answer = proxy.post()
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_answer_too_large")
    assert proxy.record_of(answer)["outcome"] == "upstream_answer_too_large"
    assert proxy.memory("VmHWM") - before < 40 * MiB
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")
    assert proxy.mock.sent < 24 * MiB


def test_what_a_stream_holds_back_is_bounded(proxied):
    proxy = proxied(HOLDING, **{"upstream.answer_limit": "1MiB"})
    before = proxy.memory("VmHWM")
    piece = part(chunk({"content": "some more words " * 500}))
    proxy.mock.answers([*begun("Hello "), endless(100 * MiB, piece)])
    answer = proxy.post(body=asked(stream=True))
    assert b'"error"' in answer.content and b"more words" not in answer.content
    assert proxy.record_of(answer)["outcome"] == "upstream_answer_too_large"
    assert proxy.memory("VmHWM") - before < 16 * MiB
    assert len(proxy.mock.requests) == 1
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")


def test_a_large_answer_within_the_limit(proxy):
    text = "word " * 200_000
    proxy.mock.answers([chat(text)])
    assert proxy.chat().choices[0].message.content == text


QUICK_FAULTS = [
    [chat("fine")],
    [RESET],
    stream("fine ", "stream"),
    [CLOSE],
    [b"garbage\r\n\r\n", CLOSE],
    [PARTIAL, RESET],
    [*begun("Hello ", "there "), RESET],
    [http(b"{")],
    [*begun("Hel"), RESET],
    [*begun("Hello ", "there "), CLOSE],
    [http(b"", status=500)],
    [*begun("Hello "), part(event("nonsense"))],
    told(400, message="no"),
    [HTML],
    told(429, message="slow"),
]


def rounds(proxy, count):
    """Asks so often, with a fault of the model server each time and sometimes with one of the caller."""
    wire = proxy.wire()
    for number in range(count):
        proxy.mock.answers([UNTIL_GONE] if number % 100 == 99 else QUICK_FAULTS[number % len(QUICK_FAULTS)])
        body = json.dumps(asked(stream=number % 2 == 0))
        leaves = number % 10 == 5
        wire.send(post("/v1/chat/completions", body, *(["Connection: close"] if not leaves else [])))
        if not leaves:
            assert wire.closed()
        wire.socket.close()
        wire = proxy.wire()
    wire.socket.close()


def test_a_thousand_faults_leave_nothing_behind(start_proxy):
    proxy = start_proxy(settings=FAST)
    rounds(proxy, 300)
    proxy.mock.reset()
    assert proxy.post().status_code == 200
    files, memory = proxy.files(), proxy.memory()
    rounds(proxy, 1000)
    proxy.mock.reset()
    assert proxy.post().status_code == 200
    wait_until(lambda: proxy.files() <= files + 2, what="as few files as before")
    assert proxy.memory() - memory < 5 * MiB
    assert proxy.mock.open <= 2  # what the pools of two workers keep
    assert proxy.gateway.metric("gateway_open_streams") == 0


# The caller leaves


def ask(proxy, **more):
    wire = proxy.wire()
    wire.send(post("/v1/chat/completions", json.dumps(asked(**more))))
    wait_until(lambda: proxy.mock.requests, what="the request at the model server")
    return wire


LEAVES = {
    "before the first byte": ([UNTIL_GONE], False),
    "before the first byte of a stream": ([UNTIL_GONE], True),
    "before a whole answer is there": ([PARTIAL, UNTIL_GONE], False),
    "in the midst of a stream": ([*begun("Hello ", "there ", "you "), UNTIL_GONE], True),
}


@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("script, streamed", LEAVES.values(), ids=LEAVES.keys())
def test_the_caller_leaves(proxied, script, streamed, how):
    proxy = proxied(OPEN)
    proxy.mock.answers(script)
    seen, gone = len(proxy.records()), proxy.gateway.metric("gateway_client_gone_total")
    wire = ask(proxy, stream=streamed)
    if script[0] is not UNTIL_GONE and streamed:
        assert wire.socket.recv(65536)
    if how == "reset":
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wire.socket.close()
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")
    record = proxy.new_record("client_gone", seen)
    assert record["id"].endswith(".output")
    wait_until(lambda: proxy.gateway.metric("gateway_client_gone_total") == gone + 1, what="the count")


def test_the_caller_leaves_while_a_summary_is_made(proxied):
    proxy = proxied(HOLDING)
    proxy.mock.answers([chat("word " * 100)], [UNTIL_GONE])
    seen = len(proxy.records())
    with ask(proxy):
        wait_until(lambda: len(proxy.mock.requests) == 2, what="the request for a summary")
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")
    proxy.new_record("client_gone", seen)


def test_a_caller_that_reads_slowly_holds_the_server_up(proxied):
    proxy = proxied(OPEN)
    pieces = 16 * MiB // 16000
    text = "word " * 3200
    events = text_events(text)
    middle = part(events[1])
    proxy.mock.answers([head(), part(events[0]), itertools.repeat(middle, pieces), part(events[2]), END])
    before = proxy.memory()
    wire = ask(proxy, stream=True)
    seen = []

    def steady():
        seen.append(proxy.mock.sent)
        return seen[-1] > MiB and len(seen) > 20 and seen[-20] == seen[-1]

    wait_until(steady, 20.0, "the server to be held up")
    assert proxy.mock.sent < 12 * MiB  # the buffers of the sockets on the way
    assert proxy.memory() - before < 16 * MiB
    received = 0
    while data := wire.socket.recv(1 << 20):
        received += len(data)
        if data.endswith(b"0\r\n\r\n"):
            break
    assert received > pieces * len(text)
    assert proxy.memory() - before < 16 * MiB
    wire.socket.close()


# The end of the gateway


def test_a_running_stream_finishes_before_the_gateway_ends(start_proxy):
    proxy = start_proxy()
    gate = Gate()
    proxy.mock.answers([*begun("Hello "), gate, *map(part, text_events("there")[1:]), END])
    wire = ask(proxy, stream=True)
    data = wire.socket.recv(65536)
    proxy.gateway.terminate()
    proxy.gateway.wait_log(lambda entry: "stop" in json.dumps(entry))
    gate.open()
    while more := wire.socket.recv(65536):
        data += more
    assert proxy.gateway.wait_end() == 0
    body = data.split(b"\r\n\r\n", 1)[1]
    assert b"data: [DONE]" in body and b'"finish_reason": "stop"' in body
    proxy.new_record("answered")


def test_behind_the_grace_a_stream_is_cut(start_proxy):
    proxy = start_proxy(settings={"shutdown.grace": "300ms"})
    proxy.mock.answers([*begun("Hello "), UNTIL_GONE])
    wire = ask(proxy, stream=True)
    data = wire.socket.recv(65536)
    proxy.gateway.terminate()
    while more := wire.socket.recv(65536):
        data += more
    assert b"[DONE]" not in data
    proxy.gateway.wait_end(5)
    assert proxy.mock.last().connection_closed
