"""Officials give voters new codes and take voters off, through the pages."""

import re

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse

from board.models import Entry
from board.public_files import log_write_public
from board.selectors import log_get
from board.services import checkpoint_publish
from crypto.credentials import parse_code
from crypto.roll_change import decode_roll_change_payload
from tests.elections import draft_election, frozen_election, open_election, reissued, revoked
from tests.pages import Page
from voting.models import Voter
from voting.services.credentials import credential_seed, public_key
from voting.tasks import new_code_send

pytestmark = pytest.mark.django_db


def page(name, election, *more):
    return reverse(name, args=[election.pk, *more])


@pytest.fixture
def built(official):
    return open_election(voters=3, official=official)


def changes(election):
    entries = Entry.objects.filter(log=election.log, kind="roll-change").order_by("index")
    return [decode_roll_change_payload(bytes(entry.payload.data)) for entry in entries]


def filled(voter, **more):
    return {"reason": "A letter was lost.", "typed": voter.name, **more}


def new_code(client, built, voter, **more):
    form = filled(voter, credential=voter.credential, way="hand") | more
    address = page("official-voter-code-new", built.election, voter.number)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(address, form, follow=True)


def voter(built, number=1):
    return Voter.objects.get(election=built.election, number=number)


def test_the_list_after_the_freeze_offers_both_and_no_upload(official_client, built):
    shown = Page(official_client.get(page("official-voters", built.election)))
    assert shown.headings == ["Voters"]
    assert shown.text.count("New code") == shown.text.count("Take off the list") == 3
    assert "Check this file" not in shown.text


def test_a_voter_is_found_by_name_or_address_a_page_at_a_time(official_client, official, settings):
    built = frozen_election(voters=60, official=official)
    address = page("official-voters", built.election)
    assert Page(official_client.get(address)).text.count("New code") == 50
    assert Page(official_client.get(f"{address}?page=2")).text.count("New code") == 10
    for search in ("voter17@", "EN 45", " Hana 58 "):
        assert Page(official_client.get(address, {"q": search})).text.count("New code") <= 1
    found = Page(official_client.get(address, {"q": "voter1"}))
    assert "11 voters found" in found.text
    nobody = Page(official_client.get(address, {"q": "zzz"}))
    assert "No voter found." in nobody.text


def test_a_code_is_shown_once_for_handing_over(official_client, built):
    before = voter(built).credential
    answer = new_code(official_client, built, voter(built))
    shown = Page(answer)
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}-[0-9A-Z*~$=]", shown.text).group()
    key = public_key(credential_seed(parse_code(code), built.election.slug)).hex()
    assert (voter(built).credential, before != key) == (key, True)
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    (change,) = changes(built.election)
    assert [(each.old, each.new) for each in change.changes] == [(before, key)]
    assert change.reason == "A letter was lost."
    again = Page(official_client.get(page("official-voter-code-new", built.election, 1)))
    assert code not in again.text


def test_a_form_that_comes_twice_makes_one_code(official_client, built):
    old = voter(built)
    new_code(official_client, built, old)
    answer = new_code(official_client, built, old)
    assert "This voter has got a new code already" in Page(answer).text
    assert len(changes(built.election)) == 1


def test_a_code_is_mailed_and_nobody_else_sees_it(official_client, built, queue):
    before = voter(built).credential
    answer = new_code(official_client, built, voter(built), way="mail")
    assert "is being made and mailed" in Page(answer).text
    assert changes(built.election) == []
    queue.run()
    (message,) = mail.outbox
    assert message.to == [voter(built).email]
    assert message.subject == "Your new voting link"
    code = re.search(r"vote#(\S+)", message.body).group(1)
    key = public_key(credential_seed(parse_code(code), built.election.slug)).hex()
    assert voter(built).credential == key
    assert voter(built).mail_status == "sent"
    assert code not in answer.content.decode()
    # The task a second time: the voter has another code by now.
    new_code_send(voter(built).pk, before, "again")
    assert (len(mail.outbox), len(changes(built.election))) == (1, 1)


def test_a_message_that_does_not_leave_is_shown_as_failed(official_client, built, queue, settings):
    settings.EMAIL_BACKEND = "tests.voting.test_roll_change_pages.Broken"
    new_code(official_client, built, voter(built), way="mail")
    queue.run()
    assert voter(built).mail_status == "failed"
    assert "Failed" in Page(official_client.get(page("official-voters", built.election))).text


class Broken:
    def __init__(self, **_):
        """Take what every backend is given."""

    def open(self):
        return True

    def close(self):
        """Nothing is open."""

    def send_messages(self, _):
        raise OSError


def test_a_voter_is_taken_off(official_client, built):
    old = voter(built, 2)
    address = page("official-voter-revoke", built.election, 2)
    answer = official_client.post(address, filled(old), follow=True)
    assert "is off the list" in Page(answer).text
    assert Page(answer).text.count("Taken off the list") == 1
    (change,) = changes(built.election)
    assert [(each.old, each.new) for each in change.changes] == [(old.credential, "")]
    assert voter(built, 2).credential is None
    gone = Page(official_client.get(address))
    assert "This voter is not on the list any more." in gone.text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("reason", "", "Say why"),
        ("reason", "x" * 2001, "at most 2000"),
        ("reason", "{name} moved", "leave the voter"),
        ("reason", "{email} is wrong", "leave the voter"),
        ("typed", "Somebody else", "This is not the name of this voter"),
        ("typed", "", "Type the name of the voter"),
    ],
)
def test_nothing_happens_without_a_reason_and_the_name(official_client, built, field, value, told):
    who = voter(built)
    form = filled(who, credential=who.credential, way="hand")
    form[field] = value.format(name=who.name.upper(), email=who.email)
    for name in ("official-voter-code-new", "official-voter-revoke"):
        shown = Page(official_client.post(page(name, built.election, 1), form))
        assert told in shown.text
        assert "Everyone can read this on the public record" in shown.text
    assert changes(built.election) == []


def test_a_way_has_to_be_chosen(official_client, built):
    shown = Page(new_code(official_client, built, voter(built), way=""))
    assert "Choose one of the two" in shown.text
    assert changes(built.election) == []


def test_pages_are_for_officials_of_the_election(signed_in, other_official, built, client):
    for name in ("official-voter-code-new", "official-voter-revoke"):
        for number in (1, 99):
            address = page(name, built.election, number)
            assert signed_in(other_official).get(address).status_code == 404
            assert client.get(address).status_code == 302


def test_before_the_freeze_and_after_the_close_there_is_nothing_to_confirm(
    official_client, official
):
    draft = draft_election(official=official)
    shown = Page(official_client.get(page("official-voter-revoke", draft.election, 1)))
    assert "not on the list any more" in shown.text
    assert official_client.get(page("official-voter-revoke", draft.election, 99)).status_code == 404


def test_the_public_pages_tell_the_change_in_words(client, built):
    reissued(built, 1, 2, reason="The letters of one street were lost.")
    revoked(built, 3, reason="Moved away.")
    log = log_get(built.election.slug)
    checkpoint_publish(log=log)
    log_write_public(log=log)
    acts = Page(client.get(reverse("record-acts", args=[built.election.slug]))).text
    assert "Voter list changed" in acts
    assert "Voters with a new code: 2" in acts
    assert "Voters taken off the list: 1" in acts
    assert "Reason: Moved away." in acts
    index = Entry.objects.filter(kind="roll-change").first().index
    entry = Page(client.get(reverse("record-entry", args=[built.election.slug, index]))).text
    assert "Voters with a new code: 2" in entry
    assert "The letters of one street were lost." in entry
    assert "Nobody was added." in entry
