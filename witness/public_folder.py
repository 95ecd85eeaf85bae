"""Reading a log's public folder over HTTP: bounded answers, no redirects.

Nothing that comes from here is believed before it led to the root of a signed checkpoint.
Source: docs/spec/board.md section 8.
"""

import re
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from crypto.errors import DecodeError
from crypto.registry import is_registry_slug, registry_number, registry_slug
from witness.errors import UnusableError

TIMEOUT = 20
"""Seconds without a byte after which a request is given up."""

MAX_FILE = 2**20
"""Bytes of the largest file read; a full bundle of a registry has less than a quarter."""

_ADDRESS = re.compile(r"https?://[!-~]{1,500}")
_NOT_FOUND = 404


class Folder(Protocol):
    """Files of a log, by their paths below its folder."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where there is none.

        Raises:
            UnusableError: no answer came.
        """


class _NoRedirect(HTTPRedirectHandler):
    """Follows nothing, so that a log stays where its address says."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Let the redirect be an error."""


class PublicFolder:
    """A log's public folder at an address.

    Args:
        address: http or https, with or without a slash at its end.

    Raises:
        UnusableError: the address is of another kind.
    """

    def __init__(self, address: str) -> None:
        if not _ADDRESS.fullmatch(address):
            raise UnusableError("expected an address that begins with https:// or http://")
        self._address = address.rstrip("/")
        self._opener = build_opener(_NoRedirect)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where the server says that there is none.

        Raises:
            UnusableError: no answer, another one, or more than 1 MiB.
        """
        request = Request(f"{self._address}/{path}")  # noqa: S310 - the scheme was checked
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                data: bytes = response.read(MAX_FILE + 1)
        except HTTPError as error:
            with error:
                if error.code == _NOT_FOUND:
                    return None
                raise UnusableError(f"{path}: the server refused ({error.code})") from error
        except (URLError, OSError, HTTPException) as error:
            raise UnusableError(f"no answer from {self._address}") from error
        if len(data) > MAX_FILE:
            raise UnusableError(f"{path}: more than {MAX_FILE} bytes")
        return data

    def beside(self, origin: str) -> "PublicFolder":
        """Return the folder of another registry of the same host, which stands beside this one.

        Raises:
            UnusableError: the address does not end as that of a registry's folder.
        """
        base, _, slug = self._address.rpartition("/")
        if not is_registry_slug(slug):
            raise UnusableError(f"{origin} cannot be found beside {slug}: follow it as well")
        return PublicFolder(f"{base}/{registry_slug(registry_number(origin))}")


def read_text(folder: Folder, path: str) -> str:
    """Return a file that has to be there, as text.

    Raises:
        UnusableError: it is missing, or no answer came.
        DecodeError: it is not UTF-8.
    """
    data = folder.read(path)
    if data is None:
        raise UnusableError(f"there is no {path}")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DecodeError(f"{path}: not UTF-8") from error
