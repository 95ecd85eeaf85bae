"""One bit of what witnesses signed is changed, and the check names the row."""

import random  # noqa: TID251  where a bit is flipped need not be secret, and has to be repeatable

import pytest

from board.fsck.log import logs_check
from board.models import Cosignature, WitnessPolicy
from crypto import canonical_json
from crypto.cosignatures import CosignatureSigner
from crypto.notes import split_note
from crypto.witness_policy import Witnesses
from tests.board.documents import ballot
from tests.board.flips import UnstorableError, changed, flipped

WITNESSES = [CosignatureSigner(f"w{number}.example", bytes([number]) * 32) for number in (1, 2)]
KEYS = tuple(witness.verifier().text() for witness in WITNESSES)
FLIPS = 4


@pytest.fixture
def cosigned(log, write):
    """A log whose checkpoints two witnesses have signed."""
    write(log, ballot(0))
    write(log, ballot(1), ballot(2))
    for checkpoint in log.checkpoints.all():
        text, _ = split_note(checkpoint.note)
        for number, witness in enumerate(WITNESSES):
            Cosignature.objects.create(
                log=log,
                size=checkpoint.size,
                witness=KEYS[number],
                line=witness.cosign(text, 1_790_000_000 + number),
                time=1_790_000_000 + number,
            )
    document = canonical_json.encode(Witnesses(KEYS, 2, "wait").document())
    WitnessPolicy.objects.create(log=log, document=document)
    return log


def faults():
    found = []
    logs_check(told=found.append, progress=lambda *_: None)
    return found


def spoiled(table, row, column, chance):
    """What is found when a bit of the column is changed; None where it cannot be stored."""
    value = getattr(row, column)
    bits = 53 if isinstance(value, int) else 8 * len(value)
    try:
        with changed(table, row.pk, column, flipped(value, chance.randrange(bits))):
            return [(fault.table, fault.index) for fault in faults()]
    except UnstorableError:
        return None


def test_sound_cosignatures_have_no_faults(cosigned):
    assert faults() == []


@pytest.mark.parametrize("column", ["size", "witness", "line", "time"])
def test_a_flipped_bit_of_a_cosignature_names_its_row(cosigned, column):
    chance, done = random.Random(column), 0  # noqa: S311
    rows = list(Cosignature.objects.order_by("pk"))
    for _ in range(20 * FLIPS):
        row = chance.choice(rows)
        found = spoiled("board_cosignature", row, column, chance)
        if found is None:
            continue
        ((table, index),) = found
        assert (table, index.rpartition("/")[2]) == ("board_cosignature", str(row.pk))
        done += 1
        if done == FLIPS:
            return
    assert done


def test_a_flipped_bit_of_a_policy_is_named_where_it_says_nothing_any_more(cosigned):
    row = WitnessPolicy.objects.get()
    data = bytes(row.document)
    for place in range(0, len(data), 7):
        torn = data[:place] + b"\xff" + data[place + 1 :]
        with changed("board_witnesspolicy", row.pk, "document", torn):
            assert [(fault.table, fault.column) for fault in faults()] == [
                ("board_witnesspolicy", "document")
            ]
