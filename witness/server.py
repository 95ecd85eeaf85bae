"""The witness on HTTP: few paths, small bodies, patience for nobody.

Meant to stand behind a web server that speaks TLS. Addresses of clients are not written down.
Source: docs/spec/board.md section 10; C2SP tlog-witness.
"""

import re
import socket
import sqlite3
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from witness.answers import Answer, Witness
from witness.submission import MAX_BODY

MAX_CONNECTIONS = 64
MAX_SILENCE = 10
"""Seconds without a byte after which a connection is closed."""
MAX_DURATION = 30
"""Seconds one request may take from the first byte of its head to the last of its body."""

_FAREWELL = 0.2
"""Seconds to wait for what is still on its way when a connection is closed."""
_LEFTOVERS = 16

_Accepted = socket.socket | tuple[bytes, socket.socket]

_LENGTH = re.compile(r"0|[1-9][0-9]{0,18}")
_DIGEST = r"(?P<digest>[0-9a-f]{64})"
_CHECKPOINT = re.compile(rf"/{_DIGEST}/checkpoint")
_EVIDENCE = re.compile(rf"/evidence/{_DIGEST}")


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness, a thread for each of a limited number of connections.

    Args:
        address: host and port; port 0 takes any that is free.
        witness: what is served.
    """

    daemon_threads = True
    request_queue_size = MAX_CONNECTIONS

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._deadlines: dict[socket.socket, float] = {}
        super().__init__(address, WitnessHandler)

    def verify_request(self, request: _Accepted, *_args: object) -> bool:
        """Let a connection in while there is room."""
        if not isinstance(request, socket.socket) or len(self._deadlines) >= MAX_CONNECTIONS:
            return False
        self.expect(request)
        return True

    def service_actions(self) -> None:
        """Cut off who sends so slowly that the time for a request is over."""
        now = time.monotonic()
        for connection, deadline in list(self._deadlines.items()):
            if deadline < now:
                self.forget(connection)
                _cut(connection)

    def expect(self, connection: socket.socket) -> None:
        """Give a connection time for one more request."""
        self._deadlines[connection] = time.monotonic() + MAX_DURATION

    def forget(self, connection: socket.socket) -> None:
        """Make room for another connection."""
        self._deadlines.pop(connection, None)

    def handle_error(self, *_args: object) -> None:
        """Keep quiet about connections that break; nothing was given out on them."""


class WitnessHandler(BaseHTTPRequestHandler):
    """Reads requests and writes answers of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "tabella-witness"
    sys_version = ""
    timeout = MAX_SILENCE
    server: WitnessServer

    _PAGES: ClassVar = {"/": Witness.key, "/logs": Witness.logs, "/evidence": Witness.evidence}

    def finish(self) -> None:
        """Leave the place to another."""
        super().finish()
        _part(self.request)
        self.server.forget(self.request)

    def handle_one_request(self) -> None:
        """Handle a request within its time."""
        self.server.expect(self.request)
        super().handle_one_request()

    def do_GET(self) -> None:
        """Answer a question."""
        self._give(self._asked)

    def do_POST(self) -> None:
        """Take a submission."""
        self._give(self._submitted)

    def _asked(self) -> Answer:
        if page := self._PAGES.get(self.path):
            return page(self.server.witness)
        if match := _CHECKPOINT.fullmatch(self.path):
            return self.server.witness.checkpoint(match["digest"])
        if match := _EVIDENCE.fullmatch(self.path):
            return self.server.witness.evidence_document(match["digest"])
        return Answer.refused(HTTPStatus.NOT_FOUND, "no such page")

    def _submitted(self) -> Answer:
        length = self._length()
        if isinstance(length, Answer):
            # The body stays unread, so nothing after it could be told apart from it.
            self.close_connection = True
            return length
        body = self.rfile.read(length)
        if self.path != "/add-checkpoint":
            return Answer.refused(HTTPStatus.NOT_FOUND, "no such page")
        if len(body) < length:
            self.close_connection = True
            return Answer.refused(HTTPStatus.BAD_REQUEST, "the body is cut short")
        return self.server.witness.add_checkpoint(body)

    def _length(self) -> int | Answer:
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or len(lengths) != 1:
            return Answer.refused(HTTPStatus.LENGTH_REQUIRED, "send one Content-Length")
        if not _LENGTH.fullmatch(lengths[0]):
            return Answer.refused(HTTPStatus.BAD_REQUEST, "the Content-Length is malformed")
        if int(lengths[0]) > MAX_BODY:
            reason = f"expected at most {MAX_BODY} bytes"
            return Answer.refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)
        return int(lengths[0])

    def _give(self, ask: Callable[[], Answer]) -> None:
        try:
            answer = ask()
        except sqlite3.Error:
            # Nothing was given out; whether it was stored does not matter, it may be asked again.
            reason = "the memory cannot be used"
            answer = Answer.refused(HTTPStatus.INTERNAL_SERVER_ERROR, reason)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_args: object) -> None:
        """Write no log of addresses."""


def _part(connection: socket.socket) -> None:
    """Let the last answer arrive: closing over unread bytes would take it back."""
    try:
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(_FAREWELL)
        for _ in range(_LEFTOVERS):
            if not connection.recv(MAX_BODY):
                return
    except OSError:
        return


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
