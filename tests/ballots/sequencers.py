"""A process of its own that works the inbox, so that tests can race it and crash it.

Usage: python -m tests.ballots.sequencers ACT ELECTION, with the settings in the environment.
"""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Event, Thread
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  needs the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from ballots import services  # noqa: E402
from ballots.models import BallotPart, Submission  # noqa: E402
from ballots.reader import read_ballot  # noqa: E402
from ballots.selectors import submission_receipt  # noqa: E402
from ballots.services import sequencing  # noqa: E402
from board.errors import NotSignedYetError  # noqa: E402
from board.keys import signer_of  # noqa: E402
from board.models import Entry  # noqa: E402
from board.selectors import log_get  # noqa: E402
from crypto.canonical_json import encode  # noqa: E402
from crypto.entries import decode_entry  # noqa: E402
from crypto.notes import decode_tlog_proof  # noqa: E402
from tests.elections import open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.contexts import election_context  # noqa: E402
from voting.errors import NotFoundError  # noqa: E402
from voting.models import CredentialChange  # noqa: E402
from voting.selectors import election_get  # noqa: E402
from voting.services import code_make, election_close, lifecycle, roll_change  # noqa: E402

THREADS = 8
VOTERS = 8
PATIENCE_SECONDS = 60


def create(_election: str) -> None:
    """Make an election and locked ballots, which nobody has sent yet; print the election."""
    call_command("migrate", verbosity=0)
    built = open_election(voters=VOTERS)
    ballots = [lock(built, voter, [[1, 0, 0]]) for voter in range(1, VOTERS + 1)]
    _file().write_bytes(b"\n".join(encode(ballot.cast_body()) for ballot in ballots))
    print(built.election.slug)  # noqa: T201  read by the parent


def deliver(election_id: str) -> list[Submission]:
    """Send every ballot, as each of many browsers does that all hold the same ones."""
    election = election_get(election_id)
    context = election_context(election)
    return [
        services.submission_receive(election=election, envelope=read_ballot(body, context))
        for body in _file().read_bytes().splitlines()
    ]


def deliver_checked(election_id: str) -> list[Submission]:
    """Send every ballot and check its proofs."""
    received = deliver(election_id)
    for submission in received:
        services.submission_verify(submission_id=submission.pk)
    return received


def race(election_id: str) -> None:
    """Send every ballot and do every task in several threads that start together."""
    receipts = set()

    def work(number: int) -> None:
        received = deliver(election_id)
        for submission in received[number:] + received[:number]:
            services.submission_verify(submission_id=submission.pk)
            services.ballots_sequence(election_id=submission.election_id)
        receipts.update(map(_receipt, received))

    together([partial(work, number) for number in range(THREADS)])
    print(json.dumps(sorted(receipts)))  # noqa: T201  read by the parent


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


def _receipt(submission: Submission) -> tuple[str, int]:
    """What a voter holds afterwards: which ballot stands where. The proof is checked."""
    receipt = decode_tlog_proof(_receipt_text(submission))
    receipt.verify(signer_of(log_get(str(submission.election_id))).verifier())
    return decode_entry(receipt.entry).payload_hash, receipt.index


def _receipt_text(submission: Submission) -> str:
    """Ask again while whoever recorded the ballot is still publishing it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        submission.refresh_from_db()
        try:
            return submission_receipt(submission)
        except (NotFoundError, NotSignedYetError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _file() -> Path:
    return Path(settings.TABELLA_VAR) / "ballots"


def hold_the_turn(election_id: str) -> None:
    """Take the turn, say so, and go on recording once told to."""
    election = election_get(election_id)
    sequence = services.sequencing.ballots_sequence

    def wait(*, election_id: UUID) -> int:
        print("held", flush=True)  # noqa: T201  read by the parent
        sys.stdin.readline()
        return sequence(election_id=election_id)

    services.submission_verify(submission_id=deliver(election_id)[0].pk)
    services.sequencing.ballots_sequence = wait
    services.ballots_record(election_id=election.pk)


def find_the_turn_taken(election_id: str) -> None:
    """Check all other ballots, and leave them to whoever has the turn; say how many were left."""
    deliver_checked(election_id)
    recorded = services.ballots_record(election_id=election_get(election_id).pk)
    print(recorded)  # noqa: T201  read by the parent


def promise_race(election_id: str) -> None:
    """Ask for the promises of half of the ballots at once; of the others while voting closes."""
    hashes = [submission.ballot_hash for submission in deliver_checked(election_id)]
    election, notes, is_begun = election_get(election_id), defaultdict(set), Event()

    def ask(ballots: list[str]) -> None:
        for ballot_hash in ballots:
            notes[ballot_hash].add(
                services.promise_give(election=election, ballot_hash=ballot_hash)
            )
            is_begun.set()

    def close_meanwhile() -> None:
        is_begun.wait()
        election_close(election=election)

    first, second = hashes[: VOTERS // 2], hashes[VOTERS // 2 :]
    together([partial(ask, first)] * THREADS)
    at_once = [len(notes[ballot] - {""}) for ballot in first]
    is_begun.clear()
    together([partial(ask, second)] * THREADS + [close_meanwhile])
    promised = sorted(ballot for ballot, given in notes.items() if given - {""})
    print(json.dumps({"at_once": at_once, "promised": promised}))  # noqa: T201  read by the parent


def code_race(election_id: str) -> None:
    """Record everything in several threads while half of the voters get new codes, one by one.

    One of their ballots was promised. Prints what became of each ballot beside the entry that
    replaced its code, if one did.
    """
    received = deliver_checked(election_id)
    election = election_get(election_id)
    services.promise_give(election=election, ballot_hash=received[0].ballot_hash)

    def work() -> None:
        for _ in received:
            services.ballots_sequence(election_id=election.pk)

    def replace() -> None:
        for voter in range(1, VOTERS // 2 + 1):
            credential = code_make(election=election).credential
            roll_change(election=election, changes={voter: credential}, reason="a race")

    together([replace, *[work] * THREADS])
    changed = dict(CredentialChange.objects.values_list("old", "entry_index"))
    rows = Submission.objects.values_list("credential", "status", "reason", "entry_index")
    told = [(status, reason, place, changed.get(old)) for old, status, reason, place in rows]
    kept = received[0]
    kept.refresh_from_db()
    print(json.dumps({"ballots": told, "promised": kept.status}))  # noqa: T201  read by the parent


def crash_while_promising(election_id: str) -> None:
    """Die between the parts of a promised ballot and the promise."""
    election = election_get(election_id)
    first = deliver(election_id)[0]
    services.submission_verify(submission_id=first.pk)
    services.promises.promise_sign = lambda **_: os._exit(9)
    services.promise_give(election=election, ballot_hash=first.ballot_hash)


def crash_while_closing(election_id: str) -> None:
    """Die between the promised ballots and the entry `close`."""
    election = election_get(election_id)
    first = deliver(election_id)[0]
    services.submission_verify(submission_id=first.pk)
    services.promise_give(election=election, ballot_hash=first.ballot_hash)
    lifecycle.record_append = lambda **_: os._exit(9)
    election_close(election=election)


def close(election_id: str) -> None:
    election_close(election=election_get(election_id))


def crash_while_writing(election_id: str) -> None:
    """Die between the entries and the rows that say where they are."""
    deliver_checked(election_id)
    sequencing.rows_update = lambda *_: os._exit(9)
    services.ballots_sequence(election_id=election_get(election_id).pk)


def report(election_id: str) -> None:
    election = election_get(election_id)
    log = election.log
    entries = Entry.objects.filter(log=log, kind="ballot").select_related("payload")
    places = dict(Submission.objects.values_list("ballot_hash", "entry_index"))
    on_record = {bytes(entry.payload.sha256).hex(): entry.index for entry in entries}
    indexes = list(log.entries.order_by("index").values_list("index", flat=True))
    facts = {
        "entries": entries.count(),
        "is_each_row_right": {b: i for b, i in places.items() if i is not None} == on_record,
        "is_without_gaps": indexes == list(range(log.size)),
        "ballots": sorted(on_record),
        "checkpoints": log.checkpoints.count(),
        "promises": Submission.objects.exclude(promise="").count(),
        "parts": BallotPart.objects.count(),
        "state": election.state,
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {
    act.__name__: act
    for act in (
        *(create, race, hold_the_turn, find_the_turn_taken, promise_race, close, report),
        code_race,
        *(crash_while_writing, crash_while_promising, crash_while_closing),
    )
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
