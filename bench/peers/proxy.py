"""Starts one of the proxies that the gateway is measured beside, in front of a model server.

  proxy.py NAME PORT UPSTREAM_PORT [WORKERS]     becomes that proxy, on 127.0.0.1
  proxy.py NAME --install                        what it needs, into build/bench-NAME

NAME is a key of PROXIES below. Run from the root of the repository.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.command import Failed, run  # noqa: E402

PEERS = Path("bench/peers")


def folder_of(name: str) -> Path:
    return Path("build") / f"bench-{name}"


def fill(template: Path, target: Path, **values: object) -> Path:
    """Writes the template with each @NAME@ replaced."""
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name.upper()}@", str(value))
    target.write_text(text, encoding="utf-8")
    return target


def install_python(name: str) -> None:
    wanted = (PEERS / name / "requirements.txt").read_text(encoding="utf-8")
    stamp = folder_of(name) / "requirements.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"installing {name}", flush=True)
    run([sys.executable, "-m", "venv", "--clear", str(folder_of(name))])
    pip = str(folder_of(name) / "bin/pip")
    run([pip, "install", "--quiet", "-r", str(PEERS / name / "requirements.txt")])
    stamp.write_text(wanted, encoding="utf-8")


def install_node(name: str) -> None:
    wanted = (PEERS / name / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder_of(name) / "installed.json"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"installing {name}", flush=True)
    folder_of(name).mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        (folder_of(name) / file).write_bytes((PEERS / name / file).read_bytes())
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    run(["npm", "ci", "--ignore-scripts", *quiet], cwd=str(folder_of(name)))
    stamp.write_text(wanted, encoding="utf-8")


def nothing(_name: str) -> None:
    """From the distribution's packages."""


def nginx(folder: Path, port: int, upstream: int, workers: int, buffering: str = "on") -> list[str]:
    values = {"port": port, "upstream_port": upstream, "workers": workers, "buffering": buffering}
    fill(PEERS / "nginx/nginx.conf.in", folder / "nginx.conf", **values)
    return ["/usr/sbin/nginx", "-p", f"{folder.resolve()}/", "-c", "nginx.conf", "-e", "stderr"]


def nginx_unbuffered(folder: Path, port: int, upstream: int, workers: int) -> list[str]:
    return nginx(folder, port, upstream, workers, buffering="off")


def envoy(folder: Path, port: int, upstream: int, workers: int) -> list[str]:
    config = fill(PEERS / "envoy/envoy.yaml.in", folder / "envoy.yaml", port=port, upstream_port=upstream)
    (program,) = folder_of("envoy").glob("lib/python3*/site-packages/envoy/_bin/envoy")
    options = ["--concurrency", str(workers), "--disable-hot-restart", "--log-level", "error"]
    return [str(program), "-c", str(config), *options]


def portkey(folder: Path, port: int, upstream: int, workers: int) -> list[str]:
    # The upstream is named by each request: see headers_for().
    program = folder_of("portkey") / "node_modules/@portkey-ai/gateway/build/start-server.js"
    return ["node", str(program), "--headless", f"--port={port}"]


def litellm(folder: Path, port: int, upstream: int, workers: int) -> list[str]:
    config = fill(PEERS / "litellm/config.yaml.in", folder / "config.yaml", upstream_port=upstream)
    program = str(folder_of("litellm") / "bin/litellm")
    address = ["--host", "127.0.0.1", "--port", str(port), "--num_workers", str(workers)]
    return [program, "--config", str(config), *address, "--telemetry", "False"]


# name: how it is installed, its command, the path that answers 200 when it is ready
PROXIES = {
    "nginx": (nothing, nginx, "/ready"),
    "nginx_unbuffered": (nothing, nginx_unbuffered, "/ready"),
    "envoy": (install_python, envoy, "/ready"),
    "portkey": (install_node, portkey, "/"),
    "litellm": (install_python, litellm, "/health/liveliness"),
}

ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOG": "ERROR",
    "NODE_ENV": "production",
    "TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost",
}


def headers_for(name: str, upstream: int) -> dict[str, str]:
    """What a request must carry beside its body."""
    if name != "portkey":
        return {}
    host = f"http://127.0.0.1:{upstream}/v1"
    return {"x-portkey-provider": "openai", "x-portkey-custom-host": host, "authorization": "Bearer none"}


def install(name: str) -> None:
    PROXIES[name][0](name)


def command(name: str, port: int, upstream: int, workers: int = 1) -> list[str]:
    """The command of the proxy, its files written for these ports."""
    folder = folder_of(name) / f"run-{port}"
    folder.mkdir(parents=True, exist_ok=True)
    return PROXIES[name][1](folder, port, upstream, workers)


def main() -> int:
    name, *rest = sys.argv[1:]
    try:
        if rest == ["--install"]:
            install(name)
            return 0
        words = command(name, *map(int, rest))
        os.execvpe(words[0], words, {**os.environ, **ENVIRONMENT})
    except (Failed, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
