"""Turns the results of all sections into docs/benchmarks.md.

The prose is bench/benchmarks.md.in; each {{name}} there is replaced by what a function here returns
for the section's results. A section that was never measured says so.
"""

import re

from harness.guards_report import guards
from harness.ledger_report import ledger
from harness.proxy_report import proxy
from harness.spans import TAGGED
from harness.tables import (
    DASH,
    command_list,
    duration,
    failure_list,
    paragraphs,
    table,
    taken_on,
    times,
    verdict,
)

NOT_MEASURED = "*Not measured yet.*"

# --- expressions ----------------------------------------------------------------------------------

# figure: (what is read in the table, most nanoseconds or None)
EXPRESSIONS = {
    "pii_without_basis": ("`prompt.contains_pii == true and lawful_basis == false`", 20),
    "jailbreak_score": ("`prompt.jailbreak_score > 0.8`", 20),
    "exists_in_tags": ("`tags.exists(t, t == 'x')`, 3 tags, the last one hits", None),
    "matches_path": ("`path.matches('^/v1/chat/.*')`", None),
    "in_constant_list": ("`path in [...]`, 3 constants, the second one hits", None),
    "evaluate_1000_rules": ("1,000 scalar rules, all evaluated", 20e3),
    "compile_1000_rules": ("1,000 rules compiled", 50e6),
}
SCALAR = ("pii_without_basis", "jailbreak_score")


def expression_row(label: str, limit: float | None, figure: dict) -> list[str]:
    ours, peer = figure["ours"], figure["peer"]
    target = (f"≤ {duration(limit)}, " if limit else "") + "faster than cel-go"
    ratio = peer["ns"] / ours["ns"] if ours and peer else None
    met = None
    if ours and limit and ours["ns"] > limit:
        met = False
    elif ratio is not None:
        met = ratio > 1
    return [
        label,
        target,
        duration(ours["ns"]) if ours else DASH,
        duration(peer["ns"]) if peer else DASH,
        times(ratio) if ratio else DASH,
        verdict(met),
    ]


def counted(figure: dict | None, counter: str) -> str:
    return f"{figure[counter]:.0f}" if figure and counter in figure else DASH


def allocation_row(name: str, figure: dict) -> list[str]:
    ours, peer = figure["ours"], figure["peer"]
    row = [EXPRESSIONS[name][0], "0" if name in SCALAR else DASH]
    row += [counted(ours, "allocations"), counted(ours, "arena_bytes"), counted(peer, "allocations")]
    if name not in SCALAR:
        return [*row, DASH]
    known = bool(ours) and "allocations" in ours
    return [*row, verdict(ours["allocations"] == 0 if known else None)]


def other_figures(others: dict) -> str:
    if not others:
        return ""
    rows = [
        [f"`{name}`", duration(row["ns"]), counted(row, "allocations")]
        for name, row in others.items()
    ]
    head = ["benchmark", "measured", "allocations"]
    return "Figures without a peer:\n\n" + table(head, rows)


def expressions(section: dict) -> str:
    figures = section["figures"]
    speed = [
        expression_row(label, limit, figures[name]) for name, (label, limit) in EXPRESSIONS.items()
    ]
    allocations = [allocation_row(name, figures[name]) for name in EXPRESSIONS if "1000" not in name]
    head = ["expression", "target", "allocations", "arena bytes", "cel-go's allocations", "result"]
    return paragraphs(
        taken_on(section),
        f"Median of {section['repetitions']} repetitions; cel-go v0.21.0 built by "
        f"{section['go'] or 'no Go tool chain'}. Ratio: cel-go's time over ours.",
        table(["figure", "target", "measured", "cel-go", "ratio", "result"], speed),
        "Memory taken by one evaluation: allocations from the heap, and bytes of the arena that is\n"
        "reused from one evaluation to the next.",
        table(head, allocations),
        other_figures(section["others"]),
        failure_list(section),
        command_list(section["commands"]),
    )


# --- filter ---------------------------------------------------------------------------------------

FILTER_SERVERS = {
    "gateway_1": "gateway, 1 worker",
    "gateway_2": "gateway, 2 workers",
    "fastapi": "FastAPI, 1 worker",
    "fastapi_plain": "FastAPI, 1 worker, plain uvicorn",
    "fixed": "bare Beast, fixed answer, 1 thread",
}
LEAST_TIMES_FASTAPI = 30
MOST_P99_US = 1000


def filter_targets(results: dict) -> list[list[str]]:
    at_16 = {name: each["16"] for name, each in results.items() if "16" in each}

    def row(name: str, figure: str, what: str, target: str, shown: str, met: bool | None):
        ours = at_16.get(name)
        ratios = [
            times(ours[figure] / at_16[peer][figure]) if ours and peer in at_16 else DASH
            for peer in ("fastapi", "fastapi_plain", "fixed")
        ]
        return [f"{FILTER_SERVERS[name]}: {what}", target, shown, *ratios, verdict(met)]

    rows = []
    for name in ("gateway_1", "gateway_2"):
        ours, peer = at_16.get(name), at_16.get("fastapi")
        rate = ours["requests_per_second"] if ours else None
        enough = rate / peer["requests_per_second"] >= LEAST_TIMES_FASTAPI if rate and peer else None
        target = f"≥ {LEAST_TIMES_FASTAPI} × FastAPI"
        shown = f"{rate:,.0f}" if rate else DASH
        rows.append(row(name, "requests_per_second", "requests/s", target, shown, enough))
        p99 = ours["p99_us"] if ours else None
        shown = f"{p99 / 1000:.2f} ms" if ours else DASH
        soon = p99 <= MOST_P99_US if ours else None
        rows.append(row(name, "p99_us", "p99", f"≤ {MOST_P99_US / 1000:g} ms", shown, soon))
    return rows


def filter_table(results: dict) -> str:
    rows = []
    for name, label in FILTER_SERVERS.items():
        for connections, each in results.get(name, {}).items():
            peer = results.get("fastapi", {}).get(connections)
            ratio = each["requests_per_second"] / peer["requests_per_second"] if peer else None
            rows.append(
                [
                    label,
                    connections,
                    f"{each['requests_per_second']:,.0f}",
                    times(ratio) if ratio else DASH,
                    f"{each['p50_us']:,}",
                    f"{each['p99_us']:,}",
                ]
            )
    head = ["server", "connections", "requests/s", "× FastAPI", "p50 µs", "p99 µs"]
    return table(head, rows)


def filter_section(section: dict) -> str:
    peers = ["to FastAPI", "to plain FastAPI", "to bare Beast"]
    head = ["at 16 connections", "target", "measured", *peers, "result"]
    commands = {FILTER_SERVERS[name]: command for name, command in section["commands"].items()}
    return paragraphs(
        taken_on(section),
        f"Median of {section['rounds']} rounds of {section['seconds']} s.",
        table(head, filter_targets(section["results"])),
        filter_table(section["results"]),
        failure_list(section),
        command_list({**commands, "load, here at c=16": section["load_command"]}),
    )


# --- detect ---------------------------------------------------------------------------------------

DETECT_SIZES = ("200", "2000", "20000")
# By size: most microseconds of all detectors, without the tagger of names and with it.
MOST_MICROSECONDS = {"all": {"200": 20, "2000": 120, "20000": 1200},
                     "all_names": {"200": 60, "2000": 500, "20000": 5000}}  # fmt: skip
WITH_NAMES = {"all": "English, {} bytes", "all_names": "English, {} bytes, names as well"}
PEERS = {"patterns": "Presidio, patterns", "model": "Presidio, model", "shipped": "Presidio, shipped"}
LEAST_F1 = 0.95
LEAST_NAMES_F1 = {"PERSON": 0.80, "LOCATION": 0.70}


def rate(figure: float | None) -> str:
    return DASH if figure is None else f"{figure:.3f}"


def microseconds(figure: float | None) -> str:
    return DASH if figure is None else duration(figure * 1e3)


def time_of(times: dict, name: str) -> float | None:
    return times[name]["us"] if name in times else None


def detect_texts(times: dict) -> list[str]:
    return sorted({name.split("/")[2] for name in times if name.startswith("all/prompt/")})


def detect_targets(section: dict) -> str:
    times_taken, rows = section["times"], []
    sizes = [(kind, size) for kind, limits in MOST_MICROSECONDS.items() for size in limits]
    for kind, size in sizes:
        ours, most = time_of(times_taken, f"{kind}/prompt/english/{size}"), MOST_MICROSECONDS[kind][size]
        label = WITH_NAMES[kind].format(f"{int(size):,}")
        row = [label, f"≤ {duration(most * 1e3)}", microseconds(ours)]
        for name in PEERS:
            peer = section["peers"].get(name, {}).get("texts", {}).get(f"english/{size}")
            row += [microseconds(peer), times(peer / ours) if peer and ours else DASH]
        rows.append([*row, verdict(ours <= most if ours else None)])
    head = ["all detectors, prompt", "target", "measured"]
    for label in PEERS.values():
        head += [label, "ratio"]
    return table([*head, "result"], rows)


def detect_times(section: dict) -> str:
    """A row for every detector, a column for every text of 2,000 bytes, and English in all sizes."""
    taken = section["times"]
    texts = detect_texts(taken)
    names = sorted({"/".join(name.split("/")[:2]) for name in taken if name.count("/") == 3})
    columns = [("english", size) for size in DETECT_SIZES]
    columns += [(text, "2000") for text in texts if text != "english"]
    head = ["µs"] + [f"{text.replace('_', ' ')}, {int(size):,}" for text, size in columns]
    rows = []
    for name in names:
        cells = [time_of(taken, f"{name}/{text}/{size}") for text, size in columns]
        shown = [DASH if cell is None else f"{cell:,.3g}" for cell in cells]
        label = name.replace("one/", "").replace("all/", "**all**, ")
        rows.append([label.replace("all_names/", "**all and names**, "), *shown])
    return table(head, rows)


def detect_accuracy(section: dict) -> str:
    sides = {"Governed Speed": section["ours"]}
    sides |= {label: section["peers"].get(name) for name, label in PEERS.items()}
    rows = []
    for label, side in sides.items():
        if not side or "structured" not in side:
            continue
        all_types, shared = side["structured"], side["structured_shared"]
        rows.append(
            [
                label,
                rate(all_types["exact"]),
                rate(all_types["overlap"]),
                rate(shared["exact"]),
                rate(shared["overlap"]),
                f"{side['threshold']:g}" if "threshold" in side else DASH,
                microseconds(side["microseconds_per_row"]),
            ]
        )
    head = ["micro F1", "structured, exact", "overlap", "known to both, exact", "overlap",
            "threshold", "time a row"]  # fmt: skip
    return table(head, rows) if rows else ""


def detect_types(section: dict, tagged: bool) -> str:
    """F1 of every type that the rows have: of names and places by overlap, else by exact span."""
    matches = "overlap" if tagged else "exact"
    sides = [section["ours"]] + [section["peers"].get(name) for name in PEERS]
    sides = [side.get("types", {}) if side else {} for side in sides]
    expected: dict = {}
    for side in sides:
        for kind, each in side.items():
            expected[kind] = max(expected.get(kind, 0), each["expected"])
    rows = []
    for kind in sorted(expected, key=lambda kind: (-expected[kind], kind)):
        if not expected[kind] or (kind in TAGGED) != tagged:
            continue
        cells = [rate(side[kind][matches]) if kind in side else DASH for side in sides]
        rows.append([f"`{kind}`", f"{expected[kind]}", *cells])
    head = [f"F1, {'overlap' if tagged else 'exact span'}", "spans", "Governed Speed", *PEERS.values()]
    return table(head, rows) if rows else ""


def detect_f1_target(section: dict) -> str:
    ours = section["ours"]
    mine = ours["structured"]["exact"] if ours else None
    peers = [p["structured"]["exact"] for p in section["peers"].values() if "structured" in p]
    best = max((figure for figure in peers if figure is not None), default=None)
    met = None
    if mine is not None and best is not None:
        met = mine >= LEAST_F1 and mine > best
    row = ["F1 of structured entities, exact span", f"≥ {LEAST_F1}, above Presidio", rate(mine)]
    return table(["figure", "target", "measured", "best of Presidio", "result"],
                 [[*row, rate(best), verdict(met)]])  # fmt: skip


def detect_names_target(section: dict) -> str:
    """PERSON and LOCATION in the rows of Presidio's research set, which neither side was trained on."""
    rows = []
    for kind, least in LEAST_NAMES_F1.items():
        side = section["ours"] or {}
        mine = side.get("types", {}).get(kind, {}).get("overlap")
        peers = [p.get("types", {}).get(kind, {}).get("overlap") for p in section["peers"].values()]
        best = max((figure for figure in peers if figure is not None), default=None)
        met = mine >= least and mine >= best if mine is not None and best is not None else None
        target = f"≥ {least:.2f}, not below Presidio"
        rows.append([f"F1 of `{kind}`, overlap", target, rate(mine), rate(best), verdict(met)])
    return table(["figure", "target", "measured", "best of Presidio", "result"], rows)


def detect_names(section: dict) -> str:
    """By source and type, "ours / Presidio's"."""
    figures = section.get("names")
    if not figures:
        return ""
    kinds = sorted({kind for types in figures["ours"].values() for kind in types})
    rows = []
    for source in sorted(figures["ours"], key=lambda name: (name == "all", name)):
        sides = [figures[side].get(source, {}) if side in figures else {} for side in ("ours", "peer")]
        cells = [
            " / ".join(rate(side.get(kind, {}).get("overlap")) for side in sides)
            if any(kind in side for side in sides)
            else ""
            for kind in kinds
        ]
        rows.append([f"**{source}**" if source == "all" else source, *cells])
    return paragraphs(
        f"F1 by overlap on {figures['rows']:,} English rows of `names.dev.jsonl`, Governed Speed / Presidio, model.",
        table(["source", *[f"`{kind}`" for kind in kinds]], rows),
    )


def detect_memory(section: dict) -> str:
    built = section["times"].get("construct")
    rows = []
    if built:
        peak = f"{built['peak_mib']:.0f} MiB" if "peak_mib" in built else DASH
        rows.append(["Governed Speed", duration(built["us"] * 1e3), peak])
    for name, label in PEERS.items():
        if peer := section["peers"].get(name):
            rows.append([label, f"{peer['load_seconds']:.1f} s", f"{peer['peak_mib']:.0f} MiB"])
    return table(["start", "building every detector", "peak memory"], rows) if rows else ""


def detect_guard(section: dict) -> str:
    """What guarding a stream costs, an event at a time."""
    rows = []
    for name, figures in section["times"].items():
        if name.startswith("guard/"):
            cost, held = microseconds(figures["us_an_event"]), f"{figures['most_held']:.0f}"
            rows.append([f"{name.split('/')[1]} characters", cost, held])
    head = ["stream guard, English, an event of", "time an event", "most bytes held at a judgement"]
    return table(head, rows) if rows else ""


def detect(section: dict) -> str:
    peer = next(iter(section["peers"].values()), {})
    counted = f"Entities on {section['rows']:,} rows. " if section["rows"] else ""
    return paragraphs(
        taken_on(section),
        f"{counted}Presidio {peer.get('version', DASH)}. Ratio: Presidio's time over ours.",
        detect_targets(section),
        detect_f1_target(section),
        detect_names_target(section),
        detect_times(section),
        detect_guard(section),
        detect_accuracy(section),
        detect_types(section, tagged=False),
        detect_types(section, tagged=True),
        detect_names(section),
        detect_memory(section),
        failure_list(section),
        command_list(section["commands"]),
    )


# --- startup and coverage -------------------------------------------------------------------------


def startup(section: dict) -> str:
    median, worst, idle = section["median_ms"], section["max_ms"], section["idle_mib"]
    rows = [
        ["start to `/ready`, median", "≤ 200 ms", f"{median:.1f} ms", verdict(median <= 200)],
        ["start to `/ready`, slowest", "≤ 200 ms", f"{worst:.1f} ms", verdict(worst <= 200)],
        ["resident memory, idle", "≤ 64 MiB", f"{idle:.1f} MiB", verdict(idle <= 64)],
    ]
    return paragraphs(
        taken_on(section),
        f"{section['starts']} starts.",
        table(["figure", "target", "measured", "result"], rows),
        command_list({"gateway": section["command"]}),
    )


def evaluate(section: dict) -> str:
    peer = section["peer"]
    rows = [
        [name, f"{f['seconds']:.2f} s", f"{f['mib']:.0f} MiB", verdict(f["seconds"] <= 2 and f["mib"] <= 200)]
        for name, f in section["figures"].items()
    ]
    rows.append(["peer: HumanEval results in Python", f"{peer['seconds']:.2f} s", f"{peer['mib']:.0f} MiB", ""])
    return paragraphs(
        taken_on(section),
        f"{section['rows']:,} rows each, the whole process; median time and most memory of {section['rounds']} runs. "
        "Targets: 2 s, 200 MiB.",
        table(["rows", "time", "most memory", "result"], rows),
    )


GATE = {
    "pac_ci": "`pac_ci`, historical inputs and JSON",
    "check": "`gate check`, the same, text",
    "check_sarif": "`gate check`, the same, SARIF",
    "python": "an empty Python",
}
MOST_GATE_MS = 15


def gate(section: dict) -> str:
    rows = []
    for name, label in GATE.items():
        each = section["results"][name]
        ours = name != "python"
        target = f"≤ {MOST_GATE_MS} ms" if ours else DASH
        met = verdict(each["median_ms"] <= MOST_GATE_MS) if ours else DASH
        figures = [f"{each[figure]:.1f} ms" for figure in ("median_ms", "p95_ms", "max_ms")]
        rows.append([label, target, *figures, met])
    return paragraphs(
        taken_on(section),
        f"{section['runs']} processes of each, in turns. Quoted, not measured: the "
        f"Python script before it took {section['historical_ms']} ms.",
        table(["process", "target", "median", "p95", "slowest", "result"], rows),
        command_list(section["commands"]),
    )


def coverage(section: dict) -> str:
    percent = section["percent"]
    rows = [
        ["`src/`", "≥ 85%", f"{percent['src']}%", verdict(percent["src"] >= 85)],
        ["`src/policy/`", "≥ 92%", f"{percent['policy']}%", verdict(percent["policy"] >= 92)],
    ]
    machine = section["machine"]
    taken = f"Taken {machine['date']} at commit {machine['commit']}."
    return paragraphs(
        taken,
        table(["lines of", "target", "covered", "result"], rows),
        command_list({"coverage": section["command"]}),
    )


SECTIONS = {
    "expressions": expressions,
    "filter": filter_section,
    "proxy": proxy,
    "startup": startup,
    "gate": gate,
    "detect": detect,
    "guards": guards,
    "ledger": ledger,
    "evaluate": evaluate,
    "coverage": coverage,
}


def render(template: str, results: dict) -> str:
    def section_text(mark: re.Match) -> str:
        name = mark[1]
        return SECTIONS[name](results[name]) if name in results else NOT_MEASURED

    return re.sub(r"\{\{(\w+)\}\}", section_text, template)
