"""However a ballot or a record is mangled, both checkers say the same of it."""

import json
from pathlib import Path

import gmpy2
import pytest

from crypto.ballot import decode_ballot, verify_ballot
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.group import Element
from tests.js.checker import running_checker
from tests.js.mutants import Dice, mutated_ballot, mutated_record
from tests.simulator import DEMONSTRATION, Simulation

GOLDEN = json.loads((Path(__file__).parent.parent / "vectors" / "golden-v1.json").read_text())
ELECTION = GOLDEN["elections"][0]
BALLOTS = [ballot["data"].encode() for ballot in ELECTION["ballots"]]
CONTEXT = ElectionContext.build(
    ELECTION["manifest"].encode(), Element(gmpy2.mpz(ELECTION["joint_key"], 16))
)
SETUP = {"manifest": ELECTION["manifest"], "jointKey": ELECTION["joint_key"]}
SEED = "tabella fuzz 1"


@pytest.fixture(scope="module")
def checker():
    with running_checker() as checker:
        yield checker


@pytest.fixture(scope="module")
def election():
    return Simulation.honest(DEMONSTRATION)


def is_refused(data: bytes) -> bool:
    try:
        verify_ballot(decode_ballot(data, CONTEXT), CONTEXT)
    except CryptoError:
        return True
    return False


def judge_ballots(checker, numbers):
    verdicts = set()
    for number in numbers:
        dice = Dice(f"{SEED} ballot {number}")
        data = mutated_ballot(dice.one_of(BALLOTS), dice)
        refused = checker.refuses_ballot(data, SETUP)
        assert refused == is_refused(data), (number, data)
        verdicts.add(refused)
    assert verdicts == {True, False}


def judge_records(checker, election, path, numbers):
    outcomes = set()
    for number in numbers:
        path.write_bytes(mutated_record(election, Dice(f"{SEED} record {number}")))
        ours, theirs = checker.both(path)
        # Where one thing is broken in several ways, the two may name another one of them first.
        for name in ("outcome", "status", "election", "result"):
            assert ours[name] == theirs[name], number
        outcomes.add(ours["outcome"])
    assert {"failed", "incomplete", "unusable"} <= outcomes


def test_unchanged_ballots_are_taken_by_both(checker):
    assert not any(checker.refuses_ballot(data, SETUP) or is_refused(data) for data in BALLOTS)


def test_mangled_ballots(checker):
    judge_ballots(checker, range(200))


def test_mangled_records(checker, election, tmp_path):
    judge_records(checker, election, tmp_path / "record.zip", range(60))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(14))
def test_many_mangled_ballots(checker, part):
    judge_ballots(checker, numbers(200, 500, part))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(16))
def test_many_mangled_records(checker, election, tmp_path, part):
    judge_records(checker, election, tmp_path / "record.zip", numbers(60, 200, part))


def numbers(first: int, size: int, part: int) -> range:
    return range(first + part * size, first + (part + 1) * size)
