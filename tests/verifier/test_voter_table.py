"""The roll on disk is the roll in memory."""

from itertools import pairwise

import pytest

from crypto.payloads import RollEntry
from crypto.roll_change import Change, RollChangePayload
from crypto.voter_roll import VoterRoll
from tests.simulated_plan import START
from tests.simulator import ELECTION_ID
from verifier.voters import VoterTable

KEYS = [bytes([number]) * 32 for number in range(1, 8)]
VOTERS = [RollEntry(key, 1 + place % 2, 1 + place) for place, key in enumerate(KEYS[:4])]


@pytest.fixture
def table():
    held = VoterTable()
    for voter in VOTERS:
        held[voter.credential.hex()] = voter
    return held


def test_a_table_gives_back_what_was_put_in(table):
    assert dict(table) == {voter.credential.hex(): voter for voter in VOTERS}
    assert all(earlier < later for earlier, later in pairwise(table))
    assert table.get(KEYS[6].hex()) is None
    assert KEYS[6].hex() not in table


def test_a_voter_can_be_replaced_and_taken_out(table):
    key = KEYS[0].hex()
    table[key] = RollEntry(KEYS[0], 3, 9)
    assert table[key].weight == 9
    assert len(table) == 4
    del table[key]
    assert key not in table
    with pytest.raises(KeyError):
        del table[key]
    with pytest.raises(KeyError):
        table[key]


def test_changes_come_to_the_same_on_disk_and_in_memory():
    changes = (Change(KEYS[0].hex(), KEYS[4].hex()), Change(KEYS[1].hex(), ""))
    payload = RollChangePayload(ELECTION_ID, START, changes, "letters were lost")
    rolls = VoterRoll(VOTERS), VoterRoll(VOTERS, VoterTable())
    found = []
    for roll in rolls:
        assert roll.change(7, payload) == []
        assert len(roll.change(8, payload)) == 3
        standing = [(roll.entry(key.hex()), roll.holds(key.hex(), 9)) for key in KEYS]
        found.append((roll.size, roll.reissued, roll.revoked, standing))
    assert found[0] == found[1]
