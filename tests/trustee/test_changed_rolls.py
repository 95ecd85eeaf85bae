"""Key holders count by the voter list as it was changed, and unlock nothing counted otherwise."""

import pytest

from tests.trustee.served import VOTERS


@pytest.fixture
def changed(voting):
    """Ada votes before and after her new code, Bob before his, Cyd is taken off after voting."""
    for name in VOTERS:
        voting.cast(name)
    voting.reissue("ada")
    voting.reissue("bob")
    voting.change_roll((VOTERS["cyd"], None))
    voting.cast("ada", selections=((0, 1), (3, 2, 0)))
    return voting


def closed(election, **count):
    election.turn("close")
    election.count(**count)


def refused(desk, capsys, words):
    assert desk.run("unlock", 1) == 1
    assert words in capsys.readouterr().err


def test_what_is_counted_by_the_changed_list_is_unlocked(changed, desk, capsys):
    closed(changed)
    assert len(changed.counted_places()) == 2
    assert [desk.run("unlock", 1), desk.run("unlock", 3)] == [0, 0]
    out = capsys.readouterr().out
    assert "with 1 replaced and 0 test ballots" in out
    assert "2 voter codes were replaced and 1 voters taken off the list; 1 ballots" in out
    # Ada's last ballot and Bob's from before his new code.
    assert changed.opened() == [1, 1, 3, 4, 3]


@pytest.mark.parametrize("also", [0, 2], ids=["ballot of the old code", "voter taken off"])
def test_one_ballot_more_is_not_unlocked(changed, desk, capsys, also):
    places = [index for index, _ in changed.ballots()]
    counted = changed.voters.counted(changed.ballots())
    closed(changed, counted=sorted({*counted, places[also]}))
    refused(desk, capsys, "not each voter's last one")


def test_a_vote_lost_by_a_new_code_is_not_unlocked(changed, desk, capsys):
    places = [index for index, _ in changed.ballots()]
    counted = set(changed.voters.counted(changed.ballots()))
    closed(changed, counted=sorted(counted - {places[1]}))
    refused(desk, capsys, "not each voter's last one")


def test_a_ballot_of_a_replaced_code_is_refused(voting, desk, capsys):
    voting.reissue("ada")
    voting.cast("ada", seed=VOTERS["ada"])
    closed(voting)
    refused(desk, capsys, "(ballot): its voter is not on the roll")


def test_a_ballot_of_a_voter_taken_off_is_refused(voting, desk, capsys):
    voting.change_roll((VOTERS["ada"], None))
    voting.cast("ada")
    closed(voting)
    refused(desk, capsys, "(ballot): its voter is not on the roll")


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ((b"\x09" * 32, b"\x08" * 32), "the old credential is not on the roll"),
        ((VOTERS["ada"], VOTERS["bob"]), "the new credential was on the roll before"),
    ],
    ids=["unknown", "given out before"],
)
def test_a_change_that_must_not_be_is_refused(voting, desk, capsys, pair, words):
    voting.change_roll(pair)
    closed(voting)
    refused(desk, capsys, f"(roll-change): changes[0]: {words}")


def test_a_change_after_the_close_is_refused(changed, desk, capsys):
    changed.turn("close")
    changed.change_roll((changed.seeds["bob"], None))
    refused(desk, capsys, "(roll-change): not allowed here")
