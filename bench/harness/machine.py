"""The machine, the source and the moment that figures belong to."""

import datetime
import os
import platform
import subprocess


def _first_value(path: str, key: str) -> str:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    return "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _commit() -> str:
    """The commit that was measured; "+ changes" when the working tree differs from it."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return "none"
    changes = _git("status", "--porcelain", "--", ".", ":!docs")
    return commit + (" + changes" if changes else "")


def describe() -> dict:
    memory_kib = int(_first_value("/proc/meminfo", "MemTotal").split()[0])
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "cpu": _first_value("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory_kib / 1024 / 1024, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "load_average": round(os.getloadavg()[0], 2),
    }


def is_busy() -> bool:
    """True when other programs had more than a quarter of a core during the last minute."""
    return os.getloadavg()[0] > 0.25 * len(os.sched_getaffinity(0))
