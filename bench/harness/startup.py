"""Section "startup": how long until the gateway is ready, and what it holds when idle."""

import statistics
import time

from harness import servers
from harness.gateway import gateway_command

STARTS = 20


def measure(options) -> dict:
    command = gateway_command(workers=2)
    starts, resident = [], []
    for _ in range(STARTS):
        with servers.running(command, "/ready") as (process, _, milliseconds):
            starts.append(milliseconds)
            if len(starts) > STARTS - 3:
                time.sleep(1)
                resident.append(servers.resident_kib(process.pid) / 1024)
    return {
        "command": " ".join(command),
        "starts": STARTS,
        "median_ms": statistics.median(starts),
        "max_ms": max(starts),
        "idle_mib": statistics.median(resident),
    }
