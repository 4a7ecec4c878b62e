"""Many, slow and silent connections."""

import resource
import socket
import time

import pytest

from gateway import wait_until
from wire import Wire, get, post

HEAD = b"POST /filter/prompt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 16\r\n\r\n"


@pytest.fixture
def many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 10500:
        pytest.skip(f"only {hard} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_silent_connections_do_not_starve_one_that_speaks(many_files, start):
    gateway = start()
    silent = []
    try:
        for _ in range(10_000):
            silent.append(socket.create_connection(("127.0.0.1", gateway.port), 5))
        for _ in range(20):
            with Wire(gateway.port, timeout=2) as wire:
                started = time.monotonic()
                wire.send(post("/filter/prompt", '{"prompt": "hi"}'))
                answer = wire.answer()
                assert answer is not None and answer.status == 200, answer
                assert time.monotonic() - started < 1
    finally:
        for connection in silent:
            connection.close()
    assert gateway.prompt("hi")["allowed"]


def test_beyond_the_limit_of_connections_the_server_lives_on(start):
    gateway = start(settings={"http.limits.connections": 50})
    wires = [Wire(gateway.port, timeout=2) for _ in range(120)]
    for wire in wires:
        wire.socket.close()

    # On a connection of its own: the one that the session keeps may have been closed, between
    # requests, for those that had just come.
    def is_healthy():
        try:
            with Wire(gateway.port, timeout=2) as wire:
                wire.send(get("/health"))
                answer = wire.answer()
                return answer is not None and answer.status == 200
        except OSError:
            return False

    wait_until(is_healthy, 5, "/health")


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    from gateway import REFERENCE_POLICY, Gateway

    settings = {"http.timeouts.header": "1s", "http.timeouts.body": "1s", "http.timeouts.idle": "1s"}
    gateway = Gateway(tmp_path_factory.mktemp("impatient"), REFERENCE_POLICY, settings).wait_ready()
    yield gateway
    gateway.stop()


def drip(wire, data, pause):
    """Sends byte by byte until the server has had enough; True if it had before the bytes ended."""
    wire.socket.settimeout(pause)
    for byte in data:
        try:
            wire.send(bytes([byte]))
            wire.socket.recv(1, socket.MSG_PEEK)  # an answer, or the end
        except TimeoutError:
            continue
        except OSError:
            pass
        wire.socket.settimeout(5)
        return True
    return False


# The bytes last for 30 s at least, so that who is cut off much earlier was cut off by the deadline
# of one second, however busy the machine is. No deadline can have passed a second after the start.
@pytest.mark.parametrize(
    "first, rest",
    [(b"", b"GET /health HTTP/1.1\r\nX-Long: " + b"a" * 200), (HEAD.replace(b" 16", b" 232"), b"a" * 231)],
    ids=["header", "body"],
)
def test_slow_senders_are_cut_off_at_the_deadline(impatient, first, rest):
    started = time.monotonic()
    with Wire(impatient.port) as wire:
        wire.send(first)
        assert drip(wire, rest, pause=0.15)
        assert 1 <= time.monotonic() - started < 15
        try:
            answer = wire.answer()
        except OSError:
            answer = None
        assert answer is None or answer.status == 408
        assert wire.closed()


@pytest.mark.parametrize("sent", [b"", b"GET /health HT", HEAD + b"{"], ids=["nothing", "half-a-header", "half-a-body"])
def test_silent_senders_are_cut_off(impatient, sent):
    started = time.monotonic()
    with Wire(impatient.port, timeout=5) as wire:
        if sent:
            wire.send(sent)
        assert wire.closed()
    assert 1 <= time.monotonic() - started < 5


def test_half_a_request_is_told_so(impatient):
    with Wire(impatient.port) as wire:
        wire.send(HEAD + b"{")
        answer = wire.answer()
        assert answer.status == 408
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_an_idle_connection_is_closed_between_requests(impatient):
    with Wire(impatient.port) as wire:
        for _ in range(3):
            wire.send(get("/health"))
            assert wire.answer().status == 200
        started = time.monotonic()
        assert wire.answers_until_close() == []
        assert 0.7 < time.monotonic() - started < 3


def test_pipelined_requests_are_answered_in_order(reference):
    with Wire(reference.port) as wire:
        wire.send(post("/filter/prompt", '{"prompt": "hi"}') + get("/health") + post("/filter/output", '{"output": "hi"}'))
        answers = [wire.answer() for _ in range(3)]
    assert [a.status for a in answers] == [200, 200, 200]
    assert b".prompt" in answers[0].body and b'"ok"' in answers[1].body and b".output" in answers[2].body


def test_a_request_in_single_bytes(reference):
    with Wire(reference.port) as wire:
        for byte in post("/filter/prompt", '{"prompt": "hi"}'):
            wire.send(bytes([byte]))
        assert wire.answer().status == 200


def test_a_chunked_body(reference):
    with Wire(reference.port) as wire:
        wire.send(
            b"POST /filter/prompt HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'9\r\n{"prompt"\r\n7;x=y\r\n: "hi"}\r\n0\r\n\r\n' + get("/health")
        )
        assert wire.answer().status == 200
        assert b'"ok"' in wire.answer().body


def test_expect_continue(reference):
    with Wire(reference.port) as wire:
        wire.send(HEAD.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert wire.answer().status == 100
        wire.send(b'{"prompt": "hi"}')
        assert wire.answer().status == 200


def test_connection_close_and_http_1_0(reference):
    for request in (get("/health", "Connection: close"), b"GET /health HTTP/1.0\r\n\r\n"):
        with Wire(reference.port) as wire:
            wire.send(request)
            (answer,) = wire.answers_until_close()
            assert answer.status == 200


def test_a_client_that_leaves_harms_nobody(reference):
    for _ in range(50):
        with Wire(reference.port) as wire:
            wire.send(post("/filter/prompt", '{"prompt": "hi"}')[:-3])
        with Wire(reference.port) as wire:
            wire.send(post("/filter/prompt", '{"prompt": "hi"}'))
    assert reference.prompt("hi")["allowed"]
