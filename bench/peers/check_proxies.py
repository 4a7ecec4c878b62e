"""Starts every proxy in front of a small mock model server and checks what it passes on.

  check_proxies.py [NAME...]

Run from the root of the repository. Prints one line a proxy; the exit status is 1 when one fails.
"""

import http.client
import http.server
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import proxy  # noqa: E402

from harness import servers  # noqa: E402
from harness.command import Failed  # noqa: E402

READY_SECONDS = 120
MESSAGE = {"role": "assistant", "content": "Hello"}
USAGE = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
ANSWER = {
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "benchmark-model",
    "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "stop"}], "usage": USAGE,
}  # fmt: skip
WORDS = ["Hel", "lo", " there"]


def chunk(delta: dict, reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "benchmark-model"}
    return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"


class Mock(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if body.get("stream"):
            self.stream()
        else:
            self.answer("application/json", json.dumps(ANSWER).encode())

    def answer(self, kind: str, body: bytes):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        events = [chunk({"role": "assistant", "content": ""}), *(chunk({"content": word}) for word in WORDS)]
        for event in [*events, chunk({}, "stop"), b"data: [DONE]\n\n"]:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


def ask(port: int, name: str, upstream: int, stream: bool) -> str:
    body = {"model": "benchmark-model", "messages": [{"role": "user", "content": "hi"}], "stream": stream}
    headers = {"content-type": "application/json", **proxy.headers_for(name, upstream)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise Failed(f"{name} answered {answer.status}: {text[:300]}")
    return text


def streamed(text: str) -> str:
    events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    if events[-1] != "[DONE]":
        raise Failed(f"the stream ended with {events[-1]}")
    choices = [choice for event in events[:-1] for choice in json.loads(event)["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def check(name: str, upstream: int) -> str:
    proxy.install(name)
    port = servers.free_port()
    began = time.monotonic()
    log_path = proxy.folder_of(name) / "check.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with open(log_path, "w+b") as log:
        command = [sys.executable, "bench/peers/proxy.py", name, str(port), str(upstream)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            servers.wait_until_ready(process, port, proxy.PROXIES[name][2], log, READY_SECONDS)
            ready = time.monotonic() - began
            content = json.loads(ask(port, name, upstream, False))["choices"][0]["message"]["content"]
            if content != MESSAGE["content"]:
                raise Failed(f"{name} answered {content!r}")
            if (text := streamed(ask(port, name, upstream, True))) != "".join(WORDS):
                raise Failed(f"{name} streamed {text!r}")
            return f"ready in {ready:.1f} s, {servers.resident_kib(process.pid) // 1024} MiB, chat and stream pass"
        finally:
            servers.stop(process)


def main() -> int:
    mock = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mock)
    threading.Thread(target=mock.serve_forever, daemon=True).start()
    failed = 0
    for name in sys.argv[1:] or proxy.PROXIES:
        try:
            print(f"{name}: {check(name, mock.server_port)}", flush=True)
        except Failed as error:
            failed = 1
            print(f"{name}: {error}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
