"""Streams cut anywhere, and a thousand of them at a time."""

import json
import random
import re
import resource
import selectors
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway import wait_until
from mock_upstream import CLOSE, DONE, END, RESET, Gate, call_events, chat, head, part, sse, text_events
from proxy import ADDRESS, ANSWERED, ASKED, KEY, asked, policy, said
from test_proxy_openai import response_events
from wire import post

# Any cut

NO_SECRETS = policy("{ id: no, when: output.contains_secret, action: block }")
ACTIONS = {
    # name: (policy, prompt, text of the model)
    "allow": (NO_SECRETS, "Hi", "Nothing of note: été, 世界, 😀 and so on. " * 3),
    "mask": (policy(ANSWERED), "Hi", "Ask joe@example.org, ann@example.org or joe@example.org – or 世界 😀 nobody."),
    "restore": (
        policy(ASKED),
        f"To {ADDRESS}",
        "Dear [EMAIL_ADDRESS_1] 😀, see https://x.example/[EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_1].",
    ),
    "block": (NO_SECRETS, "Hi", f"Hello 世界, take {KEY} and run, run away."),
    "summarize": (
        policy("{ id: long, when: output.length > 60, action: summarize }"),
        "Hi",
        "The fox is red and it is quick. The dog sleeps. The fox and the dog meet by the red river. It rains.",
    ),
    "flag": (
        policy("{ id: seen, when: output.contains_pii, action: flag }"),
        "Hi",
        "Ask joe@example.org 😀 today, or 世界.",
    ),
}
CUTS = 10_000
CUTS_A_STREAM = 12


def cut(dice, data, count):
    places = sorted(dice.sample(range(1, len(data)), min(count, len(data) - 1)))
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]


def cut_stream(dice, text):
    """A stream whose text and whose bytes are cut anywhere."""
    pieces = cut(dice, text, dice.randint(1, 20))
    body = b"".join([*text_events(*pieces), DONE])
    chunks = cut(dice, body, 3)
    data = head() + b"".join(map(part, chunks)) + END
    return cut(dice, data, CUTS_A_STREAM)


def answer_of(wire):
    """The body of a chunked answer."""
    data = b""
    while not data.endswith(b"\r\n0\r\n\r\n"):
        more = wire.socket.recv(1 << 16)
        assert more, data
        data += more
    body, rest = b"", data.split(b"\r\n\r\n", 1)[1]
    while not rest.startswith(b"0\r\n"):
        size, rest = rest.split(b"\r\n", 1)
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return body


@pytest.mark.parametrize("action", ACTIONS)
def test_any_cut_gives_the_same_text(proxied, action):
    rules, prompt, text = ACTIONS[action]
    proxy = proxied(rules)
    dice = random.Random(action)
    rounds = CUTS // CUTS_A_STREAM // len(ACTIONS) + 1
    request = post("/v1/chat/completions", json.dumps(asked(prompt, stream=True)))

    def script(heard):
        body = heard.json()
        return cut_stream(dice, text) if body.get("stream") else [chat("" if len(body["messages"]) > 1 else text)]

    proxy.mock.script = script
    whole = proxy.post(body=asked(prompt))
    with proxy.wire() as wire:
        found = set()
        for _ in range(rounds):
            wire.send(request)
            found.add(said(answer_of(wire)))
    assert not proxy.mock.errors
    assert len(found) == 1, found
    heard, reason = found.pop()
    if action == "block":
        assert (whole.status_code, reason) == (400, "content_filter")
        assert text.startswith(heard) and "AKIA" not in heard
    else:
        assert (heard, reason) == (whole.json()["choices"][0]["message"]["content"], "stop")
        assert (heard == text) == (action in ("allow", "flag"))


# Any end

ALL_RULES = policy(ASKED, ANSWERED, "{ id: no, when: output.contains_secret, action: block }")
FORMS = {
    "chat": ("/v1/chat/completions", asked(stream=True), [*text_events("Ask joe@example.org ", "or 世界"), DONE]),
    "tools": (
        "/v1/chat/completions",
        asked(stream=True),
        [*call_events("send", '{"to": "joe@', 'example.org"}'), DONE],
    ),
    "responses": (
        "/v1/responses",
        {"model": "m", "input": "Hi", "stream": True},
        response_events("Ask ", "joe@example.org"),
    ),
    "historical": (
        "/proxy/completion/stream",
        {"prompt": "Hi"},
        [*text_events("Ask joe@example.org ", "or 世界"), DONE],
    ),
}


@pytest.mark.parametrize("path, body, events", FORMS.values(), ids=FORMS.keys())
def test_a_stream_may_break_off_anywhere(proxied, path, body, events):
    proxy = proxied(ALL_RULES, **{"upstream.breaker.failures": 1000})
    data = head() + b"".join(map(part, events)) + END
    request = post(path, json.dumps(body), "Connection: close")
    for end in range(0, len(data), max(1, len(data) // 150)):
        proxy.mock.answers([data[:end], RESET if end % 2 else CLOSE])
        with proxy.wire() as wire:
            wire.send(request)
            received = b""
            while more := wire.socket.recv(65536):
                received += more
        assert b"joe@" not in received, end
        assert b" 200 " in received[:20] or b" 502 " in received[:20], (end, received)
        assert proxy.gateway.process.poll() is None, f"the gateway ended at {end}"


# Many at a time


def test_callers_do_not_get_each_others_values(proxied):
    proxy = proxied(policy(ASKED))

    def echo(request):
        body = request.json()
        words = re.findall(r"\S+\s*", body["messages"][0]["content"])
        return sse(*text_events(*words), DONE) if body.get("stream") else [chat("".join(words))]

    proxy.mock.script = echo

    def ask(number):
        text = f"Write to user{number}@example.com and to boss{number}@example.org now"
        with proxy.wire() as wire:
            for streamed in (True, False, True):
                wire.send(post("/v1/chat/completions", json.dumps(asked(text, stream=streamed))))
                if streamed:
                    assert said(answer_of(wire)) == (text, "stop")
                else:
                    assert json.loads(wire.answer().body)["choices"][0]["message"]["content"] == text

    with ThreadPoolExecutor(16) as callers:
        list(callers.map(ask, range(100)))
    assert b"@example" not in proxy.mock.heard


MANY = 1000
MiB = 1024 * 1024


def raise_file_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < min(hard, 10_000):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 10_000), hard))


def read_until(sockets, ends):
    """What each has received when it ends so."""
    received = {connection: b"" for connection in sockets}
    with selectors.DefaultSelector() as selector:
        for connection in sockets:
            selector.register(connection, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(10)
            assert ready, f"{len(selector.get_map())} streams stand still"
            for key, _ in ready:
                data = key.fileobj.recv(65536)
                assert data, received[key.fileobj]
                received[key.fileobj] += data
                if ends(received[key.fileobj]):
                    selector.unregister(key.fileobj)
    return received


def test_a_thousand_open_streams(start_proxy):
    raise_file_limit()
    rules = policy(ASKED, ANSWERED, "{ id: no, when: output.contains_secret, action: block }")
    proxy = start_proxy(rules, {"log.access": "errors"})
    gate = Gate()
    # Some six words are held back, for they may still become part of a name.
    events = text_events("Hello ", "there ", "[EMAIL_ADDRESS_1] ", "and here is what you wanted to know, ", "and so on.")
    proxy.mock.answers([head(), *map(part, events[:4]), gate, *map(part, [*events[4:], DONE]), END])
    request = post("/v1/chat/completions", json.dumps(asked(f"Write to {ADDRESS}", stream=True)))
    callers = [socket.create_connection(("127.0.0.1", proxy.gateway.port), 10) for _ in range(MANY)]
    for caller in callers:
        caller.sendall(request)
    begun = read_until(callers, lambda data: b"Hello " in data)
    wait_until(lambda: proxy.gateway.metric("gateway_open_streams") == MANY, what="all streams to be open")
    resident, most = proxy.memory("VmRSS"), proxy.memory("VmHWM")
    print(f"{MANY} open streams: {resident / MiB:.0f} MiB resident, {most / MiB:.0f} MiB at most")
    assert most <= 256 * MiB
    gate.open()
    ended = read_until(callers, lambda data: data.endswith(b"0\r\n\r\n"))
    for caller in callers:
        assert b"[DONE]" in ended[caller]
        assert ADDRESS.encode() in begun[caller] + ended[caller]
        caller.close()
    assert proxy.memory("VmHWM") <= 256 * MiB
    wait_until(lambda: proxy.gateway.metric("gateway_open_streams") == 0, what="no open stream")
