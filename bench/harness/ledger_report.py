"""The section "ledger" of docs/benchmarks.md."""

from harness.tables import DASH, duration, paragraphs, table, taken_on, times, verdict

BATCHES = (1, 16, 256, 4096)
LEAST_LEAVES = 50_000
MOST_P99_US = 25_000
MOST_VERIFY_MS = 3_000
LEAST_CONTENT = 500e6
MOST_RESTART_MS = 1_000
JOURNALS = {
    "none": "no data folder, nothing kept",
    "relaxed": "`relaxed`",
    "strict": "`strict` (default)",
    "strict_all": "`strict_all`",
}


def time_of(figures: dict, program: str, name: str) -> float | None:
    """Microseconds."""
    row = figures[program].get(name)
    return row["us"] if row else None


def shown(microseconds: float | None) -> str:
    return DASH if microseconds is None else duration(microseconds * 1e3)


def rate(figures: dict, name: str) -> float | None:
    row = figures["log_bench"].get(name)
    return row["items_per_second"] if row else None


def count(value: float | None) -> str:
    return DASH if value is None else f"{value:,.0f}"


def leaves(figures: dict) -> str:
    rows = []
    for batch in BATCHES:
        ours = rate(figures, f"sqlite_leaves/{batch}")
        target = f"≥ {LEAST_LEAVES:,}" if batch == 256 else DASH
        met = ours >= LEAST_LEAVES if ours and batch == 256 else None
        rows.append([f"batches of {batch:,}", target, count(ours), count(rate(figures, f"postgres_leaves/{batch}")),
                     verdict(met) if batch == 256 else DASH])  # fmt: skip
    return table(["durable leaves a second", "target (SQLite)", "SQLite", "PostgreSQL", "result"], rows)


def single_figures(figures: dict) -> str:
    million = time_of(figures, "verify_bench", "AMillionLeaves")
    restart = time_of(figures, "log_bench", "open_with_a_million")
    rows = [
        ["the disk: 4 KiB and its fdatasync", DASH, shown(time_of(figures, "log_bench", "disk_sync")), DASH],
        ["proof of one of a million leaves", DASH, shown(time_of(figures, "log_bench", "prove_one_of_a_million")), DASH],
        ["verify a million leaves, their records and tiles", f"≤ {MOST_VERIFY_MS / 1e3:g} s", shown(million),
         verdict(million <= MOST_VERIFY_MS * 1e3 if million else None)],
        ["open with a million leaves", f"≤ {MOST_RESTART_MS / 1e3:g} s", shown(restart),
         verdict(restart <= MOST_RESTART_MS * 1e3 if restart else None)],
    ]  # fmt: skip
    names = {"ContentOfRecords/2000": "2 KB records", "ContentOfRecords/50000": "50 KB records", "Uploads": "uploads of 8 MiB"}
    for name, label in names.items():
        row = figures["verify_bench"].get(name, {})
        speed = row.get("content_bytes/s")
        rows.append([f"verify content, {label}", f"≥ {LEAST_CONTENT / 1e6:.0f} MB/s",
                     f"{speed / 1e6:,.0f} MB/s" if speed else DASH,
                     verdict(speed >= LEAST_CONTENT if speed else None)])  # fmt: skip
    return table(["figure", "target", "measured", "result"], rows)


def evidence(section: dict) -> str:
    ours, peer = section["ours"], section["peer"]
    rows = []
    for connections in ours:
        mine, theirs = ours[connections], peer[connections]
        judged = connections == "16"
        rows.append([
            f"c={connections}", f"{mine['requests_per_second']:,.0f}", shown(mine["p50_us"]), shown(mine["p99_us"]),
            f"{theirs['requests_per_second']:,.0f}", shown(theirs["p50_us"]), shown(theirs["p99_us"]),
            times(mine["requests_per_second"] / theirs["requests_per_second"]),
            verdict(mine["p99_us"] <= MOST_P99_US) if judged else DASH,
        ])  # fmt: skip
    return table(["`POST /evidence`", "ours, requests/s", "p50", "p99", "historical, requests/s", "p50", "p99", "ratio",
                  f"p99 ≤ {MOST_P99_US // 1000} ms"], rows)  # fmt: skip


def journal(section: dict) -> str:
    rows = []
    for durability, label in JOURNALS.items():
        cells = []
        for prompt in ("allowed", "blocked"):
            one, many = section[durability][prompt]["1"], section[durability][prompt]["16"]
            cells += [shown(one["p50_us"]), shown(one["p99_us"]), f"{many['requests_per_second']:,.0f}"]
        rows.append([label, *cells])
    return table(["`POST /filter/prompt`", "allowed, c=1, p50", "p99", "c=16, requests/s", "blocked, c=1, p50", "p99",
                  "c=16, requests/s"], rows)  # fmt: skip


def journal_figures(figures: dict) -> str:
    names = {
        "record/threads:1": "`record()`, one thread",
        "record/threads:2": "two threads, of each",
        "record_awaited/threads:1": "awaited until durable, one thread",
        "record_awaited/threads:8": "eight threads, of each",
        "open_after_crash/iterations:5": "open after a crash, a full segment of 64 MiB",
    }
    rows = [[label, shown(time_of(figures, "journal_bench", name))] for name, label in names.items()]
    return table(["journal", "measured"], rows)


def ledger(section: dict) -> str:
    disk = section["disk"]
    return paragraphs(
        taken_on(section),
        leaves(section["figures"]),
        single_figures(section["figures"]),
        evidence(section["evidence"]),
        journal(section["journal"]),
        journal_figures(section["figures"]),
        f"Bytes on disk a decision, of {disk['decisions']:,.0f}: {disk['journal_bytes']:,.0f} in the journal, "
        f"{disk['stored_bytes']:,.0f} in the evidence service (compressed segments).",
        f"```\n{section['command']}\n```",
    )
