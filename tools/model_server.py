#!/usr/bin/env python3
"""A small real model behind an OpenAI-compatible server: llama.cpp with SmolLM2-135M-Instruct.

  model_server.py [--port PORT] [--api-key KEY]

Installs tools/model-requirements.txt into build/model-venv when that has changed, starts the
server, and prints "URL MODEL" when it answers: the only line on standard output. Runs until
SIGTERM or SIGINT. What fails is said on standard error, and the exit status is 1.
"""

import argparse
import os
import signal
import sys
import urllib.error
import urllib.request

from model_environment import Environment, Failed, weights

MODEL = "smollm2-135m-instruct"
CONTEXT_TOKENS = 4096
# Requests that run at once, each with a whole context.
SLOTS = 2


def check(url: str) -> None:
    """The port could belong to a server that was there before."""
    try:
        with urllib.request.urlopen(f"{url}/v1/models", timeout=5) as answer:
            if MODEL in answer.read().decode():
                return
    except urllib.error.HTTPError as error:
        if error.code == 401:  # --api-key
            return
    except OSError as error:
        raise Failed(f"the server does not answer on {url}: {error}") from error
    raise Failed(f"{url} is another server: choose a free --port")


def serve(port: int, api_key: str | None) -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {MODEL}
    parameters.n_ctx = CONTEXT_TOKENS * SLOTS
    parameters.n_parallel = SLOTS
    parameters.port = port
    parameters.ui = False
    parameters.verbosity = 1
    if api_key:
        parameters.api_keys = [api_key]
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise Failed(f"the model server did not start on port {port}: {error}") from error
    check(server.listening_address)
    print(server.listening_address, MODEL, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    # Its threads have nothing to save, and ending them one by one takes seconds.
    os._exit(0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--api-key", default=None)
    arguments = parser.parse_args()
    try:
        environment = Environment("build/model-venv", "tools/model-requirements.txt")
        environment.enter("a small model and its server (130 MB)")
        # Before the server starts its threads, so that all of them leave the signals to main().
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        serve(arguments.port, arguments.api_key)
    except (Failed, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
