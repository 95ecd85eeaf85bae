"""B1: an operator that shows two histories, with witnesses that are honest, deaf or bought."""

import json
from itertools import product

import pytest

from crypto.cosignatures import CosignatureSigner, CosignatureVerifier, has_cosigned
from crypto.evidence import decode_evidence
from crypto.witness_policy import Witnesses
from tests.witness.logs import body, log_of
from witness.answers import Witness
from witness.memory import Memory

TRUE = log_of(8)
FALSE = TRUE.fork(3)
COUNT = 3


@pytest.fixture
def watch(tmp_path):
    """Start honest witnesses that know the log."""

    def start(number):
        signer = CosignatureSigner(f"witness{number}.example", bytes([number]) * 32)
        memory = Memory.create(tmp_path / f"{number}.sqlite3", signer.verifier().text())
        with memory.deciding() as records:
            records.add_log(TRUE.key, None)
        return Witness(signer, memory, lambda: 1_790_000_000)

    return start


def keys():
    signers = [CosignatureSigner(f"witness{n}.example", bytes([n]) * 32) for n in range(COUNT)]
    return tuple(signer.verifier().text() for signer in signers)


def cosigned(witnesses, history):
    """The history's checkpoint with every cosignature the operator can get for it."""
    note = history.note()
    for witness in witnesses:
        answer = witness.add_checkpoint(history.body(0))
        if answer.status == 409:
            answer = witness.add_checkpoint(history.body(int(answer.body)))
        note += answer.body.decode() if answer.status == 200 else ""
    return note


@pytest.mark.parametrize("order", list(product([0, 1], repeat=COUNT)))
def test_two_histories_never_both_find_their_quorum(watch, order):
    """Each witness hears the two histories in an order the operator chooses."""
    witnesses = [watch(number) for number in range(COUNT)]
    notes = {TRUE.root(): TRUE.note(), FALSE.root(): FALSE.note()}
    for witness, is_swapped in zip(witnesses, order, strict=True):
        for history in (FALSE, TRUE) if is_swapped else (TRUE, FALSE):
            added = cosigned([witness], history).removeprefix(history.note())
            notes[history.root()] += added
    counts = sorted(Witnesses(keys(), 2).signed(note) for note in notes.values())
    assert sum(counts) == COUNT
    assert counts[0] < 2


def test_every_witness_that_heard_both_holds_the_proof(watch):
    witness = watch(0)
    cosigned([witness], TRUE)
    assert not has_cosigned(cosigned([witness], FALSE), _verifier(witness))
    (kept,) = _evidence(witness)
    kept.verify()
    assert kept.kind == "fork"
    assert {kept.first, kept.second} == {TRUE.note(), FALSE.note()}


def test_a_longer_false_history_needs_a_proof_that_does_not_exist(watch):
    witness = watch(0)
    witness.add_checkpoint(TRUE.body(0, 5))
    for proof in (FALSE.proof(5), TRUE.proof(5), []):
        assert witness.add_checkpoint(body(5, proof, FALSE.note())).status == 422


def test_one_cosignature_counts_once_under_whatever_names(watch):
    line = watch(0).add_checkpoint(TRUE.body(0)).body.decode()
    assert Witnesses(keys(), 2).signed(TRUE.note() + line * 3) == 1


def _verifier(witness):
    return CosignatureVerifier.parse(witness.key().body.decode().strip())


def _evidence(witness):
    listed = json.loads(witness.evidence().body)
    return [decode_evidence(witness.evidence_document(item["digest"]).body) for item in listed]
