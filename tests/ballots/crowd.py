"""A process of its own with many writers, who all send the same ballots and do the same tasks.

Usage: python -m tests.ballots.crowd ACT ELECTION, with the settings in the environment.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import django

django.setup()

from django.conf import settings  # noqa: E402  needs the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from ballots import services  # noqa: E402
from ballots.models import Submission  # noqa: E402
from ballots.reader import read_ballot  # noqa: E402
from ballots.selectors import submission_receipt  # noqa: E402
from board.keys import signer_of  # noqa: E402
from board.models import Entry  # noqa: E402
from board.public_files import log_write_public  # noqa: E402
from board.selectors import log_get  # noqa: E402
from board.services import checkpoint_publish  # noqa: E402
from crypto.canonical_json import encode  # noqa: E402
from crypto.entries import decode_entry  # noqa: E402
from crypto.notes import decode_tlog_proof  # noqa: E402
from tests.elections import open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.contexts import election_context  # noqa: E402
from voting.selectors import election_get  # noqa: E402

THREADS = 8
VOTERS = 8


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


def race(election_id: str) -> None:
    """Send every ballot and do every task in several threads that start together."""
    barrier, faults, receipts = Barrier(THREADS), [], set()

    def run(number: int) -> None:
        barrier.wait()
        try:
            received = deliver(election_id)
            for submission in received[number:] + received[:number]:
                services.submission_verify(submission_id=submission.pk)
                services.ballots_sequence(election_id=submission.election_id)
            _publish(election_id)
            receipts.update(map(_receipt, received))
        except Exception as error:  # noqa: BLE001  told to the parent below
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit("\n".join(faults))
    print(json.dumps(sorted(receipts)))  # noqa: T201  read by the parent


def _publish(election_id: str) -> None:
    """Whoever wrote the newest entries may not have signed them yet."""
    checkpoint_publish(log=log_get(election_id))
    log_write_public(log=log_get(election_id))


def _receipt(submission: Submission) -> tuple[str, int]:
    """What a voter holds afterwards: which ballot stands where. The proof is checked."""
    submission.refresh_from_db()
    receipt = decode_tlog_proof(submission_receipt(submission))
    receipt.verify(signer_of(log_get(str(submission.election_id)).origin).verifier())
    return decode_entry(receipt.entry).payload_hash, receipt.index


def _file() -> Path:
    return Path(settings.TABELLA_VAR) / "ballots"


def report(election_id: str) -> None:
    log = election_get(election_id).log
    entries = Entry.objects.filter(log=log, kind="ballot").select_related("payload")
    places = dict(Submission.objects.values_list("ballot_hash", "entry_index"))
    on_record = {bytes(entry.payload.sha256).hex(): entry.index for entry in entries}
    indexes = list(log.entries.order_by("index").values_list("index", flat=True))
    facts = {
        "entries": entries.count(),
        "is_each_row_right": {b: i for b, i in places.items() if i is not None} == on_record,
        "is_without_gaps": indexes == list(range(log.size)),
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


ACTS: dict[str, Callable[[str], None]] = {act.__name__: act for act in (create, race, report)}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
