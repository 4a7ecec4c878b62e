"""Request smuggling: heads and bodies that two servers could read in two ways are refused."""

import pytest

from wire import Wire, get

INNER = get("/health")  # what an attacker wants to be read as a request of its own


def head(*fields, line="POST /filter/prompt HTTP/1.1", host="Host: 127.0.0.1"):
    lines = [line] + ([host] if host else []) + list(fields)
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"
BODY = b'{"prompt": "hi"}'


def chunked(body):
    return head(CHUNKED) + body


SHAPES = {
    "length-and-chunked": head("Content-Length: 5", CHUNKED) + b"0\r\n\r\n",
    "chunked-and-length": head(CHUNKED, "Content-Length: 16") + BODY,
    "two-lengths": head("Content-Length: 16", "Content-Length: 5") + BODY,
    "length-list": head("Content-Length: 16, 5") + BODY,
    "length-negative": head("Content-Length: -1"),
    "length-plus": head("Content-Length: +16") + BODY,
    "length-hex": head("Content-Length: 0x10") + BODY,
    "length-words": head("Content-Length: 1 6") + BODY,
    "length-empty": head("Content-Length: ") + BODY,
    "length-overflow": head("Content-Length: 18446744073709551632") + BODY,
    "encoding-unknown": head("Transfer-Encoding: gzip") + BODY,
    "encoding-identity": head("Transfer-Encoding: identity") + BODY,
    "encoding-x": head("Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "encoding-not-last": head("Transfer-Encoding: chunked, identity") + b"0\r\n\r\n",
    "encoding-twice": head(CHUNKED, "Transfer-Encoding: identity") + b"0\r\n\r\n",
    "encoding-chunked-twice": head(CHUNKED, CHUNKED) + b"0\r\n\r\n",
    "encoding-empty": head("Transfer-Encoding: ") + b"0\r\n\r\n",
    "encoding-vertical-tab": head("Transfer-Encoding: \x0bchunked") + b"0\r\n\r\n",
    "encoding-in-http-1-0": head(CHUNKED, line="POST /filter/prompt HTTP/1.0") + b"0\r\n\r\n",
    "space-before-colon": head("Transfer-Encoding : chunked") + b"0\r\n\r\n",
    "space-before-length-colon": head("Content-Length : 16") + BODY,
    "obs-fold": head("X-Folded: one\r\n two", "Content-Length: 16") + BODY,
    "obs-fold-encoding": head("Transfer-Encoding:\r\n chunked") + b"0\r\n\r\n",
    "obs-fold-tab": head("X-Folded: one\r\n\ttwo", "Content-Length: 16") + BODY,
    "space-before-the-first-field": head(line="POST /filter/prompt HTTP/1.1\r\n X: y"),
    "no-colon": head("nonsense"),
    "empty-name": head(": value"),
    "nul-in-value": head("X-Nul: a\x00b"),
    "bare-cr-in-value": head("X-Cr: a\rContent-Length: 5"),
    "bare-lf-in-value": head("X-Lf: a\nContent-Length: 5") + b"12345",
    "space-in-name": head("Content Length: 5"),
    "no-host": head("Content-Length: 0", host=None),
    "two-hosts": head("Host: other.example", "Content-Length: 0"),
    "chunk-size-words": chunked(b"zz\r\nab\r\n0\r\n\r\n"),
    "chunk-size-empty": chunked(b"\r\nab\r\n0\r\n\r\n"),
    "chunk-size-negative": chunked(b"-1\r\nab\r\n0\r\n\r\n"),
    "chunk-size-plus": chunked(b"+2\r\nab\r\n0\r\n\r\n"),
    "chunk-size-0x": chunked(b"0x2\r\nab\r\n0\r\n\r\n"),
    "chunk-size-overflow": chunked(b"10000000000000002\r\nab\r\n0\r\n\r\n"),
    "chunk-size-space-before": chunked(b" 2\r\nab\r\n0\r\n\r\n"),
    "chunk-without-its-end": chunked(b"2\r\nabX\r\n0\r\n\r\n"),
    "chunk-too-long-for-its-size": chunked(b"2\r\nabcd\r\n0\r\n\r\n"),
    "chunk-bare-lf": chunked(b"2\nab\n0\n\n"),
    "version-2": head(line="POST /filter/prompt HTTP/2.0"),
    "version-words": head(line="POST /filter/prompt HTTP/1.x"),
    "no-version": b"POST /filter/prompt\r\n\r\n",
    "two-spaces": head(line="POST  /filter/prompt HTTP/1.1"),
    "tls-to-plain": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_refused_and_closed(reference, shape):
    with Wire(reference.port) as wire:
        wire.send(shape + INNER)
        (answer,) = wire.answers_until_close()
    assert 400 <= answer.status < 500 or answer.status in (501, 505), answer
    assert answer.headers["content-type"].startswith("application/problem+json"), answer


def test_a_chunk_size_line_without_end(reference):
    with Wire(reference.port) as wire:
        wire.send(chunked(b"1" + b";x" * 50000))
        assert wire.answer().status in (400, 413, 431)


def test_equal_lengths_are_one_reading_or_refused(reference):
    with Wire(reference.port) as wire:
        wire.send(head("Content-Length: 16", "Content-Length: 16") + BODY)
        assert wire.answer().status in (200, 400)


def test_the_gateway_lives_on(reference):
    assert reference.prompt("hi")["allowed"]
