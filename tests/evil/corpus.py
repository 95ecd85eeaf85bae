"""All evil boards, and the honest ones beside them, made again the same from one seed."""

import random  # noqa: TID251  the same bytes have to come in every run; nothing secret is made
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from crypto import entropy
from crypto.payloads import CancelPayload
from tests.evil.honest import HONEST
from tests.simulated_rolls import changed_election
from tests.simulator import ELECTION_ID, ORDINARY, Plan, Simulation
from tests.verifier.defects import DEFECTS, Tampered, spoil, witnessed

SEED = "evil boards, version 1"

GROUPS = {
    "record": ("The file", "whoever hands a record on"),
    "board": ("The log", "the server, with the log's key"),
    "states": ("The order of events", "the server, with the log's key"),
    "ceremony": ("Keys and voter list", "the server, and a key holder where one has to sign"),
    "rolls": ("Changes of the voter list", "the server, with the log's key and codes it made"),
    "ballots": ("Ballots and test ballots", "the server, and a voter with one voter code"),
    "count": ("Count and result", "the server, with all key holders but those who stay honest"),
    "lies": ("What key holders say", "one key holder, well signed"),
}
"""Title of each group, and who can make its boards, by the module that makes them."""


@dataclass(frozen=True, slots=True)
class Board:
    """A record on its way to the checkers.

    Attributes:
        name: its defect in words; of an honest one what is special about it.
        group: one of GROUPS, or "honest".
        expected: numbers of the sentences that must fail; none of an honest one.
        record: the bytes of the file.
        kept_note: a checkpoint that an observer kept, if the defect shows only beside one.
    """

    name: str
    group: str
    expected: frozenset[str]
    record: bytes
    kept_note: str | None = None


def boards(names: frozenset[str] = frozenset()) -> Iterator[Board]:
    """Yield the honest boards and then the evil ones, or only those named."""
    with seeded(SEED):
        election = Simulation.honest()
    for name, plan in HONEST.items():
        if not names or name in names:
            yield Board(name, "honest", frozenset(), _honest(name, plan, election))
    for name, defect in DEFECTS.items():
        if names and name not in names:
            continue
        with seeded(f"{SEED}: {name}"):
            made = spoil(name, election.copy())
            tampered = made if isinstance(made, Tampered) else Tampered(made.record())
        group = defect.make.__module__.rpartition(".")[2]
        yield Board(name, group, defect.sentences, tampered.record, tampered.kept_note)


def _honest(name: str, plan: Plan | None, election: Simulation) -> bytes:
    if plan is ORDINARY:
        return election.record()
    with seeded(f"{SEED}: {name}"):
        if plan is not None:
            return Simulation.honest(plan).record()
        return SPECIAL[name](election.copy()).record()


def _witnessed(_: Simulation) -> Simulation:
    simulation = witnessed()
    simulation.turn("open")
    for vote in simulation.plan.votes:
        simulation.cast(vote)
    simulation.turn("close")
    simulation.count()
    return simulation


def _called_off(simulation: Simulation) -> Simulation:
    simulation.lines = simulation.lines[: simulation.index("close")]
    simulation.add("cancel", CancelPayload(ELECTION_ID, simulation.tick(), "rain").encode())
    return simulation


def _changed(_: Simulation) -> Simulation:
    return changed_election()


SPECIAL = {
    "called_off_after_some_ballots": _called_off,
    "new_codes_and_voters_taken_off": _changed,
    "signed_by_two_witnesses": _witnessed,
}


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Draw the same numbers every time, in this block alone; nothing in the product can do this."""
    source = random.Random(seed)  # noqa: S311
    with (
        mock.patch.object(entropy.secrets, "token_bytes", source.randbytes),
        mock.patch.object(entropy.secrets, "randbelow", source.randrange),
        mock.patch.object(entropy.secrets, "randbits", source.getrandbits),
    ):
        yield
