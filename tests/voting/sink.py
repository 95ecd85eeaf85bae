"""A mail server on this machine that takes, refuses or hangs up, as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    """`answers` maps an address to what RCPT TO is answered with; others are taken."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: dict[str, str] = {}
        self.senders: list[str] = []
        self.mails: list[str] = []
        self.connections = 0

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            words = line.decode().strip()
            verb = words[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb, words)

    def _answer(self, verb: str, words: str) -> None:
        address = words.partition("<")[2].partition(">")[0]
        if verb == "MAIL":
            self.server.senders.append(address)
        if verb == "RCPT":
            self._say(self.server.answers.get(address, "250 ok"))
        elif verb == "DATA":
            self._say("354 go on")
            self.server.mails.append(self._message())
            self._say("250 taken")
        else:
            self._say("250 ok")

    def _message(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def sink() -> Iterator[Sink]:
    with Sink() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield server
        finally:
            server.shutdown()
