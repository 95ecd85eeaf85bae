"""The link a key holder was sent: where the election is, and the token that opens its address."""

import re
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from trustee.errors import UnusableError

_PATH = re.compile(
    r"/trustee/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/([1-9][0-9]{0,2})/?"
)
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{16,128}")
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Link:
    """A key holder's link.

    Attributes:
        site: scheme and host, without a slash at the end.
        election_id: lower-case UUID.
        trustee: number of the key holder, from 1.
        token: secret; sent in the Authorization header and nowhere else.
        is_private: whether others on the way can be kept from reading what is sent.
    """

    site: str
    election_id: str
    trustee: int
    token: str = field(repr=False)
    is_private: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a link of the form https://host/trustee/<election id>/<number>#<token>.

        Raises:
            UnusableError: it has another form. The message does not repeat the link.
        """
        try:
            parts = urlsplit(text.strip())
            host = parts.hostname
        except ValueError as error:
            raise UnusableError("the link is not complete: copy it again") from error
        path = _PATH.fullmatch(parts.path)
        if parts.scheme not in {"http", "https"} or not host or path is None or parts.query:
            raise UnusableError("the link is not one for a key holder: copy it again")
        if not _TOKEN.fullmatch(parts.fragment):
            raise UnusableError("the link is cut short: the part after # is missing or damaged")
        return cls(
            site=f"{parts.scheme}://{parts.netloc}",
            election_id=path[1],
            trustee=int(path[2]),
            token=parts.fragment,
            is_private=parts.scheme == "https" or host in _LOCAL,
        )
