"""One guard that is a Python package, on labelled rows.

  guard.py TASK NAME ROWS.jsonl SECONDS      TASK: injection or harm; NAME: a key of GUARDS

Prints one JSON object: version, load time, memory, and for each row [flagged, score or null,
microseconds]. Flagged is the guard's own verdict with its own defaults. After that many seconds the
rows left are not judged. Nothing may be downloaded.
"""

import importlib
import importlib.metadata
import json
import logging
import os
import resource
import sys
import time
import warnings
from typing import Callable

# Hubs are not asked, and one thread judges.
for name, value in {
    "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "",
}.items():  # fmt: skip
    os.environ[name] = value
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

# What a guard says of a text: whether it is flagged, and a score if it has one.
Verdict = tuple[bool, float | None]
Judge = Callable[[str], Verdict]


def last_layer() -> Judge:
    scan = importlib.import_module("last_layer").scan_prompt

    def judge(text: str) -> Verdict:
        risk = scan(text)
        return not risk.passed, risk.score

    return judge


def last_layer_exploit() -> Judge:
    """Its classifier alone, without its markers of personal data, code, languages and so on."""
    scan = importlib.import_module("last_layer").scan_prompt

    def judge(text: str) -> Verdict:
        marker = scan(text).markers.get("ExploitClassifier")
        return marker is not None, float(marker or 0)

    return judge


def prompt_guardrail() -> Judge:
    guard = importlib.import_module("guardify").LogisticRegressionGuardrail()

    def judge(text: str) -> Verdict:
        found = guard.predict(text)  # score: the probability of the label that it gives
        flagged = found["label"] == "injection"
        return flagged, found["score"] if flagged else 1 - found["score"]

    return judge


def prompt_injection_detector() -> Judge:
    scanner = importlib.import_module("prompt_injection_detector").Scanner()

    def judge(text: str) -> Verdict:
        found = scanner.scan(text)
        return found.decision != "allow", found.risk_score

    return judge


def nanoguard() -> Judge:
    importlib.import_module("torch").set_num_threads(1)
    guard = importlib.import_module("nanoguard").NanoGuard(device="cpu")

    def judge(text: str) -> Verdict:
        found = guard.scan(text)
        return found.is_injection, found.injection_score

    return judge


def prompt_armor() -> Judge:
    """What is left of it without its three models: patterns, keywords, structure."""
    analyse = importlib.import_module("prompt_armor").analyze

    def judge(text: str) -> Verdict:
        found = analyse(text)
        return found.decision.value != "allow", found.risk_score

    return judge


def prismguard() -> Judge:
    """Without its ONNX model, as it comes."""
    check = importlib.import_module("prismguard.runtime.factory").create_checker_for_app("web_chat").check
    return lambda text: (check(text).decision != "allow", None)


def plumblint() -> Judge:
    scan = importlib.import_module("plumblint").scan

    def judge(text: str) -> Verdict:
        found = scan(text)
        return found.verdict == "injection", found.score

    return judge


def nukon_pi_detect() -> Judge:
    scan = importlib.import_module("nukon_pi_detect").scan

    def judge(text: str) -> Verdict:
        found = scan(text)
        return found.decision == "MALICIOUS", found.score

    return judge


def injectguard() -> Judge:
    scan = importlib.import_module("injectguard").scan

    def judge(text: str) -> Verdict:
        found = scan(text)
        return found.is_injection, found.risk_score

    return judge


def prompt_injection_defense() -> Judge:
    detect = importlib.import_module("prompt_injection_defense").detect_prompt_injection

    def judge(text: str) -> Verdict:
        found = detect(text)
        return found["label"] != "benign", found["score"]

    return judge


def aegis_llm() -> Judge:
    layers, package = importlib.import_module("aegis.layers"), importlib.import_module("aegis")
    layer = layers.InputValidation()

    def judge(text: str) -> Verdict:
        request = package.Request(user_id="bench", message=text, user_role="user")
        return layer.process(request, {}).decision == package.Decision.BLOCK, None

    return judge


def alt_profanity_check() -> Judge:
    package = importlib.import_module("profanity_check")

    def judge(text: str) -> Verdict:
        score = float(package.predict_prob([text])[0])
        return score >= 0.5, score

    return judge


def best_profanity() -> Judge:
    package = importlib.import_module("best_profanity")

    def judge(text: str) -> Verdict:
        score = max(float(each[0]) for each in package.predict_prob([text]))
        return score >= 0.5, score

    return judge


def better_profanity() -> Judge:
    words = importlib.import_module("better_profanity").profanity
    words.load_censor_words()
    return lambda text: (words.contains_profanity(text), None)


def toxic_comment_classifier() -> Judge:
    guard = importlib.import_module("toxic_classifier.model").ToxicCommentClassifier()

    def judge(text: str) -> Verdict:
        score = max(guard.classify(text).values())
        return score >= 0.5, score

    return judge


# task -> name -> (package, maker)
GUARDS: dict[str, dict[str, tuple[str, Callable[[], Judge]]]] = {
    "injection": {
        "last_layer": ("last-layer", last_layer),
        "last_layer_exploit": ("last-layer", last_layer_exploit),
        "prompt_guardrail": ("prompt-guardrail", prompt_guardrail),
        "prompt_injection_detector": ("prompt-injection-detector", prompt_injection_detector),
        "nanoguard": ("metatronnanoguard", nanoguard),
        "prompt_armor": ("prompt-armor", prompt_armor),
        "prismguard": ("prismguard", prismguard),
        "plumblint": ("plumblint", plumblint),
        "nukon_pi_detect": ("nukon-pi-detect", nukon_pi_detect),
        "injectguard": ("injectguard", injectguard),
        "prompt_injection_defense": ("prompt-injection-defense", prompt_injection_defense),
        "aegis_llm": ("aegis-llm", aegis_llm),
    },
    "harm": {
        "toxic_comment_classifier": ("toxic-comment-classifier", toxic_comment_classifier),
        "last_layer": ("last-layer", last_layer),
        "last_layer_exploit": ("last-layer", last_layer_exploit),
        "alt_profanity_check": ("alt-profanity-check", alt_profanity_check),
        "best_profanity": ("best-profanity", best_profanity),
        "better_profanity": ("better-profanity", better_profanity),
    },
}


def size_mib(package: str) -> float:
    """Of the package's own files, without what it depends on."""
    files = importlib.metadata.distribution(package).files or []
    paths = [str(each.locate()) for each in files if not str(each).endswith(".pyc")]
    return sum(os.path.getsize(path) for path in paths if os.path.exists(path)) / 2**20


def main() -> int:
    task, name, rows_path, most_seconds = sys.argv[1:]
    package, make = GUARDS[task][name]
    # What packages print of themselves goes to the errors.
    answer, sys.stdout = sys.stdout, sys.stderr
    began = time.perf_counter()
    judge = make()
    judge("warm up: 1")
    load_seconds = time.perf_counter() - began
    rows, last = [], time.perf_counter() + float(most_seconds)
    with open(rows_path, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            began = time.perf_counter()
            flagged, score = judge(text)
            microseconds = (time.perf_counter() - began) * 1e6
            rows.append([bool(flagged), None if score is None else float(score), microseconds])
            if time.perf_counter() > last:
                break
    result = {
        "version": importlib.metadata.version(package),
        "size_mib": size_mib(package),
        "load_seconds": load_seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": rows,
    }
    json.dump(result, answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
