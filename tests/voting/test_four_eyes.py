"""Acts that cannot be undone take two organisers, through the pages as they are."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import people
from tests.clock import Clock
from tests.elections import (
    BuiltElection,
    contest_draft,
    draft_election,
    frozen_election,
    keyed_election,
    open_election,
)
from voting.errors import ProposalError, StateError
from voting.models import AuditEntry, Election, Proposal, ProposalState, Voter
from voting.services import (
    contest_add,
    credentials_issue,
    official_add,
    official_remove,
    proposal_agree,
)
from voting.standing_code import DEMONSTRATION_OFFICIAL

pytestmark = pytest.mark.django_db

WHY = "The hall is closed today"


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def olga(official) -> Client:
    return people.signed_in(official)


@pytest.fixture
def otto() -> Client:
    return people.signed_in(people.second_official())


def page(name: str, election: Election, *more: object) -> str:
    return reverse(f"official-{name}", args=[election.pk, *more])


def with_two(built: BuiltElection, *clients: Client) -> BuiltElection:
    """Both have been at the pages of the election."""
    official_add(election=built.election, user=people.second_official(), added_by=people.official())
    for client in clients:
        assert client.get(page("election", built.election)).status_code == 200
    return built


@pytest.fixture
def opened(olga, otto) -> BuiltElection:
    return with_two(open_election(is_demonstration=False, trustees=3, threshold=2), olga, otto)


def cancel(client: Client, election: Election, reason: str = WHY):
    form = {"typed": election.title_text, "reason": reason}
    return client.post(page("cancel", election), form)


def waiting(election: Election) -> Proposal:
    return Proposal.objects.get(election=election, state=ProposalState.WAITING)


def agreed(client: Client, proposal: Proposal, seen: str = "") -> str:
    """Agree; returns the election's state afterwards."""
    address = page("proposal-agree", proposal.election, proposal.pk)
    client.post(address, {"seen": seen or proposal.content_hash})
    return Election.objects.get(pk=proposal.election_id).state


def test_one_proposes_another_agrees_and_it_is_done(opened, olga, otto):
    answer = cancel(olga, opened.election)
    proposal = waiting(opened.election)
    assert answer["Location"] == page("proposal", opened.election, proposal.pk)
    assert opened.reload().state == "open"
    for shown in (otto.get(page("watch", opened.election)), otto.get(answer["Location"])):
        assert b"Call off the election" in shown.content
    asked = otto.get(answer["Location"]).content.decode()
    assert WHY in asked
    assert "olga@example.org" in asked
    assert agreed(otto, proposal) == "cancelled"
    last = opened.election.log.entries.order_by("index").last()
    assert json.loads(last.payload.data)["reason"] == WHY
    line = AuditEntry.objects.get(election=opened.election, kind="done")
    people_of = (line.first, line.second, line.act, line.reason)
    assert people_of == ("olga@example.org", "otto@example.org", "cancel", WHY)
    assert line.content_hash == proposal.content_hash


def test_the_same_person_cannot_agree(opened, olga):
    cancel(olga, opened.election)
    assert agreed(olga, waiting(opened.election)) == "open"
    assert agreed(people.signed_in(people.official()), waiting(opened.election)) == "open"


def test_nobody_from_outside_can_agree(opened, olga, other_official):
    cancel(olga, opened.election)
    proposal = waiting(opened.election)
    outsider = people.signed_in(other_official)
    address = page("proposal-agree", opened.election, proposal.pk)
    assert outsider.post(address, {"seen": proposal.content_hash}).status_code == 404
    assert Client().post(address, {"seen": proposal.content_hash}).status_code == 302
    assert opened.reload().state == "open"


def test_a_proposal_of_another_election_is_not_found(opened, olga, otto):
    other = with_two(open_election(is_demonstration=False, trustees=3), olga, otto)
    cancel(olga, other.election)
    wrong = page("proposal-agree", opened.election, waiting(other.election).pk)
    assert otto.post(wrong, {"seen": waiting(other.election).content_hash}).status_code == 404
    assert (opened.reload().state, other.reload().state) == ("open", "open")


def test_after_a_quarter_of_an_hour_it_is_too_old(opened, otto, olga, clock):
    cancel(olga, opened.election)
    clock.go(minutes=14)
    otto.get(page("election", opened.election))
    clock.go(minutes=1)
    people.sign_in(otto, people.second_official())
    assert agreed(otto, waiting(opened.election)) == "open"
    assert b"Look at it" not in otto.get(page("election", opened.election)).content


def test_it_is_done_once_however_often_it_is_agreed_to(opened, olga, otto):
    form = {"typed": opened.election.title_text, "reason": WHY, "closes_at": "2040-01-01T12:00"}
    olga.post(page("extend", opened.election), form)
    proposal = waiting(opened.election)
    size = opened.reload().log.size
    for _ in range(3):
        agreed(otto, proposal)
    assert opened.reload().log.size == size + 1
    with pytest.raises(ProposalError):
        proposal_agree(
            election=opened.election,
            proposal_id=proposal.pk,
            official=people.second_official(),
            seen=proposal.content_hash,
        )


def test_proposing_the_same_twice_waits_once(opened, olga, otto):
    for client in (olga, olga, otto):
        cancel(client, opened.election)
    assert waiting(opened.election).proposer == people.official()


def test_what_was_seen_has_to_be_what_is_done(opened, olga, otto):
    cancel(olga, opened.election)
    proposal = waiting(opened.election)
    assert agreed(otto, proposal, seen="0" * 64) == "open"
    Proposal.objects.update(content={"reason": "Something else"})
    assert agreed(otto, proposal) == "open"


@pytest.mark.parametrize(
    "change",
    [
        lambda election: contest_add(election=election, draft=contest_draft("One more")),
        lambda election: Election.objects.filter(pk=election.pk).update(title={"en": "Other"}),
        lambda election: Voter.objects.filter(election=election, number=1).update(weight=9),
        lambda election: Election.objects.filter(pk=election.pk).update(
            closes_at=election.closes_at + timedelta(hours=1)
        ),
    ],
)
def test_a_freeze_agreed_to_is_of_what_was_proposed(olga, otto, change):
    built = with_two(ready_election(), olga, otto)
    olga.post(page("freeze", built.election), {"typed": built.election.title_text})
    proposal = waiting(built.election)
    change(built.election)
    assert agreed(otto, proposal) == "draft"
    assert waiting(built.election) == proposal


def test_freezing_opening_closing_by_two(olga, otto):
    built = with_two(ready_election(), olga, otto)
    title = {"typed": built.election.title_text, "note": "As planned"}
    for name, state in (("freeze", "frozen"), ("open", "open"), ("close", "closed")):
        assert olga.post(page(name, built.election), title).status_code == 302
        assert agreed(otto, waiting(built.election)) == state
    notes = set(AuditEntry.objects.filter(kind="done").values_list("reason", flat=True))
    assert notes == {"As planned"}


def ready_election() -> BuiltElection:
    built = keyed_election(is_demonstration=False, trustees=3, threshold=2)
    credentials_issue(election=built.election)
    return built


def test_a_plan_to_open_by_the_clock_takes_two_and_stopping_it_takes_one(olga, otto):
    built = frozen_election(is_demonstration=False, trustees=3, threshold=2)
    with_two(built, olga, otto)
    olga.post(page("open-plan", built.election), {"plan": "on"})
    assert not built.reload().opens_on_schedule
    agreed(otto, waiting(built.election))
    assert built.reload().opens_on_schedule
    otto.post(page("open-plan", built.election), {"plan": "off"})
    assert not built.reload().opens_on_schedule


def test_a_voter_is_taken_off_the_list_by_two(opened, olga, otto):
    voter = opened.election.voters.get(number=1)
    form = {"typed": voter.name, "reason": "Has left"}
    olga.post(page("voter-revoke", opened.election, 1), form)
    assert opened.election.voters.get(number=1).credential == voter.credential
    agreed(otto, waiting(opened.election))
    assert opened.election.voters.get(number=1).credential is None


def test_a_code_that_changed_meanwhile_is_not_replaced(opened, olga, otto):
    voter = opened.election.voters.get(number=1)
    form = {
        "typed": voter.name,
        "reason": "Lost it",
        "way": "hand",
        "credential": voter.credential,
    }
    olga.post(page("voter-code-new", opened.election, 1), form)
    Voter.objects.filter(pk=voter.pk).update(credential="ab" * 32)
    agreed(otto, waiting(opened.election))
    assert opened.election.voters.get(number=1).credential == "ab" * 32


def test_whoever_agrees_to_a_code_by_hand_sees_it_once(opened, olga, otto):
    voter = opened.election.voters.get(number=1)
    form = {
        "typed": voter.name,
        "reason": "Lost it",
        "way": "hand",
        "credential": voter.credential,
    }
    olga.post(page("voter-code-new", opened.election, 1), form)
    shown = people.agree(otto, opened.election).content.decode()
    assert "/vote#" in shown
    assert opened.election.voters.get(number=1).credential != voter.credential


def test_a_code_made_by_the_registrar_waits_for_two(opened, olga, otto):
    old = opened.election.voters.get(number=1)
    body = {"key": "cd" * 32, "old": old.credential, "reason": "Lost", "typed": old.name, "v": 1}
    answer = olga.post(
        page("registrar-one-keys", opened.election, 1),
        json.dumps(body, separators=(",", ":")),
        content_type="application/json",
    )
    assert answer.json() == {"stored": 0}
    assert opened.election.voters.get(number=1).credential == old.credential
    assert people.agree(otto, opened.election).status_code == 302
    assert opened.election.voters.get(number=1).credential == "cd" * 32


@pytest.mark.parametrize("who", ["proposer", "decider"])
def test_a_removed_organiser_counts_for_nothing(opened, olga, otto, who):
    cancel(olga, opened.election)
    user = people.official() if who == "proposer" else people.second_official()
    row = opened.election.officials.get(user=user)
    official_remove(election=opened.election, official_id=row.pk)
    assert agreed(otto, waiting(opened.election)) == "open"


@pytest.mark.parametrize("how", ["deleted", "deactivated"])
def test_an_account_that_is_gone_counts_for_nothing(opened, olga, otto, how):
    cancel(olga, opened.election)
    proposal = waiting(opened.election)
    if how == "deleted":
        opened.election.officials.filter(user=people.official()).delete()
        people.official().delete()
    else:
        User.objects.filter(pk=people.official().pk).update(is_active=False)
    assert agreed(otto, proposal) == "open"


def test_saying_no_and_taking_it_back_end_it(opened, olga, otto):
    for client, kind in ((otto, "refused"), (olga, "withdrawn")):
        cancel(olga, opened.election)
        proposal = waiting(opened.election)
        client.post(page("proposal-end", opened.election, proposal.pk))
        assert agreed(otto, proposal) == "open"
        assert opened.election.audit.last().kind == kind


def test_an_act_that_has_become_impossible_does_nothing(opened, olga, otto):
    cancel(olga, opened.election)
    proposal = waiting(opened.election)
    form = {"typed": opened.election.title_text}
    olga.post(page("close", opened.election), form)
    closing = Proposal.objects.get(act="close")
    assert agreed(otto, closing) == "closed"
    assert agreed(otto, proposal) == "closed", "it was proposed while voting was open"


def test_organisers_come_and_go_by_two_once_there_are_two(opened, olga, otto):
    form = {"name": "Puppet", "email": "puppet@example.org"}
    olga.post(page("organisers", opened.election), form)
    assert opened.election.officials.count() == 2
    row = opened.election.officials.get(user=people.second_official())
    olga.post(page("organiser-remove", opened.election, row.pk))
    assert opened.election.officials.count() == 2
    assert Proposal.objects.filter(state=ProposalState.WAITING).count() == 2


def test_while_there_is_one_organiser_they_can_find_a_second(olga):
    built = draft_election(is_demonstration=False)
    assert b"Find a second organiser" in olga.get(page("election", built.election)).content
    form = {"name": "Otto", "email": "otto@example.org"}
    olga.post(page("organisers", built.election), form)
    assert built.election.officials.count() == 2
    assert b"Waiting for them" in olga.get(page("election", built.election)).content


def test_one_alone_calls_off_a_draft_and_nothing_later(olga):
    built = draft_election(is_demonstration=False)
    cancel(olga, built.election)
    assert built.reload().state == "cancelled"
    opened = open_election(is_demonstration=False, trustees=3, threshold=2)
    cancel(olga, opened.election)
    assert opened.reload().state == "open"


def test_a_real_election_is_not_frozen_by_one(olga):
    built = ready_election()
    shown = olga.get(page("freeze", built.election)).content.decode()
    assert "a second organiser has to sign in" in shown
    olga.post(page("freeze", built.election), {"typed": built.election.title_text})
    assert built.reload().state == "draft"


def test_in_a_demonstration_one_is_enough_and_the_log_says_so(olga):
    built = open_election()
    assert b"so you alone are enough" in olga.get(page("close", built.election)).content
    assert cancel(olga, built.election).status_code == 302
    assert built.reload().state == "cancelled"
    assert built.election.audit.last().kind == "done-alone"


def test_the_demonstration_s_official_has_no_real_election(olga):
    person = people.person(DEMONSTRATION_OFFICIAL, "Demo")
    with pytest.raises(Exception, match="demonstrations only"):
        draft_election(is_demonstration=False, official=person)
    real = draft_election(is_demonstration=False)
    with pytest.raises(Exception, match="demonstrations only"):
        official_add(election=real.election, user=person)


def test_an_act_that_fails_leaves_no_agreement(opened, olga, otto, monkeypatch):
    cancel(olga, opened.election)
    proposal = waiting(opened.election)

    def refuse(**_: object) -> None:
        raise StateError("no")

    monkeypatch.setattr("voting.official_acts.election_cancel", refuse)
    assert agreed(otto, proposal) == "open"
    assert waiting(opened.election) == proposal
    assert not AuditEntry.objects.filter(kind="done").exists()
