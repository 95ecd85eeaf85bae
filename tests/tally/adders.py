"""A process of its own that adds up, so that tests can race it and crash it.

Usage: python -m tests.tally.adders ACT ELECTION, with the settings in the environment.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from board.selectors import log_locked  # noqa: E402
from board.services import NewEntry, board_append  # noqa: E402
from crypto.ballot import decode_ballot  # noqa: E402
from crypto.tally import aggregate  # noqa: E402
from tally import chunks, selectors, services  # noqa: E402
from tally.chunks import ChunkKey, chunk_add_up, chunks_ahead  # noqa: E402
from tally.grids import totals_text  # noqa: E402
from tests.elections import open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.contexts import election_context  # noqa: E402
from voting.selectors import election_get  # noqa: E402
from voting.services import election_close  # noqa: E402

VOTERS = 6
ROUNDS = 5
chunks.CHUNK = 4


def create(_election: str) -> None:
    """Make an election in which everybody has voted several times; print it."""
    call_command("migrate", verbosity=0)
    built = open_election(voters=VOTERS)
    with transaction.atomic():
        for turn in range(ROUNDS):
            entries = [
                NewEntry(
                    "ballot",
                    lock(built, voter, [[int(turn == option) for option in range(3)]]).data,
                    {"credential": built.credential(voter).hex(), "signature": "00" * 64},
                )
                for voter in range(1, VOTERS + 1 - turn)
            ]
            board_append(log=log_locked(built.election.slug), entries=entries)
    print(built.election.slug)  # noqa: T201  read by the parent


def ahead(election_id: str) -> None:
    """Tick and work while voting is open, as often as there is something."""
    for _ in range(ROUNDS):
        _work(election_id, chunks_ahead(election_id=UUID(election_id)))


def finish(election_id: str) -> None:
    """Tick and work on every chunk there is, whoever has it, until the totals are there."""
    key = UUID(election_id)
    election_close(election=election_get(key))
    while not services.tally_finish(election_id=key):
        services.count_start(election_id=key)
        _work(election_id, list(_chunks(election_id).values_list("number", flat=True)))


def die_before_storing(election_id: str) -> None:
    """Make a product and die with it."""
    chunks.totals_text = lambda *_: os._exit(9)
    ahead(election_id)


def die_while_settling(election_id: str) -> None:
    """Die between the entry that says what counts and the chunks that follow it."""
    chunks.rows_update = lambda *_: os._exit(9)
    finish(election_id)


def lose(election_id: str) -> None:
    """Let time pass: whoever had chunks is gone."""
    long_ago = timezone.now() - chunks.LOST_AFTER - timedelta(seconds=1)
    _chunks(election_id).exclude(given_out_at=None).update(given_out_at=long_ago)


def report(election_id: str) -> None:
    election = election_get(election_id)
    context, counted = election_context(election), selectors.counted_by_rule(election)
    ballots = selectors.ballots_at(election, counted)
    rule = aggregate(context, [(decode_ballot(ballots[at], context), 1) for at in counted])
    has_tally = selectors.has_entry(election, "tally")
    on_record = "" if not has_tally else _text(selectors.totals(election).tally, context)
    facts = {
        "is_right": on_record == totals_text(rule, context.group),
        "made": _chunks(election_id).exclude(totals="").count(),
        "chunks": _chunks(election_id).count(),
        "state": election.state,
        "tallies": election.log.entries.filter(kind="tally").count(),
    }
    print(json.dumps(facts))  # noqa: T201  read by the parent


def _text(tally, context):
    return totals_text(tally, context.group)


def _work(election_id: str, numbers: list[int]) -> None:
    for number in numbers:
        chunk_add_up(key=ChunkKey(UUID(election_id), number))


def _chunks(election_id: str):
    return election_get(election_id).chunks


ACTS: dict[str, Callable[[str], None]] = {
    act.__name__: act
    for act in (create, ahead, finish, die_before_storing, die_while_settling, lose, report)
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](sys.argv[2])
