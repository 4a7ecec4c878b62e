"""What the sections of docs/benchmarks.md are written with: tables, figures, verdicts."""

DASH = "–"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def verdict(met: bool | None) -> str:
    return {True: "met", False: "**not met**", None: "not measured"}[met]


def duration(nanoseconds: float) -> str:
    for unit, size in (("ms", 1e6), ("µs", 1e3), ("ns", 1)):
        if nanoseconds >= size or unit == "ns":
            return f"{nanoseconds / size:.3g} {unit}"
    return ""


def times(ratio: float) -> str:
    return f"{ratio:.2g} ×" if ratio < 10 else f"{ratio:.0f} ×"


def command_list(commands: dict) -> str:
    body = "\n".join(f"# {name}\n{command}" for name, command in commands.items())
    return f"```\n{body.replace('{port}', 'PORT')}\n```"


def failure_list(section: dict) -> str:
    lines = [f"Not measured: {name}: {why}" for name, why in section["failures"].items()]
    return "\n\n".join(line.replace("\n", " ") for line in lines)


def taken_on(section: dict) -> str:
    machine = section["machine"]
    busy = " **The machine was busy with other work; read these figures with care.**"
    return (
        f"Taken {machine['date']} at commit {machine['commit']} on {machine['cpu']}, "
        f"{machine['cores']} cores, {machine['memory_gib']} GiB, {machine['kernel']}; "
        f"load average before the run {machine['load_average']}."
        + (busy if machine["busy"] else "")
    )
