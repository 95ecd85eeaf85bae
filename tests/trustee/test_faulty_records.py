"""No key holder unlocks totals of a record that the verifier refuses for what comes before."""

import tempfile
from dataclasses import dataclass

import pytest

from crypto import record_format
from tests.js.test_same_records import LEFT_TO_THE_VERIFIER
from tests.simulator import ELECTION_ID, Simulation
from tests.verifier.defects import DEFECTS, spoil
from trustee.board import Board
from trustee.count import recount
from trustee.errors import NotYetError, RefusedError
from trustee.record import Record
from trustee.way import RawEntry


@dataclass
class Shown:
    """A record as a server shows it."""

    record: Simulation

    def checkpoint(self):
        note = self.record.members.get(record_format.CHECKPOINT)
        return self.record.checkpoint() if note is None else note.decode(errors="replace")

    def entries(self, start):
        lines = list(enumerate(self.record.lines))[start : start + 50]
        return [RawEntry(index, line.entry(), line.payload) for index, line in lines]


def unlock_up_to_the_totals(simulation):
    with tempfile.TemporaryFile() as spool:
        record = Record(ELECTION_ID, spool)
        record.read(Board(Shown(simulation), ELECTION_ID, None))
        if record.tally is None:
            raise NotYetError("no totals")
        recount(record, has_proofs_checked=True, show=lambda _done, _total: None)


def test_an_honest_record_is_accepted():
    unlock_up_to_the_totals(Simulation.honest())


def is_for_key_holders(defect):
    return any(
        not sentence.startswith(("C11.", "C12.")) and sentence not in LEFT_TO_THE_VERIFIER
        for sentence in DEFECTS[defect].sentences
    )


@pytest.mark.long
@pytest.mark.parametrize("defect", list(filter(is_for_key_holders, DEFECTS)))
def test_every_defect_before_the_count_is_refused(defect):
    made = spoil(defect, Simulation.honest())
    if isinstance(made, Simulation):
        with pytest.raises(RefusedError):
            unlock_up_to_the_totals(made)
