"""No key holder unlocks totals of a record that the verifier refuses for what comes before."""

import json
import subprocess
from pathlib import Path

import pytest

from crypto import record_format
from tests.js.node import NODE
from tests.simulator import ELECTION_ID, Simulation
from tests.verifier.defects import DEFECTS, spoil

WORKER = Path(__file__).parent / "record-verdicts.js"

LEFT_TO_THE_VERIFIER = {
    "C01.3", "C02.2", "C02.3",  # the container of a downloaded record
    "C03.3",  # signatures of keys nobody asked for
    "C03.9",  # too few witnesses: not yet, rather than never
    "C04.5", "C04.7",  # shares before the result, and times
    "C06.2",  # a style without questions, of a voter who casts nothing
    "C07.8", "C07.10", "C08.6",  # numbers, ids and tests that stand twice
}  # fmt: skip
"""And all of C11 and C12, which are about what comes after the totals."""


def verdicts(records):
    """What the worker makes of each record."""
    lines = [json.dumps(_asked(record)) for record in records]
    done = subprocess.run(
        [NODE, str(WORKER)], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    return done.stdout.split("\n")[:-1]


def _asked(record):
    note = record.members.get(record_format.CHECKPOINT)
    return {
        "checkpoint": record.checkpoint() if note is None else note.decode(errors="replace"),
        "election": ELECTION_ID,
        "lines": [[_text(line.entry()), _text(line.payload)] for line in record.lines],
    }


def _text(data):
    return data.decode(errors="replace")


def _is_for_key_holders(name):
    return any(
        not sentence.startswith(("C11.", "C12.")) and sentence not in LEFT_TO_THE_VERIFIER
        for sentence in DEFECTS[name].sentences
    )


@pytest.mark.long
def test_every_defect_before_the_count_is_refused():
    made = {name: spoil(name, Simulation.honest()) for name in DEFECTS}
    records = {name: record for name, record in made.items() if isinstance(record, Simulation)}
    found = dict(zip(records, verdicts(records.values()), strict=True))
    assert set(found.values()) == {"accepted", "refused", "bad_entry", "no totals"}
    assert {
        name
        for name, verdict in found.items()
        if _is_for_key_holders(name) and verdict not in {"refused", "bad_entry"}
    } == set()
