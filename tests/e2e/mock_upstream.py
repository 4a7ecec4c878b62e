"""A model server that says what the test tells it to, byte for byte.

    mock = MockUpstream()
    mock.answers([chat("Hello")])                # this to every request
    mock.answers([head()], [RESET], [chat("x")]) # one script a request, the last one again and again
    mock.script = lambda request: [...]          # or as the request wants it

A script is a list of steps: bytes to send, a Gate to wait at, CLOSE, RESET, or an iterator of bytes that
is sent as fast as the peer takes it. A connection is kept for the next request unless a step ends it.
One thread serves all connections. Nothing here waits for a time.
"""

import asyncio
import json
import socket
import ssl
import struct
import threading

CLOSE = object()  # the end of the connection
RESET = object()  # the same with RST
UNTIL_GONE = object()  # stays silent until the peer leaves


class Request:
    """A request as it came: `raw` is every byte of it."""

    def __init__(self, head, body, gone=None):
        self._gone = gone
        self.raw = head + b"\r\n\r\n" + body
        self.body = body
        line, *fields = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = line.split(" ", 2)
        self.headers = {k.lower(): v.strip() for k, v in (f.split(":", 1) for f in fields)}

    def json(self):
        return json.loads(self.body)

    @property
    def connection_closed(self):
        return self._gone.is_set()

    def __repr__(self):
        return f"{self.method} {self.path} {self.body[:200]!r}"


class Gate:
    """A point of a script at which every connection waits until the test calls open()."""

    def __init__(self):
        self._loop = None
        self._opened = False
        self._event = asyncio.Event()

    async def wait(self):
        self._loop = asyncio.get_running_loop()
        if not self._opened:
            await self._event.wait()

    def open(self):
        self._opened = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._event.set)


class _Connection(asyncio.Protocol):
    def __init__(self, mock):
        self.mock = mock
        self.buffer = bytearray()
        self.arrived = asyncio.Event()
        self.gone = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.mock.open_connections.add(self)
        self.mock.accepted += 1
        self.task = asyncio.get_running_loop().create_task(self.serve())

    def data_received(self, data):
        self.buffer += data
        self.arrived.set()

    def eof_received(self):
        return False  # the gateway never closes one half alone

    def connection_lost(self, _):
        self.mock.open_connections.discard(self)
        self.gone.set()
        self.arrived.set()
        self.writable.set()

    def pause_writing(self):
        self.writable.clear()

    def resume_writing(self):
        self.writable.set()

    async def until(self, size):
        while len(self.buffer) < size and not self.gone.is_set():
            self.arrived.clear()
            await self.arrived.wait()
        return len(self.buffer) >= size

    async def request(self):
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if not await self.until(len(self.buffer) + 1):
                return None
        head = bytes(self.buffer[:end])
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if not await self.until(end + 4 + length):
            return None
        body = bytes(self.buffer[end + 4 : end + 4 + length])
        del self.buffer[: end + 4 + length]
        return Request(head, body, self.gone)

    async def serve(self):
        try:
            while (request := await self.request()) is not None:
                for step in self.mock.script_for(request):
                    if self.gone.is_set():
                        return
                    await self.do(step)
        except Exception as e:  # a script that fails is the test's mistake: say so, do not hang
            self.mock.errors.append(e)
            self.transport.abort()

    async def do(self, step):
        if isinstance(step, (bytes, bytearray)):
            await self.send(step)
        elif isinstance(step, Gate):
            await self.first(step.wait())
        elif step is UNTIL_GONE:
            await self.gone.wait()
        elif step is CLOSE:
            self.transport.close()
            await self.gone.wait()
        elif step is RESET:
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.transport.abort()
            await self.gone.wait()
        else:
            for piece in step:
                if self.gone.is_set():
                    return
                await self.send(piece)

    async def send(self, data):
        if self.transport.is_closing():
            await self.gone.wait()
            return
        self.transport.write(data)
        self.mock.sent += len(data)
        await asyncio.sleep(0)  # lets the loop see that the peer has left
        await self.writable.wait()

    async def first(self, what):
        """Waits for it or for the peer to leave."""
        waits = [asyncio.ensure_future(what), asyncio.ensure_future(self.gone.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()


class MockUpstream:
    """A server on a free port (or `port`) of 127.0.0.1, over TLS where it is given certificate and key."""

    def __init__(self, certificate=None, key=None, port=0):
        self.requests = []
        self.open_connections = set()
        self.accepted = 0
        self.sent = 0
        self.errors = []
        self.healthy = True
        self.script = None
        self._queue = []
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate, key)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = None
        self.port = port
        self.listen()
        self.reset()

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def open(self):
        """Connections that are open now."""
        return len(self.open_connections)

    # What it says

    def answers(self, *scripts):
        self.script = None
        self._queue = list(scripts)
        return self

    def reset(self):
        """Forgets what was asked, and answers with a short chat."""
        self.requests.clear()
        self.errors.clear()
        self.sent = 0
        self.healthy = True
        return self.answers([chat("Hello")])

    def script_for(self, request):
        if request.path.endswith("/health"):
            return [http(b"", status=200 if self.healthy else 503)]
        self.requests.append(request)
        if self.script:
            return self.script(request)
        return self._queue.pop(0) if len(self._queue) > 1 else self._queue[0]

    # What it heard

    @property
    def heard(self):
        """Every byte of every request."""
        return b"\n".join(request.raw for request in self.requests)

    def last(self):
        assert self.requests, "nothing reached the model server"
        return self.requests[-1]

    # Life

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    def listen(self):
        async def start():
            self._server = await self._loop.create_server(
                lambda: _Connection(self), "127.0.0.1", self.port, ssl=self._tls, backlog=2048
            )
            self.port = self._server.sockets[0].getsockname()[1]

        self._call(start())

    def stop_listening(self):
        """Refuses connections until listen(), and cuts those that there are."""

        async def end():
            self._server.close()

        self._call(end())
        self.cut_connections()

    def cut_connections(self):
        async def cut():
            for connection in list(self.open_connections):
                connection.transport.abort()

        self._call(cut())

    def close(self):
        self.stop_listening()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


# The words of a model server


def http(body, status=200, content_type="application/json", **headers):
    """A whole answer. `retry_after=3` is the header Retry-After."""
    if not isinstance(body, (bytes, bytearray)):
        body = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


def chat_document(*texts, **more):
    choices = [
        {"index": i, "message": {"role": "assistant", "content": t}, "logprobs": None, "finish_reason": "stop"}
        for i, t in enumerate(texts)
    ]
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m"}
    return {**head, "choices": choices, "usage": USAGE, **more}


def chat(*texts, **more):
    """A chat completion with a choice for each text."""
    return http(chat_document(*texts, **more))


def tool_call(name, arguments, id="call_1"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def calls(*tool_calls):
    """A chat completion that calls tools."""
    document = chat_document("")
    choice = document["choices"][0]
    choice["message"] = {"role": "assistant", "content": None, "tool_calls": list(tool_calls)}
    choice["finish_reason"] = "tool_calls"
    return http(document)


def chunk(delta=None, finish=None, index=0, usage=None, **more):
    """One event of a chat stream."""
    choices = [] if delta is None else [{"index": index, "delta": delta, "finish_reason": finish, **more}]
    body = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
    return event({**body, "usage": usage} if usage else body)


def event(data, name=None):
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()


DONE = b"data: [DONE]\n\n"


def text_events(*pieces, index=0):
    """The events of one choice."""
    events = [chunk({"role": "assistant", "content": ""}, index=index)]
    events += [chunk({"content": piece}, index=index) for piece in pieces]
    return events + [chunk({}, "stop", index=index)]


def call_events(name, *pieces):
    """The events of one tool call whose arguments come in pieces."""
    first = {"role": "assistant", "content": None, "tool_calls": [{**tool_call(name, ""), "index": 0}]}
    events = [chunk(first)]
    events += [chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}) for piece in pieces]
    return events + [chunk({}, "tool_calls")]


def head(status=200, content_type="text/event-stream"):
    """The head of a chunked answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {content_type}", "Transfer-Encoding: chunked"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def part(data):
    """A chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


END = b"0\r\n\r\n"


def sse(*events):
    """The script of a whole stream, an event a chunk."""
    return [head(), *map(part, events), END]


def stream(*pieces):
    """The script of a streamed chat that says these pieces."""
    return sse(*text_events(*pieces), chunk(usage=USAGE), DONE)


def begun(*pieces):
    """The beginning of such a script, whose stream goes on."""
    return [head(), *map(part, text_events(*pieces)[:-1])]
