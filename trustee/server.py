"""Talking to the server over HTTP: bounded answers, no redirects, errors in plain words.

Nothing that comes from here is believed before trustee.board or crypto has checked it.
Source: docs/spec/board.md section 6.
"""

import json
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from typing import ClassVar
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError
from crypto.reader import Fields
from trustee.errors import ServerError, UnusableError
from trustee.link import Link
from trustee.way import RawEntry, Status

TIMEOUT = 60
"""Seconds without a byte after which a request is given up."""

MAX_SMALL = 64 * 1024
MAX_ENTRIES = 128 * 2**20
"""Bytes of an answer with entries: one payload of 64 MiB, escaped, still fits."""

COUNT = 200
"""Entries asked for at a time."""


class _NoRedirect(HTTPRedirectHandler):
    """Follows nothing: the token must not travel to another address."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Let the redirect be an error."""


class Server:
    """The server a link points to.

    Args:
        link: the key holder's link.
    """

    is_final: ClassVar[bool] = False
    later: ClassVar[str] = "Run the same command again later."
    told: ClassVar[Mapping[str, str]] = {
        "trustee": "Your public key is in the public record.",
        "share": "Your parts for the other key holders are in the public record.",
        "confirm": "All parts for you are right, and you have confirmed what you saw.",
        "complaint": "Your complaint is in the public record.",
        "drill": "Your key works. The public record says so now.",
        "decryption": "Done. Your unlock share is in the public record.",
    }

    def __init__(self, link: Link) -> None:
        self._link = link
        self._opener: OpenerDirector = build_opener(_NoRedirect)
        self._log = f"{link.site}/api/v1/logs/{link.election_id}"
        self._trustee = f"{link.site}/api/v1/elections/{link.election_id}/trustee"

    @property
    def election_id(self) -> str:
        """Lower-case UUID of the election."""
        return self._link.election_id

    @property
    def trustee(self) -> int:
        """Number of the key holder, from 1."""
        return self._link.trustee

    def checkpoint(self) -> str:
        """Return the newest signed checkpoint.

        Raises:
            ServerError: no answer, or not one of the interface.
        """
        data = self._get(f"{self._log}/checkpoint", MAX_SMALL)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise ServerError("the server's checkpoint is not text") from error

    def entries(self, start: int) -> list[RawEntry]:
        """Return up to 200 entries from number `start` on.

        Raises:
            ServerError: no answer, or not one of the interface.
        """
        url = f"{self._log}/entries?start={start}&count={COUNT}"
        answer = _object(self._get(url, MAX_ENTRIES))
        items = answer.get("entries")
        if not isinstance(items, list):
            raise ServerError("the server's answer holds no entries")
        return [_raw_entry(item) for item in items]

    def status(self) -> Status:
        """Return what the server says of this key holder.

        Raises:
            ServerError: no answer, or not one of the interface.
        """
        answer = _object(self._get(self._trustee, MAX_SMALL, is_authorized=True))
        if (answer.get("election"), answer.get("trustee")) != (
            self._link.election_id,
            self._link.trustee,
        ):
            raise ServerError("the server answered for another election or key holder")
        return _status(answer)

    def deliver(self, kind: str, payload: bytes, signature: bytes) -> None:
        """Send an entry to be put on the board.

        Args:
            kind: the entry's type.
            payload: canonical bytes.
            signature: 64 bytes.

        Raises:
            UnusableError: the server refused it.
            ServerError: no answer came; it may be on the board or not.
        """
        name = "decryptions" if kind == "decryption" else "entries"
        document = canonical_json.decode(payload, max_size=canonical_json.MAX_LINE, place="payload")
        body = canonical_json.encode(
            {"payload": document, "signature": signature.hex(), "type": kind}
        )
        request = self._request(f"{self._trustee}/{name}", is_authorized=True)
        request.data = body
        request.add_header("Content-Type", "application/json")
        self._open(request, MAX_SMALL)

    def _get(self, url: str, limit: int, *, is_authorized: bool = False) -> bytes:
        return self._open(self._request(url, is_authorized=is_authorized), limit)

    def _request(self, url: str, *, is_authorized: bool) -> Request:
        # The scheme was restricted to http and https when the link was parsed.
        request = Request(url, headers={"Accept": "*/*"})  # noqa: S310
        if is_authorized:
            request.add_unredirected_header("Authorization", f"Bearer {self._link.token}")
        return request

    def _open(self, request: Request, limit: int) -> bytes:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return _bounded(response, limit)
        except HTTPError as error:
            with error:
                raise _refusal(error) from error
        except (URLError, OSError, HTTPException) as error:
            raise ServerError(f"no answer from {self._link.site}: try again later") from error


def _bounded(response: HTTPResponse, limit: int) -> bytes:
    data = response.read(limit + 1)
    if len(data) > limit:
        raise ServerError(f"the server's answer has more than {limit} bytes")
    return data


def _refusal(error: HTTPError) -> UnusableError:
    """Say why a request was refused, in the server's words where it gave any."""
    try:
        message = _object(error.read(MAX_SMALL)).get("message")
    except (UnusableError, OSError, HTTPException):
        message = None
    said = message if isinstance(message, str) else "no reason given"
    is_passing = error.code >= 500 or error.code == 429
    kind = ServerError if is_passing else UnusableError
    return kind(f"the server refused ({error.code}): {said}")


def _object(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ServerError("the server's answer is not JSON") from error
    if not isinstance(value, dict):
        raise ServerError("the server's answer is not an object")
    return value


def _raw_entry(item: JsonValue) -> RawEntry:
    try:
        fields = Fields(item, "entries", ("chain", "entry", "index", "leaf", "payload"))
        return RawEntry(
            index=fields.integer("index"),
            entry=_text(fields, "entry"),
            payload=_text(fields, "payload"),
            leaf=fields.hex("leaf", 64),
            chain=fields.hex("chain", 64),
        )
    except DecodeError as error:
        raise ServerError(f"the server's answer is malformed: {error}") from error


def _text(fields: Fields, name: str) -> bytes:
    value = fields.value(name)
    try:
        return value.encode() if isinstance(value, str) else b""
    except UnicodeEncodeError as error:
        raise ServerError("the server's answer holds no proper text") from error


def _status(answer: dict[str, object]) -> Status:
    texts = [answer.get(field) for field in ("name", "step", "drill_challenge")]
    if not all(isinstance(text, str) for text in texts):
        raise ServerError("the server's answer about this key holder is malformed")
    try:
        name, step, challenge = map(str, texts)
        return Status(name, step, bytes.fromhex(challenge))
    except ValueError as error:
        raise ServerError("the server's challenge is malformed") from error
