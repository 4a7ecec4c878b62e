"""Reads a log as docs/formats/log.md has it, with nothing of the program's own code.

    log = whole(res)                 # every leaf, checked against the newest head
    log.expect(note)                 # an older head is one of the same tree
    Watch([res, other])              # collects the heads that are published while a test runs
"""

import base64
import contextlib
import hashlib
import json
import threading

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from res import checkpoint_of, leaf_hash, leaves_of

TILE = 256


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def roots(hashes):
    """The root of each size of the tree, from 0 on. RFC 6962, with a stack of full subtrees."""
    found, stack = [hashlib.sha256(b"").digest()], []
    for hash in hashes:
        level = 0
        while stack and stack[-1][0] == level:
            hash = node(stack.pop()[1], hash)
            level += 1
        stack.append((level, hash))
        root = hash
        for _, left in reversed(stack[:-1]):
            root = node(left, root)
        found.append(root)
    return found


def root_of_path(hash, index, size, path):
    """The root that an inclusion proof leads to: RFC 9162, 2.1.3.2. None for one of another shape."""
    at, last = index, size - 1
    for other in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            hash = node(other, hash)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash = node(hash, other)
        at, last = at >> 1, last >> 1
    return hash if last == 0 else None


def signed(note, vkey):
    """(size, root) of a head, whose signature by that key is checked."""
    name, id, key = vkey.strip().split("+", 2)
    text, signatures = note.split("\n\n")
    prefix = f"\u2014 {name} "
    lines = [base64.b64decode(line[len(prefix):]) for line in signatures.splitlines() if line.startswith(prefix)]
    assert len(lines) == 1 and lines[0][:4].hex() == id, note
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(lines[0][4:], f"{text}\n".encode())
    origin, size, root = checkpoint_of(note)
    assert origin == name, note
    return size, root


class Log:
    def __init__(self, leaves, vkey):
        self.leaves = [json.loads(leaf) for leaf in leaves]
        self.vkey = vkey
        self.roots = roots(map(leaf_hash, leaves))

    def expect(self, note):
        size, root = signed(note, self.vkey)
        assert size < len(self.roots), f"a head of {size} leaves was signed, the log has {len(self.roots) - 1}"
        assert self.roots[size] == root, f"the head of {size} leaves is not one of this tree"

    def indexes(self, kind):
        return [i for i, leaf in enumerate(self.leaves) if leaf["kind"] == kind]


def tile(level_or_entries, index, width):
    assert index < 1000, "three digits are enough for a test"
    return f"/log/tile/{level_or_entries}/{index:03}" + ("" if width == TILE else f".p/{width}")


def whole(res):
    """The log as one service serves it; asserts that its leaves and hashes make its head."""
    vkey = res.get("/log/vkey").text
    note = res.get("/log/checkpoint").text
    size, _ = signed(note, vkey)
    leaves = []
    for index in range(-(-size // TILE)):
        width = min(TILE, size - index * TILE)
        bundle = res.get(tile("entries", index, width))
        hashes = res.get(tile(0, index, width))
        assert (bundle.status_code, hashes.status_code) == (200, 200), (index, width)
        found = leaves_of(bundle.content)
        assert len(found) == width
        assert hashes.content == b"".join(map(leaf_hash, found)), f"tile {index} is not that of its leaves"
        leaves += found
    log = Log(leaves, vkey)
    log.expect(note)
    return log


class Watch:
    """Asks services for their newest head without end, and keeps each that is new."""

    def __init__(self, services):
        self.notes = set()
        self._going = True
        self._threads = [threading.Thread(target=self._run, args=(one.url,), daemon=True) for one in services]
        for thread in self._threads:
            thread.start()

    def _run(self, url):
        session = requests.Session()
        session.trust_env = False
        pause = threading.Event()
        while self._going:
            with contextlib.suppress(requests.exceptions.RequestException):
                answer = session.get(url + "/log/checkpoint", timeout=30)
                if answer.status_code == 200:
                    self.notes.add(answer.text)
            pause.wait(0.005)

    def stop(self):
        self._going = False
        for thread in self._threads:
            thread.join(35)
        return self.notes
