"""The table of allowed includes. Every edge that is not here fails, and so does every row that is not used."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# module: the modules that it may include, lowest first
ALLOWED = {
    "base": [],
    "text": ["base"],
    "settings": ["base"],
    "http": ["base"],
    "telemetry": ["base"],
    "policy/cel": ["base"],
    "policy": ["base", "text", "policy/cel"],
    "detect": ["base", "text"],
    "detect/scan": ["base", "detect"],
    "detect/pii": ["base", "detect/scan"],
    "detect/secrets": ["base", "detect/scan"],
    "detect/learned": ["base"],
    "detect/harm": ["base", "text", "detect", "detect/learned"],
    "detect/names": ["base", "detect"],
    "detect/entities": [
        "base", "detect", "detect/scan", "detect/pii", "detect/secrets", "detect/names",
    ],
    "detect/injection": ["base", "text", "detect", "detect/learned"],
    "detect/output": ["base", "text", "detect"],
    "detect/verbatim": ["base", "text", "detect"],
    "measure": ["base", "text", "detect"],
    "evaluate": ["base"],
    "auth": ["base"],
    "filter": [
        "base", "text", "policy", "detect",
        "detect/entities", "detect/learned", "detect/names", "detect/harm", "detect/injection",
        "detect/output", "detect/verbatim",
    ],
    "ledger": ["base"],
    "journal": ["base", "text", "policy", "detect", "ledger"],
    "gate": ["base", "policy", "ledger"],
    "service": ["base", "settings", "http", "telemetry", "policy", "auth"],
    "gateway/openai": ["base", "text", "http", "policy", "detect", "filter"],
    "gateway/upstream": ["base", "settings", "http"],
    "gateway/guards": ["base", "text", "http", "filter", "gateway/upstream"],
    "gateway/limits": ["base", "http", "auth"],
    "gateway": [
        "base", "text", "settings", "http", "telemetry",
        "policy", "detect", "auth", "filter", "journal", "gate", "service",
        "gateway/openai", "gateway/upstream", "gateway/guards", "gateway/limits",
    ],
    "res/store": ["base"],
    "res/log": ["base", "ledger", "res/store"],
    "res/evidence": ["base", "ledger", "res/store", "res/log"],
    "res/decisions": ["base", "ledger", "journal", "res/store", "res/log"],
    "res/risk": ["base", "policy", "gate", "res/store", "res/log"],
    "res/incidents": ["base", "policy", "http", "res/store", "res/log"],
    "res/verify": ["base", "ledger", "journal", "res/store", "res/log"],
    "res/api": [
        "base", "http", "auth", "service", "telemetry", "ledger", "journal", "policy", "res/store",
        "res/log", "res/evidence", "res/decisions", "res/risk", "res/incidents",
    ],
    "res": [
        "base", "settings", "http", "telemetry", "auth", "service", "policy", "ledger", "journal",
        "res/store", "res/log", "res/evidence", "res/decisions", "res/risk", "res/incidents",
        "res/api",
    ],
}  # fmt: skip

SOURCES = sorted(p for p in (ROOT / "src").rglob("*") if p.suffix in (".h", ".cc"))
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def module_of(path):
    """The module with the longest name that holds this path below src/, or None."""
    folder = Path(path).parent
    while str(folder) != ".":
        if str(folder) in ALLOWED:
            return str(folder)
        folder = folder.parent
    return None


def edges():
    """(from, to) -> the first file that has this edge."""
    found = {}
    for source in SOURCES:
        here = module_of(source.relative_to(ROOT / "src"))
        for included in INCLUDE.findall(source.read_text()):
            there = module_of(included)
            if here != there:
                found.setdefault((here, there), f"{source.relative_to(ROOT)} includes {included}")
    return found


EDGES = edges()


def test_every_source_is_in_a_module():
    assert SOURCES
    assert not [str(s) for s in SOURCES if module_of(s.relative_to(ROOT / "src")) is None]


def test_includes_are_written_from_src():
    wrong = [
        f"{source.relative_to(ROOT)}: {included}"
        for source in SOURCES
        for included in INCLUDE.findall(source.read_text())
        if not (ROOT / "src" / included).exists()
    ]
    assert not wrong, "\n".join(wrong)


def test_no_edge_outside_the_table():
    wrong = [why for (here, there), why in EDGES.items() if there not in ALLOWED[here]]
    assert not wrong, "\n".join(wrong)


def test_no_stale_row():
    stale = [f"{here} -> {there}" for here, row in ALLOWED.items() for there in row if (here, there) not in EDGES]
    assert not stale, "\n".join(stale)


def test_includes_point_down():
    """The table lists the lowest layer first, so no row names itself or a later one: there is no cycle."""
    order = list(ALLOWED)
    assert not [f"{here} -> {there}" for here, row in ALLOWED.items() for there in row if order.index(there) >= order.index(here)]


def test_the_build_has_the_same_table():
    text = (ROOT / "CMakeLists.txt").read_text()
    rows = re.findall(r"^gs_module\(([^\s)]+)([^)]*)\)", text, re.M)
    built = {name: re.sub(r"\bLINK\b.*", "", rest, flags=re.S).split()[1:] for name, rest in rows}
    assert {name: sorted(needs) for name, needs in built.items()} == {name: sorted(row) for name, row in ALLOWED.items()}


def test_only_network_modules_include_network_headers():
    """What judges, decides or proves sees no socket."""
    network = re.compile(r"^\s*#\s*include\s*<(boost/(asio|beast)[/.]|sys/socket|netinet/|openssl/ssl)", re.M)
    wrong = [
        str(source.relative_to(ROOT))
        for source in SOURCES
        if module_of(source.relative_to(ROOT / "src")) not in ("http", "service", "gateway", "gateway/upstream", "gateway/guards", "gateway/limits") and network.search(source.read_text())
    ]
    assert not wrong, "\n".join(wrong)
