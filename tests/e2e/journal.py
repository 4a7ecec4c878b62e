"""Reads the gateway's journal as docs/formats/journal.md has it, with nothing of the program's own code.

    records(folder / "data")              # the decisions, in order
    records(folder / "data", "audit")     # what was done to the gateway itself
    check(folder / "data")                # frames, checksums, dense numbers, seals
"""

import hashlib
import json
import struct

_CRC = []
for _n in range(256):
    for _ in range(8):
        _n = _n >> 1 ^ (0x82F63B78 if _n & 1 else 0)
    _CRC.append(_n)


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def is_good_frame(data, at):
    length, crc = struct.unpack_from("<II", data, at)
    return crc32c(data[at + 8 : at + 8 + length], crc32c(data[at : at + 4])) == crc


class Segment:
    """One file: its head, and the payloads of its good frames.

    `checked` looks at the checksum of every frame; else only at that of the last, which a kill may have torn.
    """

    def __init__(self, path, checked=False):
        data = path.read_bytes()
        assert data[:4] == b"GSJ1", path
        (size,) = struct.unpack_from("<I", data, 4)
        at = 8 + size
        self.path = path
        self.head = json.loads(data[8:at])
        assert struct.unpack_from("<I", data, at) == (crc32c(data[:at]),), f"the head of {path}"
        at += 4
        self.payloads = []
        last = at
        while at + 8 <= len(data):
            (length,) = struct.unpack_from("<I", data, at)
            payload = data[at + 8 : at + 8 + length]
            if length == 0 or len(payload) < length:
                break
            if checked and not is_good_frame(data, at):
                break
            self.payloads.append(payload)
            last = at
            at += 8 + length
        if self.payloads and not is_good_frame(data, last):
            self.payloads.pop()
        self.seal = None
        seal = path.with_suffix(".seal")
        if seal.exists():
            self.seal = json.loads(seal.read_bytes())

    @property
    def first(self):
        return self.head["first_seq"]


def segments(data, checked=False):
    """All segments of the one gateway that has its journal below this data folder, in order."""
    files = sorted(data.glob("journal/*/*.seg"))
    assert len({path.parent for path in files}) <= 1, files
    found = []
    for path in files:
        try:
            found.append(Segment(path, checked))
        except (AssertionError, struct.error, ValueError, FileNotFoundError):
            if path != files[-1]:  # the newest may be in the making
                raise
    return found


def all_records(data):
    """By number. A record that two segments hold is the later one's: the other was given up."""
    by_seq = {}
    for segment in segments(data):
        for i, payload in enumerate(segment.payloads):
            by_seq[segment.first + i] = payload
    return [json.loads(by_seq[seq]) for seq in sorted(by_seq)]


def records(data, kind="decision"):
    return [record for record in all_records(data) if record["kind"] == kind]


def text(data):
    """Every byte of the journal, for tests that look for what must not be there."""
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in sorted(data.glob("journal/*/*")))


def merkle_root(leaves):
    """RFC 6962."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle_root(leaves[:split]) + merkle_root(leaves[split:])).digest()


def check(data):
    """Asserts a journal without gaps whose seals fit, and returns its segments. For a gateway that has ended."""
    found = segments(data, checked=True)
    expected, root = found[0].first if found else 0, None
    for segment in found:
        assert segment.first == expected, f"{segment.path} does not follow: {expected} is next"
        for i, payload in enumerate(segment.payloads):
            assert json.loads(payload)["seq"] == segment.first + i
        expected += len(segment.payloads)
        assert segment.seal, f"{segment.path} has no seal"
        assert segment.seal["records"] == len(segment.payloads), segment.path
        assert segment.seal["root"] == merkle_root(segment.payloads).hex(), segment.path
        assert root is None or segment.seal["prev_root"] == root, segment.path
        root = segment.seal["root"]
    return found
