import sqlite3
from contextlib import closing

import pytest

from crypto.evidence import decode_evidence
from witness.errors import UnusableError
from witness.memory import Memory

from .conftest import SIGNER
from .logs import body


@pytest.fixture
def raw(witness, log, tmp_path):
    """The file as somebody opens it who has a few words of SQL."""
    witness.add_checkpoint(log.body(0, 5))
    witness.add_checkpoint(log.body(5, 8))
    witness.add_checkpoint(body(8, [], log.fork(2).note()))
    with closing(sqlite3.connect(tmp_path / "memory.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE witness SET key = 'another'",
        "UPDATE log SET key = 'another'",
        "DELETE FROM log",
        "UPDATE cosigned SET root = zeroblob(32)",
        "UPDATE cosigned SET size = size + 100",
        "UPDATE cosigned SET time = time - 1",
        "DELETE FROM cosigned",
        "INSERT INTO cosigned SELECT origin, 7, root, note, line, time FROM cosigned LIMIT 1",
        "INSERT INTO cosigned SELECT origin, 8, zeroblob(32), note, line, time FROM cosigned",
        "REPLACE INTO cosigned SELECT origin, 8, zeroblob(32), note, line, time FROM cosigned",
        "UPDATE evidence SET document = x'00'",
        "DELETE FROM evidence",
    ],
)
def test_what_was_given_out_is_never_taken_back(raw, statement):
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)


def test_nothing_of_a_failed_decision_is_stored(memory, log):
    def fail():
        with memory.deciding() as records:
            records.add_log(log.fork(0).key, None)

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    with memory.reading() as records:
        assert len(records.logs()) == 1


def test_a_missing_memory_is_not_made_anew(tmp_path):
    with pytest.raises(UnusableError, match="must not sign"):
        Memory(tmp_path / "none.sqlite3")


def test_a_memory_is_never_overwritten(memory, tmp_path):
    with pytest.raises(UnusableError, match="exists already"):
        Memory.create(tmp_path / "memory.sqlite3", SIGNER.verifier().text())


def test_a_repeated_refusal_is_kept_once(witness, memory, log):
    witness.add_checkpoint(log.body(0, 5))
    for proof in ([], [bytes(32)], [bytes(32)] * 2):
        witness.add_checkpoint(body(5, proof, log.note()))
    with memory.reading() as records:
        (kept,) = records.evidence()
        document = records.evidence_document(kept.digest)
    assert (kept.kind, kept.size, kept.is_explained) == ("unproven", 10, False)
    decode_evidence(document).verify()


def test_a_checkpoint_proved_later_is_explained(witness, memory, log):
    witness.add_checkpoint(log.body(0, 5))
    witness.add_checkpoint(body(5, [], log.note()))
    assert witness.add_checkpoint(log.body(5)).status == 200
    with memory.reading() as records:
        assert [kept.is_explained for kept in records.evidence()] == [True]


def test_two_unproven_histories_of_one_size_are_a_fork(witness, memory, log):
    witness.add_checkpoint(log.body(0, 5))
    witness.add_checkpoint(body(5, [], log.fork(2).note()))
    witness.add_checkpoint(body(5, [], log.fork(3).note()))
    with memory.reading() as records:
        kinds = [kept.kind for kept in records.evidence()]
        documents = [records.evidence_document(kept.digest) for kept in records.evidence()]
    assert kinds == ["unproven", "fork"]
    for document in documents:
        decode_evidence(document).verify()


def test_a_fork_of_an_older_size_is_found(witness, memory, log):
    witness.add_checkpoint(log.body(0, 5))
    witness.add_checkpoint(log.body(5))
    assert witness.add_checkpoint(log.fork(2).body(0, 5)).status == 409
    with memory.reading() as records:
        assert [kept.kind for kept in records.evidence()] == ["fork"]


def test_the_memory_tells_what_was_cosigned_last(witness, memory, log, clock):
    witness.add_checkpoint(log.body(0, 5))
    clock.now += 60
    witness.add_checkpoint(log.body(5, 5))
    with memory.reading() as records:
        newest = records.newest(log.origin)
    assert newest.time == clock.now
    assert SIGNER.verifier().verify(newest.note + newest.line) == clock.now
