"""A process of its own that works the inbox, so that tests can race it and crash it.

Usage: python -m tests.ballots.sequencers ACT ELECTION, with the settings in the environment.
"""

import json
import os
import sys
from collections.abc import Callable
from threading import Barrier, Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402

from ballots import services  # noqa: E402
from ballots.models import Submission  # noqa: E402
from ballots.reader import read_ballot  # noqa: E402
from board.models import Entry  # noqa: E402
from crypto.canonical_json import encode  # noqa: E402
from tests.elections import open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.contexts import election_context  # noqa: E402
from voting.selectors import election_get  # noqa: E402

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
    election, barrier, faults = election_get(election_id), Barrier(THREADS), []
    ids = list(Submission.objects.order_by("pk").values_list("pk", flat=True))

    def run() -> None:
        barrier.wait()
        try:
            for submission_id in ids:
                services.submission_verify(submission_id=submission_id)
                services.ballots_sequence(election_id=election.pk)
        except Exception as error:  # noqa: BLE001  told to the parent below
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit("\n".join(faults))


def crash_while_writing(election_id: str) -> None:
    """Die between the entries and the rows that say where they are."""
    for submission_id in Submission.objects.values_list("pk", flat=True):
        services.submission_verify(submission_id=submission_id)
    services.Submission.objects.bulk_update = lambda *_: os._exit(9)
    services.ballots_sequence(election_id=election_get(election_id).pk)


def report(election_id: str) -> None:
    entries = Entry.objects.filter(log=election_get(election_id).log, kind="ballot")
    places = dict(Submission.objects.values_list("ballot_hash", "entry_index"))
    on_record = {bytes(entry.payload.sha256).hex(): entry.index for entry in entries}
    facts = {"entries": entries.count(), "is_each_row_right": places == on_record}
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {
    act.__name__: act for act in (create, race, crash_while_writing, report)
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
