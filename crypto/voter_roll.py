"""The voter roll as it stands at each entry, and which credentials are one voter.

Source: docs/spec/record.md section 4.20; docs/spec/protocol.md S8.1.
"""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, replace
from enum import Enum

from crypto.payloads import RollEntry
from crypto.roll_change import Change, RollChangePayload
from crypto.tally import counted_ballots

_FROM_THE_START = -1


class Wrong(Enum):
    """What can be wrong with one change, whatever its form."""

    NOT_ON_ROLL = "the old credential is not on the roll"
    KNOWN_BEFORE = "the new credential was on the roll before"


@dataclass(frozen=True, slots=True)
class WrongChange:
    """A change that must not be, by its place in the payload, from 0."""

    position: int
    wrong: Wrong


class VoterRoll:
    """Voters as the `roll` payload lists them, and what became of them since.

    Credentials are 64 hex digits. A change that must not be changes nothing.

    Args:
        voters: those that `roll` lists.
        held: an empty place for them, by credential; in memory if not given.
    """

    def __init__(
        self, voters: Iterable[RollEntry], held: MutableMapping[str, RollEntry] | None = None
    ) -> None:
        self._voters: MutableMapping[str, RollEntry] = {} if held is None else held
        for voter in voters:
            self._voters[voter.credential.hex()] = voter
        self._first: dict[str, str] = {}
        self._began: dict[str, int] = {}
        self._ended: dict[str, int] = {}
        self._revoked: set[str] = set()

    @property
    def reissued(self) -> int:
        """How many times a new credential took the place of an old one."""
        return len(self._first)

    @property
    def revoked(self) -> int:
        """How many voters were taken off."""
        return len(self._revoked)

    @property
    def is_changed(self) -> bool:
        """Whether the roll is another one than `roll` lists."""
        return self.reissued > 0 or self.revoked > 0

    @property
    def size(self) -> int:
        """How many voters `roll` lists."""
        return len(self._voters) - self.reissued

    def change(self, index: int, payload: RollChangePayload) -> list[WrongChange]:
        """Let the changes of entry `index` hold from there on, and return those that must not be.

        Entries have to come in their order.
        """
        found = []
        for position, change in enumerate(payload.changes):
            wrong = list(self._problems(index, change))
            found += [WrongChange(position, each) for each in wrong]
            if not wrong:
                self._apply(index, change)
        return found

    def entry(self, credential: str) -> RollEntry | None:
        """Return style and weight of a credential that is on the roll at any time."""
        return self._voters.get(credential)

    def holds(self, credential: str, index: int) -> bool:
        """Return whether a credential is on the roll where entry `index` stands."""
        if credential not in self._voters:
            return False
        began = self._began.get(credential, _FROM_THE_START)
        ended = self._ended.get(credential)
        return began < index and (ended is None or index < ended)

    def voter(self, credential: str) -> str:
        """Return the first credential of whoever has this one: the name of the voter here."""
        return self._first.get(credential, credential)

    def is_revoked(self, credential: str) -> bool:
        """Return whether whoever has or had this credential was taken off the roll."""
        return self.voter(credential) in self._revoked

    def counted(self, ballots: Iterable[tuple[int, str]]) -> tuple[int, ...]:
        """Apply the re-vote rule: the last ballot of each voter who was not taken off.

        Args:
            ballots: entry number and credential of every ballot before the close, ascending.

        Returns:
            The entry numbers of the counted ballots, ascending.
        """
        return counted_ballots(
            (index, self.voter(credential))
            for index, credential in ballots
            if not self.is_revoked(credential)
        )

    def _problems(self, index: int, change: Change) -> Iterable[Wrong]:
        if not self.holds(change.old, index):
            yield Wrong.NOT_ON_ROLL
        if change.new in self._voters:
            yield Wrong.KNOWN_BEFORE

    def _apply(self, index: int, change: Change) -> None:
        self._ended[change.old] = index
        voter = self.voter(change.old)
        if not change.new:
            self._revoked.add(voter)
            return
        key = bytes.fromhex(change.new)
        self._voters[change.new] = replace(self._voters[change.old], credential=key)
        self._first[change.new] = voter
        self._began[change.new] = index
