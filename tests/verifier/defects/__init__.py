"""Faulty election records, each named by its defect, with the sentences that must fail.

Every one is made by a server that holds all keys: it tampers, then hashes, signs and, where it
helps the lie, counts again. What it cannot make consistent is what the verifier finds.
"""

from tests.verifier.defects import ballots, board, ceremony, count, lies, record, rolls, states
from tests.verifier.defects.board import witnessed
from tests.verifier.defects.ceremony import stopped_by_complaint
from tests.verifier.defects.kit import DEFECTS, Defect, Tampered, all_members, rezip, spoil

__all__ = [
    "DEFECTS",
    "Defect",
    "Tampered",
    "all_members",
    "ballots",
    "board",
    "ceremony",
    "count",
    "lies",
    "record",
    "rezip",
    "rolls",
    "spoil",
    "states",
    "stopped_by_complaint",
    "witnessed",
]
