"""The tests' own reader of the log is right: golden roots, and proofs that lead there and nowhere else."""

import base64

import pytest

import journal
from res import leaf_hash
from tree import root_of_path, roots

LEAVES = [b"entry %d" % i for i in range(70_000)]


@pytest.fixture(scope="module")
def root():
    return roots(map(leaf_hash, LEAVES))


def test_golden_roots(root):
    assert root[1].hex() == "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701"
    assert root[3].hex() == "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19"
    assert root[7].hex() == "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587"
    assert base64.b64encode(root[70_000]).decode() == "o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao="


def path_to(index, leaves):
    """RFC 6962, 2.1.1, as it is written there."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*path_to(index, left), journal.merkle_root(right)]
    return [*path_to(index - split, right), journal.merkle_root(left)]


@pytest.mark.parametrize("size", range(1, 20))
def test_a_path_leads_to_the_root_and_no_other_does(root, size):
    for index in range(size):
        hash, path = leaf_hash(LEAVES[index]), path_to(index, LEAVES[:size])
        assert root_of_path(hash, index, size, path) == root[size]
        assert root_of_path(hash, index, size, [*path, root[1]]) is None
        assert not path or root_of_path(hash, index, size, path[:-1]) is None
        for at in range(len(path)):
            wrong = [*path[:at], root[0], *path[at + 1:]]
            assert root_of_path(hash, index, size, wrong) != root[size]
