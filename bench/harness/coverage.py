"""Section "coverage": line coverage by the tests, read from what `./dev coverage` left."""

import re

from harness.command import Failed

SUMMARIES = {"src": "build/coverage/all.txt", "policy": "build/coverage/policy.txt"}


def measure(options) -> dict:
    percent = {}
    for folder, path in SUMMARIES.items():
        try:
            with open(path, encoding="utf-8") as file:
                total = re.search(r"^TOTAL\s+\d+\s+\d+\s+(\d+)%", file.read(), re.M)
        except OSError as error:
            raise Failed(f"{path} is not there; run ./dev coverage first") from error
        if not total:
            raise Failed(f"{path} has no line TOTAL")
        percent[folder] = int(total[1])
    return {"command": "./dev coverage", "percent": percent}
