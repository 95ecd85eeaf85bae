"""A process of its own that works the inbox, so that tests can race it and crash it.

Usage: python -m tests.ballots.sequencers ACT ELECTION, with the settings in the environment.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from threading import Barrier, Event, Thread
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402

from ballots import services  # noqa: E402
from ballots.models import BallotPart, Submission  # noqa: E402
from ballots.reader import read_ballot  # noqa: E402
from ballots.services import sequencing  # noqa: E402
from board.models import Entry  # noqa: E402
from crypto.canonical_json import encode  # noqa: E402
from tests.elections import open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.contexts import election_context  # noqa: E402
from voting.selectors import election_get  # noqa: E402
from voting.services import election_close, lifecycle  # noqa: E402

THREADS = 2
VOTERS = 8


def create(_election: str) -> None:
    """Fill an inbox; print the election."""
    call_command("migrate", verbosity=0)
    built = open_election(voters=VOTERS)
    context = election_context(built.election)
    for voter in range(1, VOTERS + 1):
        body = encode(lock(built, voter, [[1, 0, 0]]).cast_body())
        services.submission_receive(election=built.election, envelope=read_ballot(body, context))
    print(built.election.slug)  # noqa: T201  read by the parent


def race(election_id: str) -> None:
    """Do every task of the inbox in several threads that start together."""
    election = election_get(election_id)
    ids = list(Submission.objects.order_by("pk").values_list("pk", flat=True))

    def work() -> None:
        for submission_id in ids:
            services.submission_verify(submission_id=submission_id)
            services.ballots_record(election_id=election.pk)

    together([work] * THREADS)


def together(acts: list[Callable[[], None]]) -> None:
    """Do several things in threads that start together; end with the faults there were."""
    barrier, faults = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  told to the parent below
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit("\n".join(faults))


def hold_the_turn(election_id: str) -> None:
    """Take the turn, say so, and go on recording once told to."""
    election = election_get(election_id)
    sequence = services.sequencing.ballots_sequence

    def wait(*, election_id: UUID) -> int:
        print("held", flush=True)  # noqa: T201  read by the parent
        sys.stdin.readline()
        return sequence(election_id=election_id)

    first = Submission.objects.order_by("pk").first()
    services.submission_verify(submission_id=first.pk)
    services.sequencing.ballots_sequence = wait
    services.ballots_record(election_id=election.pk)


def find_the_turn_taken(election_id: str) -> None:
    """Check all other ballots, and leave them to whoever has the turn; say how many were left."""
    for submission_id in Submission.objects.values_list("pk", flat=True):
        services.submission_verify(submission_id=submission_id)
    recorded = services.ballots_record(election_id=election_get(election_id).pk)
    print(recorded)  # noqa: T201  read by the parent


def promise_race(election_id: str) -> None:
    """Ask for each ballot's promise in several threads, then close in the midst of it."""
    election, notes, is_begun = election_get(election_id), defaultdict(set), Event()
    for submission_id in Submission.objects.values_list("pk", flat=True):
        services.submission_verify(submission_id=submission_id)
    hashes = list(Submission.objects.order_by("pk").values_list("ballot_hash", flat=True))

    def ask() -> None:
        for ballot_hash in hashes:
            asked = services.promise_give(election=election, ballot_hash=ballot_hash)
            notes[ballot_hash].add(asked.promise)
            is_begun.set()

    def close_meanwhile() -> None:
        is_begun.wait()
        election_close(election=election)

    together([ask] * THREADS + [close_meanwhile])
    told = {ballot: sorted(given - {""}) for ballot, given in notes.items()}
    print(json.dumps(told))  # noqa: T201  read by the parent


def crash_while_promising(election_id: str) -> None:
    """Die between the parts of a promised ballot and the promise."""
    election = election_get(election_id)
    first = Submission.objects.order_by("pk").first()
    services.submission_verify(submission_id=first.pk)
    services.promises.promise_sign = lambda **_: os._exit(9)
    services.promise_give(election=election, ballot_hash=first.ballot_hash)


def crash_while_closing(election_id: str) -> None:
    """Die between the promised ballots and the entry `close`."""
    election = election_get(election_id)
    first = Submission.objects.order_by("pk").first()
    services.submission_verify(submission_id=first.pk)
    services.promise_give(election=election, ballot_hash=first.ballot_hash)
    lifecycle.record_append = lambda **_: os._exit(9)
    election_close(election=election)


def close(election_id: str) -> None:
    election_close(election=election_get(election_id))


def crash_while_writing(election_id: str) -> None:
    """Die between the entries and the rows that say where they are."""
    for submission_id in Submission.objects.values_list("pk", flat=True):
        services.submission_verify(submission_id=submission_id)
    sequencing.rows_update = lambda *_: os._exit(9)
    services.ballots_sequence(election_id=election_get(election_id).pk)


def report(election_id: str) -> None:
    election = election_get(election_id)
    entries = Entry.objects.filter(log=election.log, kind="ballot")
    places = dict(Submission.objects.values_list("ballot_hash", "entry_index"))
    on_record = {bytes(entry.payload.sha256).hex(): entry.index for entry in entries}
    written = {ballot: index for ballot, index in places.items() if index is not None}
    facts = {
        "entries": entries.count(),
        "is_each_row_right": written == on_record,
        "ballots": sorted(on_record),
        "checkpoints": election.log.checkpoints.count(),
        "promises": Submission.objects.exclude(promise="").count(),
        "parts": BallotPart.objects.count(),
        "state": election.state,
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {
    act.__name__: act
    for act in (
        *(create, race, hold_the_turn, find_the_turn_taken, promise_race, close, report),
        *(crash_while_writing, crash_while_promising, crash_while_closing),
    )
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
