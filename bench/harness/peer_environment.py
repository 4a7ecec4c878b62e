"""The virtual environment of the Python peers, made anew when bench/requirements.txt has changed."""

import os
import sys

from harness.command import run

PEER_ENVIRONMENT = "build/bench-venv"


def install_peers() -> None:
    stamp = f"{PEER_ENVIRONMENT}/requirements.txt"
    with open("bench/requirements.txt", encoding="utf-8") as file:
        wanted = file.read()
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    print("installing the Python peers of bench/requirements.txt", flush=True)
    run([sys.executable, "-m", "venv", "--clear", PEER_ENVIRONMENT])
    run([f"{PEER_ENVIRONMENT}/bin/pip", "install", "--quiet", "-r", "bench/requirements.txt"])
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(wanted)
