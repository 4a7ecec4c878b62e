#!/usr/bin/env python3
"""A real vLLM server on the CPU, with SmolLM2-135M-Instruct: to test against what it really answers.

  vllm_server.py [--port PORT] [--api-key KEY] [-- further arguments of vLLM]

Installs tools/vllm-requirements.txt into build/vllm-venv when that has changed (6 GB), converts the
model's weights into build/vllm-model, starts the server, and prints "URL MODEL" when it answers:
the only line on standard output. Runs until SIGTERM or SIGINT. What fails is said on standard
error, with the log in build/vllm-server.log, and the exit status is 1.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from model_environment import ROOT, Environment, Failed, weights

MODEL = "smollm2-135m-instruct"
FOLDER = ROOT / "build" / "vllm-model"
LOG = ROOT / "build" / "vllm-server.log"
CONTEXT_TOKENS = 2048
READY_SECONDS = 300


def convert(source: Path, target: Path) -> None:
    """GGUF to the layout of files that vLLM loads: config, tokenizer with chat template, weights."""
    os.environ["TQDM_DISABLE"] = "1"
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    print("converting the model's weights", file=sys.stderr, flush=True)
    model = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
    model = model.to(torch.bfloat16)
    # They have been dequantised; only the description still says otherwise.
    model.hf_quantizer = None
    model.is_quantized = False
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    model.save_pretrained(partial)
    AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name).save_pretrained(partial)
    partial.rename(target)


def command(port: int, api_key: str | None, further: list[str]) -> list[str]:
    # The module rather than the program `vllm`, which looks for a package of that name.
    words = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", FOLDER.name]
    words += ["--served-model-name", MODEL, "--host", "127.0.0.1", "--port", str(port)]
    words += ["--max-model-len", str(CONTEXT_TOKENS), "--max-num-seqs", "4", "--enforce-eager"]
    words += ["--enable-auto-tool-choice", "--tool-call-parser", "hermes"]
    if api_key:
        words += ["--api-key", api_key]
    return words + further


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_until_healthy(process: subprocess.Popen, url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not healthy(url):
        if process.poll() is not None:
            raise Failed(f"vLLM ended with {process.returncode}: {LOG}")
        if time.monotonic() > deadline:
            raise Failed(f"vLLM was not ready after {READY_SECONDS} s: {LOG}")
        time.sleep(0.5)


def serve(arguments: argparse.Namespace) -> None:
    url = f"http://127.0.0.1:{arguments.port}"
    if healthy(url):
        raise Failed(f"{url} is another server: choose a free --port")
    settings = {
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
    }
    with open(LOG, "wb") as log:
        process = subprocess.Popen(
            command(arguments.port, arguments.api_key, arguments.further),
            cwd=FOLDER.parent,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.terminate())
    try:
        wait_until_healthy(process, url)
        print(url, MODEL, flush=True)
    except Failed:
        process.terminate()
        raise
    finally:
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8083)
    parser.add_argument("--api-key", default=None)
    parser.add_argument("further", nargs="*")
    arguments = parser.parse_args()
    try:
        environment = Environment("build/vllm-venv", "tools/vllm-requirements.txt")
        environment.enter("vLLM for CPUs (6 GB, some minutes)")
        if not FOLDER.exists():
            convert(weights(), FOLDER)
        serve(arguments)
    except (Failed, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
