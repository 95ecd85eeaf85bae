from datetime import timedelta

import pytest
from django.utils import timezone

from board.errors import LogFrozenError
from board.models import Entry
from board.selectors import log_locked
from board.services import NewEntry, board_append
from crypto import canonical_json
from tests.elections import (
    closed_election,
    contest_draft,
    draft_election,
    frozen_election,
    keyed_election,
    open_election,
)
from voting.errors import InputError, SelfCheckError, StateError
from voting.models import Election
from voting.selectors import elections_due_to_close, elections_due_to_open
from voting.services import (
    election_advance,
    election_cancel,
    election_close,
    election_extend,
    election_open,
    opening_plan,
)
from voting.states import ElectionState

pytestmark = pytest.mark.django_db


def last_entry(election: Election) -> tuple[str, dict]:
    entry = Entry.objects.filter(log=election.log).order_by("index").last()
    assert entry is not None
    data = canonical_json.decode(bytes(entry.payload.data), max_size=1 << 20, place="entry")
    return entry.kind, dict(data)


def size(election: Election) -> int:
    return Entry.objects.filter(log=election.log).count()


def test_opening_is_on_the_record_in_whole_seconds():
    built = open_election()
    kind, payload = last_entry(built.election)
    assert kind == "open"
    assert payload["at"] == built.election.opened_at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("build", "act"),
    [(open_election, election_open), (closed_election, election_close)],
)
def test_a_second_call_changes_nothing(build, act):
    built = build()
    before = size(built.election)
    assert act(election=built.election).state == built.election.state
    assert size(built.election) == before


@pytest.mark.parametrize("build", [draft_election, keyed_election, closed_election])
def test_only_a_frozen_election_opens(build):
    with pytest.raises(StateError):
        election_open(election=build().election)


@pytest.mark.parametrize("build", [draft_election, frozen_election])
def test_only_an_open_election_closes(build):
    with pytest.raises(StateError):
        election_close(election=build().election)


def test_an_election_whose_time_is_over_does_not_open():
    built = frozen_election()
    Election.objects.filter(pk=built.election.pk).update(
        opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(StateError, match="closing time has passed"):
        election_open(election=built.reload())


def test_an_election_whose_test_ballots_fail_does_not_open(monkeypatch):
    built = frozen_election()
    monkeypatch.setattr("voting.self_check.open_challenged_ballot", lambda *_args: ((1, 1, 1),))
    with pytest.raises(SelfCheckError, match="test ballot 1: came back with other choices"):
        election_open(election=built.election)
    assert built.reload().state == "frozen"


def test_an_election_whose_voting_page_was_changed_does_not_open(monkeypatch):
    built = frozen_election()
    monkeypatch.setattr("voting.self_check.booth_hash", lambda: "00" * 32)
    with pytest.raises(SelfCheckError, match="changed since the freeze"):
        election_open(election=built.election)
    assert built.reload().state == "frozen"


def test_an_election_about_to_close_is_not_extended():
    election = open_election().election
    Election.objects.filter(pk=election.pk).update(
        opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(StateError, match="about to close"):
        election_extend(
            election=election, closes_at=timezone.now() + timedelta(days=1), reason="Snow"
        )


def test_extending_moves_the_end_out_and_says_why():
    built = open_election()
    later = built.election.closes_at + timedelta(days=1)
    election_extend(election=built.election, closes_at=later, reason="The server was down.")
    kind, payload = last_entry(built.reload())
    assert kind == "extend"
    assert payload["reason"] == "The server was down."
    assert built.election.closes_at == later
    before = size(built.election)
    election_extend(election=built.election, closes_at=later, reason="Once more.")
    assert size(built.election) == before


@pytest.mark.parametrize(
    ("days", "reason", "message"),
    [
        (-1, "Why not", "must be later than the planned one"),
        (-30, "Why not", "must be later than the planned one"),
        (1, " ", "reason: must not be empty"),
        (1, "x" * 501, "reason: at most 500"),
        (1, "bad\0", "reason: a control character"),
    ],
)
def test_voting_is_never_made_shorter_nor_extended_without_a_reason(days, reason, message):
    built = open_election()
    moment = built.election.closes_at + timedelta(days=days)
    with pytest.raises(InputError, match=message):
        election_extend(election=built.election, closes_at=moment, reason=reason)


def test_voting_that_is_not_open_cannot_be_extended():
    built = frozen_election()
    with pytest.raises(StateError):
        election_extend(election=built.election, closes_at=timezone.now(), reason="Why not")


@pytest.mark.parametrize("build", [keyed_election, frozen_election, open_election, closed_election])
def test_cancelling_ends_the_log(build):
    built = build()
    election_cancel(election=built.election, reason="Wrong questions.")
    kind, payload = last_entry(built.reload())
    assert (kind, payload["reason"]) == ("cancel", "Wrong questions.")
    assert built.election.state == "cancelled"
    with pytest.raises(LogFrozenError):
        board_append(log=log_locked(built.election.slug), entries=[NewEntry("open", b"{}")])
    election_cancel(election=built.election, reason="Again.")
    assert built.reload().cancel_reason == "Wrong questions."


def test_a_draft_without_a_log_is_cancelled_without_an_entry():
    built = draft_election()
    election_cancel(election=built.election, reason="Not needed.")
    assert built.reload().state == "cancelled"
    assert built.election.log is None


def test_a_published_election_cannot_be_cancelled():
    built = closed_election()
    for state in (ElectionState.COUNTING, ElectionState.COUNTED, ElectionState.PUBLISHED):
        election_advance(election=built.election, to=state)
    with pytest.raises(StateError):
        election_cancel(election=built.election, reason="Too late.")


def test_the_count_moves_one_state_at_a_time():
    built = closed_election()
    with pytest.raises(StateError):
        election_advance(election=built.election, to=ElectionState.COUNTED)
    assert election_advance(election=built.election, to=ElectionState.COUNTING).state == "counting"


def test_planned_openings_and_closings_come_due():
    built = frozen_election()
    now = timezone.now()
    assert not elections_due_to_open(now)
    opening_plan(election=built.election, opens_by_itself=True)
    assert list(elections_due_to_open(now)) == [built.election]
    election_open(election=built.election)
    assert not elections_due_to_open(now)
    assert not elections_due_to_close(now)
    assert list(elections_due_to_close(now + timedelta(days=8))) == [built.election]


def test_only_a_frozen_election_has_a_plan_to_open():
    with pytest.raises(StateError):
        opening_plan(election=draft_election().election, opens_by_itself=True)


@pytest.mark.parametrize(
    "rules",
    [
        {"votes_min": 2, "votes_max": 2},
        {"votes_min": 1, "votes_max": 3},
        {"votes_max": 12, "option_max": 5},
    ],
)
def test_the_self_check_fits_every_kind_of_question(rules):
    built = open_election(contests=[contest_draft(), contest_draft("Second", **rules)])
    assert built.election.state == "open"
