"""SIGTERM: readiness goes down, what was sent is answered, then the process ends with 0."""

import socket
import threading
import time

import pytest

from gateway import wait_until
from wire import Wire, post

REQUEST = post("/filter/prompt", '{"prompt": "hi", "context": {"contains_pii": true}}')


class Client(threading.Thread):
    """Sends one request after the other and remembers those that were sent whole but not answered."""

    def __init__(self, port, keep_alive):
        super().__init__(daemon=True)
        self.port = port
        self.keep_alive = keep_alive
        self.answered = 0
        self.lost = []  # when they were sent
        self.wrong = []

    def run(self):
        wire = None
        while True:
            if wire is None:
                try:
                    wire = Wire(self.port, timeout=10)
                except OSError:
                    return  # nobody listens any more
            try:
                wire.send(REQUEST)
            except OSError:
                return  # not sent whole
            sent = time.monotonic()
            try:
                answer = wire.answer()
            except (AssertionError, OSError) as e:
                self.wrong.append(repr(e))
                return
            if answer is None:
                self.lost.append(sent)
                return
            self.answered += 1
            if answer.status != 200 or b'"block"' not in answer.body:
                self.wrong.append(repr(answer))
            if not self.keep_alive or answer.headers.get("connection", "").lower() == "close":
                wire.socket.close()
                wire = None


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept-alive", "a-connection-each"])
@pytest.mark.parametrize("turn", range(3))
def test_no_accepted_request_is_lost(start, keep_alive, turn):
    gateway = start()
    clients = [Client(gateway.port, keep_alive) for _ in range(16)]
    for client in clients:
        client.start()
    wait_until(lambda: all(client.answered > 20 for client in clients), 10, "the load")
    killed = time.monotonic()
    gateway.terminate()
    for client in clients:
        client.join(15)
        assert not client.is_alive()
    assert gateway.wait_end() == 0, gateway.text
    assert not [w for client in clients for w in client.wrong]
    early = [sent for client in clients for sent in client.lost if sent < killed]
    assert not early, f"{len(early)} requests sent before SIGTERM were lost"


def test_a_request_whose_body_is_under_way_is_answered(start):
    gateway = start()
    with Wire(gateway.port) as wire:
        wire.send(REQUEST[:-10])
        # An answer on another connection shows that the server has seen this one.
        assert gateway.prompt("hi")["allowed"]
        gateway.terminate()
        wait_until(lambda: not listens(gateway.port), 5, "the end of listening")
        wire.send(REQUEST[-10:])
        answer = wire.answer()
        assert answer is not None and answer.status == 200
        assert answer.headers.get("connection", "").lower() == "close"
        assert wire.closed()
    assert gateway.wait_end() == 0


def listens(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def test_idle_connections_do_not_hold_it_up(start):
    gateway = start()
    wires = [Wire(gateway.port) for _ in range(50)]
    for wire in wires[:25]:
        wire.send(REQUEST)
        assert wire.answer().status == 200
    gateway.terminate()
    started = time.monotonic()
    assert gateway.wait_end() == 0
    assert time.monotonic() - started < 3
    for wire in wires:
        assert wire.closed()
        wire.socket.close()


def test_a_request_that_never_ends_is_given_up_after_the_grace_period(start):
    gateway = start(settings={"shutdown.grace": "1s"})
    with Wire(gateway.port) as wire:
        wire.send(REQUEST[:-10])
        assert gateway.prompt("hi")["allowed"]
        gateway.terminate()
        assert gateway.wait_end(6) == 0
        assert wire.closed()


def test_sigint_does_the_same(start):
    gateway = start()
    gateway.process.send_signal(2)
    assert gateway.wait_end() == 0


def test_the_log_says_that_it_stops(start):
    gateway = start()
    gateway.terminate()
    assert gateway.wait_end() == 0
    assert any("stop" in str(entry).lower() or "shut" in str(entry).lower() for entry in gateway.log())


def test_it_starts_again_at_once_on_the_same_port(start):
    first = start()
    assert first.prompt("hi")["allowed"]
    first.terminate()
    assert first.wait_end() == 0
    assert start(port=first.port).prompt("hi")["allowed"]
