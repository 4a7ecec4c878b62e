"""A wire tap: passes bytes between the gateway and a server, and keeps what the gateway sent."""

import socket
import threading
from urllib.parse import urlsplit


class Tap:
    def __init__(self, url):
        target = urlsplit(url)
        self._target = (target.hostname, target.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._sent = bytearray()
        self._ended = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def sent(self):
        return bytes(self._sent)

    def ended_with(self, words):
        """Whether the gateway has ended a connection on which it had sent these words."""
        return any(words in sent for sent in list(self._ended))

    def clear(self):
        self._sent.clear()
        self._ended.clear()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller):
        server = socket.create_connection(self._target)
        threading.Thread(target=self._pass_on, args=(server, caller, []), daemon=True).start()
        own = bytearray()
        self._pass_on(caller, server, [self._sent, own])
        self._ended.append(bytes(own))

    @staticmethod
    def _pass_on(source, target, kept):
        try:
            while read := source.recv(65536):
                for one in kept:
                    one += read
                target.sendall(read)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # One side is gone: so is the connection.
            for end in (source, target):
                end.close()
