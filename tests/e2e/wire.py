"""Raw connections, for what no HTTP client would send."""

import socket


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]!r}"


class Wire:
    """One TCP connection."""

    def __init__(self, port, timeout=5.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self._rest += data
        return bool(data)

    def answer(self):
        """The next answer, or None when the connection ended before its first byte."""
        while b"\r\n\r\n" not in self._rest:
            if not self._more():
                assert not self._rest, f"half an answer: {self._rest!r}"
                return None
        head, self._rest = self._rest.split(b"\r\n\r\n", 1)
        status_line, *fields = head.decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, v in (f.split(":", 1) for f in fields)}
        length = int(headers.get("content-length", 0))
        while len(self._rest) < length:
            assert self._more(), f"cut off in the body: {self._rest!r}"
        body, self._rest = self._rest[:length], self._rest[length:]
        return Answer(int(status_line.split()[1]), headers, body)

    def answers_until_close(self):
        """Every answer until the server ends the connection. Raises TimeoutError if it does not."""
        found = []
        while (answer := self.answer()) is not None:
            found.append(answer)
        return found

    def closed(self):
        """Waits for the server to end the connection; False when it goes on past the time-out."""
        try:
            while self._more():
                pass
            return True
        except TimeoutError:
            return False


def post(path, body, *fields, host="127.0.0.1"):
    """The bytes of a well-formed POST."""
    if isinstance(body, str):
        body = body.encode()
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/json"]
    lines += [*fields, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def get(path, *fields, host="127.0.0.1"):
    """The bytes of a well-formed GET."""
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *fields]).encode() + b"\r\n\r\n"
