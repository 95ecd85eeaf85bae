"""Locked ballots made beforehand, so that casting them costs the voters' side next to nothing.

As a program of its own, `python -m tests.chaos.pool FILE COUNT`, it makes an open election in the
installation that the environment names, and as many ballots. Each voter casts several times, but
two ballots of one voter stand far apart in the file.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from crypto.canonical_json import encode
from crypto.entries import encode_entry
from crypto.notes import NoteVerifier

EACH = 20
FEWEST_VOTERS = 40


@dataclass(frozen=True, slots=True)
class PoolBallot:
    """What a voter's browser holds when it is about to send.

    Attributes:
        number: its place in the pool.
        hash: its name.
        body: what is posted.
        entry: the one entry of the record that it may become.
    """

    number: int
    hash: str
    body: bytes
    entry: bytes


@dataclass
class Pool:
    """The ballots of one election; each is handed out once."""

    election: str
    log_key: NoteVerifier
    file: Path
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def read(cls, file: Path) -> "Pool":
        with file.open(encoding="utf-8") as lines:
            head = json.loads(next(lines))
        pool = cls(head["election"], NoteVerifier.parse(head["log_key"]), file)
        pool._rest = pool._ballots()
        return pool

    def take(self) -> PoolBallot | None:
        """The next ballot; None when there is none left."""
        with self._lock:
            return next(self._rest, None)

    def _ballots(self) -> Iterator[PoolBallot]:
        with self.file.open(encoding="utf-8") as lines:
            next(lines)
            for number, line in enumerate(lines):
                made = json.loads(line)
                yield PoolBallot(
                    number, made["hash"], made["body"].encode(), made["entry"].encode()
                )

    def __post_init__(self) -> None:
        self._rest: Iterator[PoolBallot] = iter(())


def make(file: Path, count: int) -> None:
    """Write an election and `count` ballots to a file."""
    # Django has to be set up before these can be read.
    from board.selectors import log_get, log_verifier_key  # noqa: PLC0415
    from tests.elections import contest_draft, open_election  # noqa: PLC0415
    from tests.votes import lock  # noqa: PLC0415

    voters = max(FEWEST_VOTERS, -(-count // EACH))
    built = open_election(voters=voters, contests=[contest_draft(options=("Yes", "No"))])
    slug = built.election.slug
    with file.open("w", encoding="utf-8") as lines:
        head = {"election": slug, "log_key": log_verifier_key(log_get(slug))}
        lines.write(json.dumps(head) + "\n")
        for number in range(count):
            ballot = lock(built, number % voters + 1, [[number % 2, 0]])
            voter = built.credential(number % voters + 1).hex()
            signed = {"credential": voter, "signature": ballot.signature("ballot")}
            made = {
                "body": encode(ballot.cast_body()).decode(),
                "entry": encode_entry("ballot", ballot.data, **signed).decode(),
                "hash": ballot.hash,
            }
            lines.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    import django

    django.setup()
    make(Path(sys.argv[1]), int(sys.argv[2]))
