"""Reading a log's files over HTTP: bounded answers, bounded time, no redirects.

Nothing that comes from here is believed before it is proved.
Source: docs/spec/board.md sections 8 and 12.
"""

import socket
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from verifier.errors import DownloadError, UnusableLogError

_CHUNK = 64 * 1024
_NO_FILE = (404, 410)
_SCHEMES = {"http": HTTPConnection, "https": HTTPSConnection}
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "tabella-mirror/1"}


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a download is.

    Attributes:
        patience: seconds any answer may take, however short it is.
        rate: bytes a second that a longer answer has to come at.
        total: bytes of all answers together.
    """

    patience: float = 30
    rate: int = 16 * 1024
    total: int = 64 * 2**30

    def seconds_for(self, cap: int) -> float:
        """Return how long an answer of at most `cap` bytes may take."""
        return self.patience + cap / self.rate


class Remote:
    """A log's public folder behind an address.

    Args:
        address: of the folder, http or https, without query; files are read below it.
        pace: how patient to be.

    Raises:
        UnusableLogError: the address has another form.
    """

    def __init__(self, address: str, pace: Pace) -> None:
        self._scheme, self._host, self._port, self._base = _parts(address)
        self._pace = pace
        self._left = pace.total
        self._connection: HTTPConnection | None = None

    def read(self, path: str, cap: int) -> bytes | None:
        """Return the bytes of a file, at most `cap`; None if the server says there is none.

        Raises:
            DownloadError: there is no answer, it is too long or too slow, or a redirect or error.
        """
        is_reused = self._connection is not None
        try:
            return self._read_in_time(path, cap)
        except (OSError, HTTPException) as error:
            self.close()
            # A server may close an idle connection at any time: that is no failure yet.
            if is_reused and not isinstance(error, TimeoutError):
                return self.read(path, cap)
            raise DownloadError(f"{path}: no answer: {_reason(error)}") from error
        except DownloadError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the next read opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read_in_time(self, path: str, cap: int) -> bytes | None:
        connection = self._connected()
        seconds = self._pace.seconds_for(cap)
        too_late = threading.Event()
        watch = threading.Timer(seconds, _cut, (connection, too_late))
        watch.daemon = True
        watch.start()
        try:
            data = self._answer(connection, path, cap)
        except (OSError, HTTPException, DownloadError) as error:
            if too_late.is_set():
                raise TimeoutError(f"slower than {seconds:.0f} seconds") from error
            raise
        finally:
            watch.cancel()
        if too_late.is_set():
            raise TimeoutError(f"slower than {seconds:.0f} seconds")
        return data

    def _connected(self) -> HTTPConnection:
        if self._connection is None:
            make = _SCHEMES[self._scheme]
            self._connection = make(self._host, self._port, timeout=self._pace.patience)
        return self._connection

    def _answer(self, connection: HTTPConnection, path: str, cap: int) -> bytes | None:
        connection.request("GET", f"{self._base}/{path}", headers=_HEADERS)
        response = connection.getresponse()
        if response.status != 200:
            # The body of a refusal is not read: it could be anything.
            self.close()
            if response.status in _NO_FILE:
                return None
            raise DownloadError(f"{path}: the server answered with status {response.status}")
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise DownloadError(f"{path}: the answer is packed")
        return self._body(response, path, cap)

    def _body(self, response: HTTPResponse, path: str, cap: int) -> bytes:
        data = bytearray()
        while chunk := response.read1(_CHUNK):
            data += chunk
            self._left -= len(chunk)
            if len(data) > cap:
                raise DownloadError(f"{path}: the answer is longer than {cap:,} bytes")
            if self._left < 0:
                raise DownloadError(f"more than {self._pace.total:,} bytes in all")
        if response.length:
            raise DownloadError(f"{path}: the answer was cut short")
        # Only a closed answer lets the next one come over the same connection.
        response.close()
        return bytes(data)


def _cut(connection: HTTPConnection, too_late: threading.Event) -> None:
    """End a connection under whoever waits for it."""
    too_late.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _parts(address: str) -> tuple[str, str, int | None, str]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UnusableLogError(f"address: {error}") from error
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise UnusableLogError("address: expected one that begins with https:// or http://")
    if parts.query or parts.fragment or parts.username is not None:
        raise UnusableLogError("address: must have no query, fragment or user")
    if not address.isascii() or any(
        not letter.isprintable() or letter == " " for letter in address
    ):
        raise UnusableLogError("address: holds a character that no address has")
    return parts.scheme, parts.hostname, port, parts.path.rstrip("/")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or "nothing came"
