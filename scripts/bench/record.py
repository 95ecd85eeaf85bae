"""Entries per second on a real PostgreSQL: one transaction each, and the sequencer's batches.

Prints rates as JSON. Run by `python -m scripts.bench` with the servers of with_services.py.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import transaction  # noqa: E402

from ballots.models import Submission, SubmissionKind, SubmissionStatus  # noqa: E402
from ballots.services import ballots_sequence  # noqa: E402
from board.selectors import log_locked  # noqa: E402
from board.services import NewEntry, board_append  # noqa: E402
from crypto.ballot import ballot_hash  # noqa: E402
from crypto.ballot_parts import PART_SIZE  # noqa: E402
from crypto.entropy import random_bytes  # noqa: E402
from tests.elections import contest_draft, open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.models import Election  # noqa: E402

ROUNDS = 5
ONE_BY_ONE = 200
IN_BATCHES = 1000
OPTIONS = ("A", "B", "C", "D", "E")
PARTS = (
    1 + 3 * len(OPTIONS) + 1
)  # the salt; two numbers and a proof of each option; the sum's proof

Work = Callable[[], None]


def main() -> int:
    call_command("migrate", verbosity=0)
    rows_only, whole = _election(), _election()
    template = _template()
    rates: dict[str, list[float]] = {
        name: [] for name in ("one_by_one_rows", "batches_rows", "one_by_one", "batches")
    }
    for _ in range(ROUNDS):
        with _nothing_published():
            rates["one_by_one_rows"].append(_rate(*one_by_one(rows_only, template)))
            rates["batches_rows"].append(_rate(*in_batches(rows_only, template)))
        rates["one_by_one"].append(_rate(*one_by_one(whole, template)))
        rates["batches"].append(_rate(*in_batches(whole, template)))
    print(json.dumps(rates))
    return 0


def _election() -> Election:
    return open_election(contests=[contest_draft(options=OPTIONS)], voters=1).election


def _template() -> str:
    """A real ballot, of which copies with other salts are as long."""
    built = open_election(contests=[contest_draft(options=OPTIONS)], voters=1)
    return lock(built, 1, [[1, 0, 0, 0, 0]]).data.decode()


@contextlib.contextmanager
def _nothing_published() -> Iterator[None]:
    """What follows a commit is left out: the checkpoint, and the public files."""
    with patch("board.services._checkpoint_after_commit", lambda _: None):
        yield


def _rate(count: int, work: Work) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def one_by_one(election: Election, template: str) -> tuple[int, Work]:
    """One transaction for each entry, under the lock on the log's head."""
    entries = [
        NewEntry(
            "ballot", fresh_ballot(template), {"credential": fresh(32), "signature": fresh(64)}
        )
        for _ in range(ONE_BY_ONE)
    ]

    def work() -> None:
        for entry in entries:
            with transaction.atomic():
                board_append(log=log_locked(election.slug), entries=[entry])

    return ONE_BY_ONE, work


def in_batches(election: Election, template: str) -> tuple[int, Work]:
    """The sequencer with everything it does: parts, states of ballots, entries, tree."""
    ballots = [fresh_ballot(template) for _ in range(IN_BATCHES)]
    Submission.objects.bulk_create(
        Submission(
            election=election,
            kind=SubmissionKind.BALLOT,
            ballot_hash=ballot_hash(ballot),
            credential=fresh(32),
            signature=fresh(64),
            ballot=ballot,
            companion=ballot,
            status=SubmissionStatus.ACCEPTED,
            parts=random_bytes(PARTS * PART_SIZE),
        )
        for ballot in ballots
    )

    def work() -> None:
        while ballots_sequence(election_id=election.pk):
            pass

    return IN_BATCHES, work


def fresh(size: int) -> str:
    return random_bytes(size).hex()


def fresh_ballot(template: str) -> bytes:
    place = template.index('"salt":"') + len('"salt":"')
    return f"{template[:place]}{fresh(32)}{template[place + 64 :]}".encode()


if __name__ == "__main__":
    sys.exit(main())
