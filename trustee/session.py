"""One run of the program: for whom, with which files, and how others are waited for."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crypto.key_file import KeyPurpose
from crypto.trustee_keys import TrusteeSecret
from trustee.board import Board, Seen
from trustee.errors import NotYetError, ServerError, UnusableError
from trustee.files import ask_passphrase, open_key_file
from trustee.record import Record
from trustee.steps import Outgoing
from trustee.way import Way
from trustee.words import Speaker

POLL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program.

    Attributes:
        way: how the server is reached, and for which key holder.
        key: path of the key file.
        passphrase_file: where the passphrase is read from instead of the terminal.
        wait: seconds to wait for others.
        is_quick: whether ballots' proofs are left unchecked before an unlock.
        may_open_single: whether a total of one ballot may be opened.
        speaker: tells the person.
        pause: waits for some seconds.
    """

    way: Way
    key: Path
    passphrase_file: Path | None
    wait: int
    is_quick: bool
    may_open_single: bool
    speaker: Speaker
    pause: Callable[[float], None]

    def opened(self) -> tuple[KeyPurpose, TrusteeSecret]:
        """Open the key file.

        Raises:
            UnusableError: it cannot be opened.
        """
        if not self.key.exists():
            raise UnusableError(f"there is no key file {self.key}")
        return open_key_file(self.key, self.way, ask_passphrase(self.passphrase_file))

    def deliver(self, entry: Outgoing) -> None:
        """Bring an entry on its way, and say so.

        Raises:
            UnusableError: it was refused or could not be written.
        """
        self.way.deliver(entry.kind, entry.payload, entry.signature)
        self.speaker.say(self.way.told[entry.kind])

    def until_possible(self, act: Callable[[], None]) -> None:
        """Do something as soon as others have done their part, within the time to wait.

        Raises:
            NotYetError: they have not when the time is up.
            ServerError: the server does not answer then.
        """
        deadline = time.monotonic() + self.wait
        while True:
            try:
                return act()
            except (NotYetError, ServerError):
                if self.way.is_final or time.monotonic() >= deadline:
                    raise
            self.pause(POLL_SECONDS)

    @contextmanager
    def record(self, seen: Seen | None) -> Iterator[tuple[Board, Record]]:
        """Fetch and check the whole board."""
        with tempfile.TemporaryFile() as spool:
            board = Board(self.way, self.way.election_id, seen)
            record = Record(self.way.election_id, spool)
            record.read(board)
            yield board, record
