"""How the program and the server reach each other: over the network, or by files a person carries.

Nothing that comes either way is believed before trustee.board or crypto has checked it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as the server gave it, not yet checked.

    Attributes:
        index: its number.
        entry: its bytes.
        payload: the payload's bytes.
        leaf: its hash in hex, where the source says one.
        chain: the running chain after it in hex, where the source says one.
    """

    index: int
    entry: bytes
    payload: bytes
    leaf: str | None = None
    chain: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What the server says of this key holder; only words, and a challenge to answer."""

    name: str
    step: str
    drill_challenge: bytes


class BoardSource(Protocol):
    """Where the public record is read from."""

    def checkpoint(self) -> str:
        """Return the newest signed checkpoint."""

    def entries(self, start: int) -> list[RawEntry]:
        """Return some entries from number `start` on, at least one if there is one."""


class Way(BoardSource, Protocol):
    """One of the two ways, for one key holder of one election."""

    @property
    def is_final(self) -> bool:
        """Whether nothing new can come this way while the program runs."""

    @property
    def told(self) -> Mapping[str, str]:
        """What the person is told when an entry was delivered, by its type."""

    @property
    def later(self) -> str:
        """What the person is told to do when others have to act first."""

    @property
    def election_id(self) -> str:
        """Lower-case UUID of the election."""

    @property
    def trustee(self) -> int:
        """Number of the key holder, from 1."""

    def status(self) -> Status:
        """Return what the server said of this key holder."""

    def deliver(self, kind: str, payload: bytes, signature: bytes) -> None:
        """Bring an entry on its way to the board.

        Args:
            kind: the entry's type.
            payload: canonical bytes.
            signature: 64 bytes.

        Raises:
            UnusableError: it was refused or could not be written.
        """
