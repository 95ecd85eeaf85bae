"""Talking to a witness over HTTP: bounded answers, bounded time, no redirects.

Nothing that comes from here is believed before a signature is checked.
Source: docs/spec/board.md section 10; C2SP tlog-witness.
"""

import socket
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from board.errors import NoAnswerError
from crypto.notes import MAX_NOTE
from crypto.strict_base64 import encode_base64
from crypto.transcript import sha256

PATIENCE_SECONDS = 2.5
"""How long one exchange may take in all."""

_SCHEMES = {"http": HTTPConnection, "https": HTTPSConnection}
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "tabella-log/1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answered: HTTP status, and a body of at most 16 KiB."""

    status: int
    body: bytes


def checkpoint_submit(address: str, *, old: int, proof: list[bytes], note: str) -> Answer:
    """Ask the witness at `address` to cosign a checkpoint.

    Args:
        address: where it takes submissions, http or https, without a slash at its end.
        old: size of the checkpoint it cosigned last; 0 if there is none.
        proof: consistency proof from there, at most 63 hashes.
        note: the signed checkpoint.

    Raises:
        NoAnswerError: nothing came in time, or something that is no answer.
    """
    lines = [f"old {old}", *(encode_base64(value) for value in proof), "", note]
    return _exchange("POST", address, "/add-checkpoint", "\n".join(lines).encode())


def checkpoint_held(address: str, origin: str) -> str | None:
    """Return the newest checkpoint that the witness shows of a log, None if it shows none.

    Raises:
        NoAnswerError: nothing came in time, or something that is no answer.
    """
    answer = _exchange("GET", address, f"/{sha256(origin.encode()).hex()}/checkpoint", None)
    if answer.status != 200:
        return None
    try:
        return answer.body.decode()
    except UnicodeDecodeError as error:
        raise NoAnswerError(f"{address}: the checkpoint is not UTF-8") from error


def _exchange(method: str, address: str, path: str, body: bytes | None) -> Answer:
    parts = urlsplit(address)
    make = _SCHEMES[parts.scheme]
    connection = make(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    # A witness that sends a byte now and then must not hold up the log.
    watch = threading.Timer(PATIENCE_SECONDS, _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, parts.path + path, body, _HEADERS)
        with connection.getresponse() as response:
            data = response.read(MAX_NOTE + 1)
    except (OSError, HTTPException) as error:
        raise NoAnswerError(f"{address}: no answer: {str(error) or 'nothing came'}") from error
    finally:
        watch.cancel()
        connection.close()
    if len(data) > MAX_NOTE:
        raise NoAnswerError(f"{address}: the answer is longer than {MAX_NOTE} bytes")
    return Answer(response.status, data)


def _cut(connection: HTTPConnection) -> None:
    """End a connection under whoever waits for it."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
