"""The roll with its changes: who is on it at each entry, and whose ballots are one voter's."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.payloads import RollEntry
from crypto.roll_change import Change, RollChangePayload, decode_roll_change_payload
from crypto.voter_roll import VoterRoll, Wrong
from tests.crypto.manifests import ELECTION_ID

AT = datetime(2030, 5, 1, 8, tzinfo=UTC)


def key(number: int) -> str:
    return f"{number:064x}"


def voters(count):
    return [RollEntry(bytes.fromhex(key(n)), 1 + n % 2, 1 + n) for n in range(1, count + 1)]


def payload(*pairs):
    changes = tuple(Change(old, new) for old, new in sorted(pairs))
    return RollChangePayload(ELECTION_ID, AT, changes, "lost")


def wrongs(roll, index, *pairs):
    return [(each.position, each.wrong) for each in roll.change(index, payload(*pairs))]


def test_a_new_credential_holds_behind_its_entry_and_the_old_one_before_it():
    roll = VoterRoll(voters(2))
    assert wrongs(roll, 10, (key(1), key(9))) == []
    assert [roll.holds(key(1), index) for index in (0, 9, 10, 11)] == [True, True, False, False]
    assert [roll.holds(key(9), index) for index in (0, 9, 10, 11)] == [False, False, False, True]
    assert [roll.holds(key(2), index) for index in (0, 11)] == [True, True]
    assert not roll.holds(key(7), 11)
    assert roll.entry(key(9)) == RollEntry(bytes.fromhex(key(9)), 2, 2)
    assert roll.entry(key(1)) == voters(1)[0]
    assert roll.entry(key(7)) is None
    assert (roll.size, roll.reissued, roll.revoked) == (2, 1, 0)


def test_a_voter_taken_off_is_on_it_no_more():
    roll = VoterRoll(voters(2))
    assert wrongs(roll, 5, (key(1), key(9))) == []
    assert wrongs(roll, 10, (key(9), "")) == []
    assert [roll.holds(key(9), index) for index in (6, 10, 11)] == [True, False, False]
    assert roll.is_revoked(key(1))
    assert roll.is_revoked(key(9))
    assert not roll.is_revoked(key(2))
    assert (roll.size, roll.reissued, roll.revoked) == (2, 1, 1)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([(key(7), key(9))], [(0, Wrong.NOT_ON_ROLL)]),
        ([(key(1), key(2))], [(0, Wrong.KNOWN_BEFORE)]),
        ([(key(1), key(1))], [(0, Wrong.KNOWN_BEFORE)]),
        ([(key(7), key(2))], [(0, Wrong.NOT_ON_ROLL), (0, Wrong.KNOWN_BEFORE)]),
        ([(key(1), key(9)), (key(2), key(9))], [(1, Wrong.KNOWN_BEFORE)]),
        ([(key(1), key(9)), (key(9), key(8))], [(1, Wrong.NOT_ON_ROLL)]),
        ([(key(7), "")], [(0, Wrong.NOT_ON_ROLL)]),
    ],
)
def test_what_must_not_be_is_named_and_changes_nothing(pairs, found):
    roll = VoterRoll(voters(2))
    assert wrongs(roll, 10, *pairs) == found
    refused = {position for position, _ in found}
    assert roll.reissued == len(pairs) - len(refused)
    if len(pairs) == 1:
        assert all(roll.holds(key(number), 11) for number in (1, 2))
        assert not roll.revoked


def test_a_roll_is_changed_by_either_and_by_nothing_else():
    assert not VoterRoll(voters(2)).is_changed
    for pair in ((key(1), key(9)), (key(1), "")):
        roll = VoterRoll(voters(2))
        roll.change(10, payload(pair))
        assert roll.is_changed
    refused = VoterRoll(voters(2))
    refused.change(10, payload((key(7), "")))
    assert not refused.is_changed


def test_a_credential_is_given_out_once_whatever_became_of_it():
    roll = VoterRoll(voters(2))
    assert wrongs(roll, 10, (key(1), key(9))) == []
    assert wrongs(roll, 11, (key(1), key(8))) == [(0, Wrong.NOT_ON_ROLL)]
    assert wrongs(roll, 12, (key(9), key(1))) == [(0, Wrong.KNOWN_BEFORE)]
    assert wrongs(roll, 13, (key(2), key(9))) == [(0, Wrong.KNOWN_BEFORE)]
    assert wrongs(roll, 14, (key(9), key(8)), (key(2), "")) == []
    assert wrongs(roll, 15, (key(2), key(7))) == [(0, Wrong.NOT_ON_ROLL)]
    assert roll.voter(key(8)) == roll.voter(key(9)) == roll.voter(key(1)) == key(1)


def test_who_is_not_on_the_roll_is_a_voter_for_the_count_alone():
    """Whether a ballot may stand where it stands is another sentence (C06.4, C06.9)."""
    roll = VoterRoll(voters(1))
    assert roll.counted([(1, key(1)), (2, "stranger"), (3, "stranger")]) == (1, 3)


events = st.lists(
    st.tuples(st.sampled_from(("vote", "reissue", "revoke")), st.integers(1, 4)), max_size=60
)


@given(events)
def test_of_each_person_who_stays_the_last_ballot_counts(happened):
    """Against people, each with the newest code: whoever stays has one vote, the last one."""
    roll = VoterRoll(voters(4))
    code = {person: key(person) for person in range(1, 5)}
    last: dict[int, int] = {}
    board = []
    for index, (act, person) in enumerate(happened):
        if person not in code:
            continue
        if act == "vote":
            board.append((index, code[person]))
            last[person] = index
        elif act == "reissue":
            new = key(1000 + index)
            assert wrongs(roll, index, (code[person], new)) == []
            code[person] = new
        else:
            assert wrongs(roll, index, (code.pop(person), "")) == []
            last.pop(person, None)
    assert roll.counted(board) == tuple(sorted(last.values()))
    assert all(roll.holds(credential, index) for index, credential in board)
    weights = [roll.entry(credential).weight for _, credential in board]
    people = [next(p for p in range(1, 5) if roll.voter(c) == key(p)) for _, c in board]
    assert weights == [1 + person for person in people]


GOOD = payload((key(1), key(9)), (key(2), ""))


def test_the_payload_survives_the_round_trip():
    assert decode_roll_change_payload(GOOD.encode()) == GOOD
    assert (GOOD.reissued, GOOD.revoked) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("changes", []),
        ("changes", [[key(2), ""], [key(1), key(9)]]),
        ("changes", [[key(1), ""], [key(1), key(9)]]),
        ("changes", [[key(1)]]),
        ("changes", [[key(1), key(9), 3]]),
        ("changes", [["", key(9)]]),
        ("changes", [[key(1), "AB" * 32]]),
        ("changes", [[key(1), "0"]]),
        ("changes", [[key(1), 0]]),
        ("changes", [{"old": key(1), "new": ""}]),
        ("reason", ""),
        ("reason", "x" * 2001),
        ("at", "2030-02-30T08:00:00Z"),
        ("election", "x"),
        ("v", 2),
        ("more", 1),
    ],
)
def test_another_form_is_refused(field, value):
    document = canonical_json.decode(GOOD.encode(), max_size=10**6, place="x") | {field: value}
    with pytest.raises(DecodeError):
        decode_roll_change_payload(canonical_json.encode(document))


@pytest.mark.parametrize("field", ["at", "changes", "election", "reason", "v"])
def test_no_field_may_be_missing(field):
    document = canonical_json.decode(GOOD.encode(), max_size=10**6, place="x")
    del document[field]
    with pytest.raises(DecodeError):
        decode_roll_change_payload(canonical_json.encode(document))


def test_a_payload_that_breaks_a_rule_is_not_made():
    with pytest.raises(DecodeError):
        RollChangePayload(ELECTION_ID, AT, GOOD.changes[::-1], "lost").encode()
