"""Waived drills as a key holder's program reads them on the record."""

import io
from dataclasses import replace

import pytest

from crypto.entries import decode_entry
from tests.simulator import ELECTION_ID, WAIVED, Simulation
from trustee.board import BoardEntry
from trustee.record import BadEntryError, Phase, Record


@pytest.fixture(scope="session")
def held():
    """Five trustees, two of whom are enough; numbers 2 and 5 were waived."""
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    return simulation


@pytest.fixture
def waived(held):
    return held.copy()


def followed(simulation):
    record = Record(ELECTION_ID, io.BytesIO())
    record.read(
        BoardEntry(i, decode_entry(line.entry()), line.payload)
        for i, line in enumerate(simulation.lines)
    )
    return record


def test_an_election_may_follow_when_all_have_passed_or_were_waived(waived):
    waived.freeze()
    record = followed(waived)
    assert record.phase is Phase.FROZEN
    assert (record.ceremony.waived, record.ceremony.drilled) == ({2, 5}, {1, 3, 4})


def test_a_waived_trustee_may_pass_a_drill_while_the_poll_is_open(waived):
    waived.freeze()
    waived.turn("open")
    waived.pass_drill(5)
    assert 5 in followed(waived).ceremony.drilled


def test_an_election_does_not_follow_while_one_is_left(waived):
    waived.edit("waiver", lambda document: document.update(trustees=[2]))
    waived.freeze()
    with pytest.raises(BadEntryError, match="not every key holder has proven its key"):
        followed(waived)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trustees": [1, 2, 5]}, "nothing is asked of trustee 1"),
        ({"trustees": [2, 5, 6]}, "there are only 5"),
        ({"trustees": [5, 2]}, "not ascending"),
        ({"attempt": 2}, "expected attempt 1, got 2"),
        ({"reason": ""}, "waiver.reason"),
    ],
)
def test_a_waiver_that_breaks_a_rule_is_refused(waived, changes, words):
    waived.edit("waiver", lambda document: document.update(changes))
    with pytest.raises(
        BadEntryError, match=rf"entry {waived.index('waiver')} \(waiver\): .*{words}"
    ):
        followed(waived)


def test_a_waiver_before_enough_have_passed_is_refused(waived):
    waived.drop("drill", -1)
    with pytest.raises(BadEntryError, match="expected 3 drills, got 2"):
        followed(waived)


@pytest.mark.parametrize("kind", ["share", "confirm"])
def test_a_waiver_in_another_round_is_refused(waived, kind):
    waived.insert_before(kind, waived.drop("waiver"))
    with pytest.raises(BadEntryError, match="waiver: not allowed, phase"):
        followed(waived)


def test_a_waiver_after_the_freeze_is_refused(waived):
    again = replace(waived.line("waiver"))
    waived.freeze()
    waived.lines.append(again)
    with pytest.raises(BadEntryError, match="not allowed here, where the election is frozen"):
        followed(waived)
