"""Several officials for one election, and copies of elections."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from tests import people
from tests.elections import BuiltElection, contest_draft, draft_election, open_election
from tests.pages import Page
from voting.errors import InputError
from voting.models import Election
from voting.services import election_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> BuiltElection:
    return draft_election(trustees=3, threshold=2, is_demonstration=False)


def add(client: Client, built: BuiltElection, email: str, name: str = "Vera"):
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = reverse("official-organisers", args=[built.election.pk])
        return Page(client.post(page, {"email": email, "name": name}, follow=True))


def test_adding_somebody_makes_an_account_that_no_password_opens(built, official_client, eager):
    shown = add(official_client, built, "Vera@example.org")
    assert "They are added." in shown.text
    assert "vera@example.org By Olga" in shown.text
    vera = User.objects.get(username="vera@example.org")
    assert not vera.has_usable_password()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["vera@example.org"],
        "You can help to run an election",
    )
    assert "/officials/sign-in" in message.body
    assert "#link=" not in message.body
    client = Client()
    people.sign_in(client, vera)
    assert client.get(reverse("official-election", args=[built.election.pk])).status_code == 200


def test_a_known_official_keeps_the_account(built, official_client, other_official, eager):
    add(official_client, built, other_official.username)
    assert User.objects.filter(username=other_official.username).count() == 1
    again = add(official_client, built, other_official.username)
    assert "there is already an official with this address" in again.text
    assert built.election.officials.count() == 2
    assert len(mail.outbox) == 1


def test_a_key_holder_cannot_be_added(built, official_client, eager):
    shown = add(official_client, built, "priya@keys.example")
    assert "A key holder of this election cannot be one of its officials" in shown.text
    assert not User.objects.filter(username="priya@keys.example").exists()
    assert mail.outbox == []


def test_whoever_is_removed_is_out_at_once_and_the_last_one_stays(
    built, official_client, other_official, eager, signed_in
):
    add(official_client, built, other_official.username)
    theirs = signed_in(other_official)
    page = reverse("official-election", args=[built.election.pk])
    assert theirs.get(page).status_code == 200
    row = built.election.officials.get(user=other_official)
    remove = reverse("official-organiser-remove", args=[built.election.pk, row.pk])
    official_client.post(remove)
    assert theirs.get(page).status_code == 200
    people.agree(theirs, built.election)
    assert theirs.get(page).status_code == 404
    last = built.election.officials.get()
    remove = reverse("official-organiser-remove", args=[built.election.pk, last.pk])
    shown = Page(official_client.post(remove, follow=True))
    assert "The last organiser of an election cannot be removed" in shown.text
    assert built.election.officials.count() == 1


def test_an_organiser_of_another_election_is_not_found(built, official_client, other_official):
    other = draft_election(official=other_official).election.officials.get()
    address = reverse("official-organiser-remove", args=[built.election.pk, other.pk])
    assert "There is no such organiser" in Page(official_client.post(address, follow=True)).text


def full_election() -> BuiltElection:
    return open_election(
        trustees=3,
        threshold=2,
        contests=[contest_draft("One"), contest_draft("Two", votes_max=2, option_max=2)],
        styles={"Short": [2]},
        roll="name,email,weight,style\nAda,ada@example.org,3,Short\nBen,ben@example.org,1,\n",
    )


def copied(client: Client, election: Election, **choices: str) -> Election:
    before = set(Election.objects.values_list("pk", flat=True))
    answer = client.post(reverse("official-copy", args=[election.pk]), choices)
    new = Election.objects.exclude(pk__in=before).get()
    assert answer["Location"] == reverse("official-election", args=[new.pk])
    return new


def test_a_copy_has_the_questions_and_styles_and_nothing_of_the_vote(official_client):
    old = full_election().election
    Election.objects.filter(pk=old.pk).update(contact={"en": "Call us"}, quorum=2)
    old.contests.filter(number=2).update(section={"en": "Second part"}, seats=2)
    copy = copied(official_client, old)
    assert (copy.contact, copy.quorum) == ({"en": "Call us"}, 2)
    assert copy.title == {"en": "Riverside board election (copy)"}
    assert (copy.state, copy.opens_at, copy.closes_at) == ("draft", None, None)
    assert copy.time_zone == old.time_zone
    for field in ("log", "manifest", "joint_key", "election_hash", "opened_at", "attempt"):
        assert not getattr(copy, field), field
    assert [contest.title for contest in copy.contests.all()] == [{"en": "One"}, {"en": "Two"}]
    second = copy.contests.get(number=2)
    assert (second.votes_max, second.options.first().option_max) == (2, 2)
    assert (second.section, second.seats) == ({"en": "Second part"}, 2)
    style = copy.styles.get(name="Short")
    assert list(style.contests.values_list("pk", flat=True)) == [second.pk]
    assert not copy.voters.exists()
    assert not copy.trustees.exists()
    assert list(copy.officials.values_list("user", flat=True)) == [people.official().pk]
    assert old.contests.count() == 2


def test_voters_and_key_holders_go_along_where_chosen_without_codes_and_keys(official_client):
    copy = copied(
        official_client, full_election().election, with_key_holders="on", with_voters="on"
    )
    rows = copy.voters.values_list("name", "email", "weight", "style__name", "credential")
    assert list(rows) == [
        ("Ada", "ada@example.org", 3, "Short", None),
        ("Ben", "ben@example.org", 1, "All questions", None),
    ]
    assert list(copy.voters.values_list("mail_status", flat=True)) == ["none", "none"]
    holders = copy.trustees.values_list("name", "token_hash", "link_salt", "invited_at")
    assert list(holders) == [(name, "", "", None) for name in ("Priya", "Tom", "Ana")]
    assert copy.threshold == 2
    assert not copy.trustees.filter(steps__isnull=False).exists()


def test_a_cancelled_election_can_be_copied_and_a_copy_copied(official_client):
    old = draft_election().election
    Election.objects.filter(pk=old.pk).update(state="cancelled")
    copy = copied(official_client, old)
    assert copied(official_client, copy).title["en"].endswith("(copy) (copy)")


def test_a_title_that_is_missing_in_a_language_is_missing_in_the_copy(official_client):
    old = draft_election().election
    Election.objects.filter(pk=old.pk).update(
        title={"en": "Board", "fr": ""}, languages=["en", "fr"]
    )
    assert copied(official_client, old).title == {"en": "Board (copy)", "fr": ""}


def test_a_long_title_stays_within_its_limit(official_client):
    old = draft_election().election
    Election.objects.filter(pk=old.pk).update(title={"en": "x" * 200})
    assert len(copied(official_client, old).title["en"]) == 200


def test_whoever_copies_must_not_be_a_key_holder_of_the_copy(built, official):
    built.election.trustees.filter(index=1).update(email=official.email)
    with pytest.raises(InputError, match="cannot be one of its key holders"):
        election_copy(
            election=built.election, official=official, with_key_holders=True, with_voters=False
        )
    assert Election.objects.count() == 1


def test_the_task_list_and_the_list_of_elections_lead_to_the_copy(built, official_client):
    address = reverse("official-copy", args=[built.election.pk])
    for page in (reverse("officials"), reverse("official-election", args=[built.election.pk])):
        assert address in official_client.get(page).content.decode()
