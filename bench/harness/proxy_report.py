"""The section "proxy" of docs/benchmarks.md: targets first, then every figure."""

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

SERVERS = {
    "direct": "no proxy",
    "nginx": "nginx",
    "nginx_unbuffered": "nginx, unbuffered",
    "envoy": "Envoy",
    "gateway": "gateway, reference policy",
    "gateway_rules": "gateway, mask and block rules on outputs",
    "portkey": "Portkey",
    "litellm": "LiteLLM",
}
GATEWAYS = {"chat": ("gateway",), "stream": ("gateway", "gateway_rules")}
NGINX = {"chat": "nginx", "stream": "nginx_unbuffered"}
LEAST_OF_NGINX = {"chat": 0.6, "stream": 0.5}
CONNECTIONS = {"chat": (1, 16, 64), "stream": (1, 16)}
# What passing through the gateway may add with one connection, in microseconds.
MOST_ADDED = {
    ("chat", "p50_us"): 150,
    ("chat", "p99_us"): 500,
    ("stream", "first_p99_us"): 1000,
}
FIGURES = {"p50_us": "p50", "p99_us": "p99", "first_p99_us": "p99 to the first token"}
COLUMNS = {
    "first_p50_us": "first token p50",
    "first_p99_us": "p99",
    "p50_us": "whole p50",
    "p99_us": "p99",
}
BODIES = {"chat": "whole answer", "stream": "stream"}
MOST_IDLE_MIB = 64
MOST_STREAMS_MIB = 256


def figure_of(results: dict, server: str, load: str, figure: str) -> float | None:
    return results.get(server, {}).get(load, {}).get(figure)


def microseconds(figure: float | None) -> str:
    return DASH if figure is None else duration(figure * 1e3)


def rate_targets(results: dict) -> str:
    rows = []
    for body, connections in CONNECTIONS.items():
        for server in GATEWAYS[body]:
            for count in connections:
                load = f"{body}_{count}"
                ours = figure_of(results, server, load, "requests_per_second")
                peer = figure_of(results, NGINX[body], load, "requests_per_second")
                ratio = ours / peer if ours and peer else None
                met = ratio >= LEAST_OF_NGINX[body] if ratio else None
                rows.append(
                    [
                        f"{SERVERS[server]}: {BODIES[body]}, c={count}",
                        f"≥ {LEAST_OF_NGINX[body]} × {SERVERS[NGINX[body]]}",
                        f"{ours:,.0f}" if ours else DASH,
                        f"{peer:,.0f}" if peer else DASH,
                        times(ratio) if ratio else DASH,
                        verdict(met),
                    ]
                )
    head = ["requests/s", "target", "measured", "nginx", "ratio", "result"]
    return table(head, rows)


def added_targets(results: dict) -> str:
    """Against nginx, and against no proxy at all; the verdict is that of the harder one."""
    rows = []
    for (body, figure), most in MOST_ADDED.items():
        for server in GATEWAYS[body]:
            load = f"{body}_1"
            ours = figure_of(results, server, load, figure)
            others = [figure_of(results, peer, load, figure) for peer in (NGINX[body], "direct")]
            known = ours is not None and None not in others
            added = [ours - other if known else None for other in others]
            rows.append(
                [
                    f"{SERVERS[server]}: {BODIES[body]}, {FIGURES[figure]}",
                    f"≤ {duration(most * 1e3)}",
                    microseconds(ours),
                    *(signed(each) for each in added),
                    verdict(max(added) <= most if known else None),
                ]
            )
    head = ["time added, c=1", "target", "measured", "more than nginx", "more than no proxy"]
    return table([*head, "result"], rows)


def signed(figure: float | None) -> str:
    if figure is None or figure >= 0:
        return microseconds(figure)
    return f"−{microseconds(-figure)}"


def memory_targets(section: dict) -> str:
    rows = []
    for server, memory in section["memory"].items():
        ours = server in GATEWAYS["stream"]
        limits = {"idle_mib": MOST_IDLE_MIB, "streams_mib": MOST_STREAMS_MIB}
        met = all(memory[key] <= most for key, most in limits.items()) if memory else None
        shown = [f"{memory[key]:.0f} MiB" if memory else DASH for key in limits]
        targets = [f"≤ {most} MiB" if ours else DASH for most in limits.values()]
        row = [SERVERS[server], targets[0], shown[0], targets[1], shown[1]]
        rows.append([*row, verdict(met) if ours else DASH])
    streams = f"{section['open_streams']:,} open streams"
    return table(["memory", "target", "idle", "target", f"peak, {streams}", "result"], rows)


def every_figure(results: dict, body: str) -> str:
    timed = ["p50_us", "p99_us"]
    if body == "stream":
        timed = ["first_p50_us", "first_p99_us", *timed]
    rows = []
    for server, label in SERVERS.items():
        for count in CONNECTIONS[body]:
            figures = results.get(server, {}).get(f"{body}_{count}")
            if figures:
                rate = figures["requests_per_second"]
                cells = [microseconds(figures[key]) for key in timed]
                shown = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
                rows.append([f"{label}, c={count}", shown, *cells])
    head = [BODIES[body], "requests/s", *(COLUMNS[key] for key in timed)]
    return table(head, rows) if rows else ""


def peaks(results: dict) -> str:
    rows = [
        [SERVERS[name], f"{each['memory']['peak_mib']:.0f} MiB"]
        for name, each in results.items()
        if "memory" in each
    ]
    return table(["peak memory under these loads", "all processes"], rows) if rows else ""


def held_back(results: dict) -> str:
    shown = []
    for server in GATEWAYS["stream"]:
        figures = results.get(server, {}).get("stream_1", {})
        if "held_median" in figures:
            shown.append(f"{SERVERS[server]}: {figures['held_median']:.0f} characters")
    if not shown:
        return ""
    return f"Most characters that the median stream held back to look ahead: {'; '.join(shown)}."


def proxy(section: dict) -> str:
    results, sizes = section["results"], section["bytes"]
    return paragraphs(
        taken_on(section),
        f"Median of {section['rounds']} rounds of {section['seconds']} s; {section['workers']} workers or "
        f"processes a proxy, one for Portkey. Bodies: request {sizes['chat_request']} bytes, whole answer "
        f"{sizes['chat_answer']:,}, stream {sizes['stream_answer']:,}.",
        rate_targets(results),
        added_targets(results),
        held_back(results),
        memory_targets(section),
        every_figure(results, "chat"),
        every_figure(results, "stream"),
        peaks(results),
        failure_list(section),
        command_list(section["commands"]),
    )
