"""The elections of the first start: who plays which key holder, and what a later start finds."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from config import demonstration
from config.demonstration import Links, demonstration_ready
from config.management.commands.serve import Command
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tally import selectors
from tally.demonstration import PEOPLE_FIRST
from tally.models import DemonstrationKey
from tally.services import decryption_accept
from tally.tasks import elections_tick
from tests.counting import decryption_payload
from tests.elections import (
    BuiltElection,
    confirm_payload,
    drill_payload,
    key_payload,
    send_entry,
    share_payload,
)
from tests.votes import vote
from voting.ceremonies import ceremony_view, trustee_statuses
from voting.models import Election, MailKind, ReportKind
from voting.selectors import election_get, trustee_get
from voting.services import (
    ceremony_restart,
    ceremony_stop,
    drill_ask,
    election_close,
    election_freeze,
    election_open,
    invites_ask,
    trustee_link_void,
    trustee_report,
)

pytestmark = pytest.mark.django_db


def quiet(_text):
    pass


@pytest.fixture
def links(db) -> Links:
    return demonstration_ready(quiet)


@pytest.fixture
def joined(db) -> BuiltElection:
    """The election with a place for a person, without the other one."""
    election, codes = demonstration._joined(demonstration._official())
    return BuiltElection(election, codes=dict(enumerate(codes, start=1)))


def election_id(address):
    return re.search(r"[0-9a-f-]{36}", address).group()


def steps(built):
    return [str(status.step) for status in trustee_statuses(built.reload())]


def person_makes_key(built):
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=1, threshold=2)]
    send_entry(built, built.secrets[0], key_payload)


def person_goes_through_the_rounds(built):
    person_makes_key(built)
    for payload in (share_payload, confirm_payload, drill_payload):
        elections_tick()
        send_entry(built, built.secrets[0], payload)
    elections_tick()


def person_unlocks(built):
    payload = decryption_payload(built.reload(), built.secrets[0])
    trustee = trustee_get(built.election, 1)
    signature = built.secrets[0].sign("decryption", sha256(payload))
    decryption_accept(trustee=trustee, payload=payload, signature=signature)


def close_with_votes(built):
    """Frozen, opened, two voters, closed, added up."""
    election_freeze(election=built.reload())
    election_open(election=built.reload())
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[0, 0, 1]])
    election_close(election=built.reload())
    elections_tick()


def test_the_person_is_left_alone_and_the_others_make_their_keys(joined, queue):
    assert steps(joined) == ["key", "wait", "wait"]
    elections_tick()
    assert steps(joined) == ["key", "wait", "wait"]
    assert DemonstrationKey.objects.filter(trustee__election=joined.election).count() == 2
    assert joined.election.is_demonstration


def test_the_others_answer_each_round_of_the_person(joined, queue):
    person_goes_through_the_rounds(joined)
    assert joined.reload().ceremony_phase == "drilling"
    assert all(status.is_drilled for status in trustee_statuses(joined.election))


@pytest.mark.django_db(transaction=True)
def test_the_person_unlocks_first_and_the_count_ends(joined, eager):
    person_goes_through_the_rounds(joined)
    close_with_votes(joined)
    assert steps(joined) == ["unlock"] * 3
    person_unlocks(joined)
    elections_tick()
    assert joined.reload().state == "counted"
    assert [item.count for item in selectors.result(joined.election).contests[0]] == [1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_a_person_who_lost_the_key_is_not_waited_for(joined, eager):
    person_goes_through_the_rounds(joined)
    close_with_votes(joined)
    trustee_report(trustee=trustee_get(joined.election, 1), kind=ReportKind.KEY_LOST, text="")
    elections_tick()
    assert joined.reload().state == "counted"


@pytest.mark.django_db(transaction=True)
def test_a_person_who_stays_away_is_not_waited_for_for_ever(joined, eager):
    person_goes_through_the_rounds(joined)
    close_with_votes(joined)
    long_ago = timezone.now() - PEOPLE_FIRST - timedelta(seconds=1)
    Election.objects.filter(pk=joined.election.pk).update(
        opened_at=long_ago - timedelta(hours=1), closed_at=long_ago
    )
    elections_tick()
    assert joined.reload().state == "counted"


def test_a_ceremony_that_begins_again_has_the_same_parts(joined, queue):
    person_makes_key(joined)
    elections_tick()
    ceremony_stop(election=joined.reload())
    ceremony_restart(election=joined.reload())
    elections_tick()
    assert steps(joined) == ["key", "wait", "wait"]
    person_goes_through_the_rounds(joined)
    assert all(status.is_drilled for status in trustee_statuses(joined.reload()))


def test_whoever_is_about_to_get_an_invite_is_left_alone(joined, queue):
    """The message is on its way while the keys are made again."""
    ceremony_stop(election=joined.reload())
    invites_ask(election=joined.election)
    ceremony_restart(election=joined.reload())
    elections_tick()
    assert steps(joined) == ["key"] * 3
    tom = trustee_get(joined.election, 2)
    assert tom.mails.filter(kind=MailKind.INVITE).exists()


def test_the_others_try_their_keys_out_again_when_asked(joined, queue):
    person_goes_through_the_rounds(joined)
    election_freeze(election=joined.reload())
    drill_ask(election=joined.reload())
    assert steps(joined) == ["drill"] * 3
    elections_tick()
    assert steps(joined) == ["drill", "wait", "wait"]


def test_a_later_start_shows_the_same_elections_and_link_but_no_codes(links):
    again = demonstration_ready(quiet)
    assert again.key_holder == links.key_holder
    assert again.played.observer == links.played.observer
    assert again.joined.observer == links.joined.observer
    assert links.played.voters
    assert links.joined.voters
    assert again.played.voters == again.joined.voters == ()
    assert Election.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_later_start_works_when_both_are_over(joined, links, eager):
    person_goes_through_the_rounds(joined)
    for pk in (election_id(links.played.observer), joined.election.pk):
        if election_get(pk).state == "draft":
            close_with_votes(joined)
            trustee_report(
                trustee=trustee_get(joined.election, 1), kind=ReportKind.KEY_LOST, text=""
            )
        else:
            election_close(election=election_get(pk))
        elections_tick()
        elections_tick()
        assert election_get(pk).state == "counted"
    assert demonstration_ready(quiet).key_holder == links.key_holder
    trustee_link_void(trustee=trustee_get(joined.reload(), 1))
    assert demonstration_ready(quiet).key_holder == ""


def test_the_start_prints_every_link_under_its_election(links):
    said = StringIO()
    Command(stdout=said)._print(links)
    text = said.getvalue()
    assert "These are demonstrations. Votes here count for nothing." in text
    library, reading_room = text.split("Reading room hours")
    assert all(link in library for link in (*links.played.voters, links.played.observer))
    assert all(link in reading_room for link in (*links.joined.voters, links.key_holder))
    assert "no copy is kept" not in text
    Command(stdout=said)._print(demonstration_ready(quiet))
    assert "no copy is kept" in said.getvalue()
