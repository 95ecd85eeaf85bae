"""Mail that is kept as files: found and read without knowing where."""

import io

import pytest
from django.core.mail import EmailMessage, send_mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests import people
from tests.elections import draft_election
from tests.pages import Page
from voting.tasks import invitations_send


@pytest.fixture
def kept(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path


def inbox(*arguments: str) -> str:
    said = io.StringIO()
    call_command("inbox", *arguments, stdout=said)
    return said.getvalue()


def test_mail_is_listed_and_shown_by_address(kept):
    assert "No mail yet" in inbox()
    send_mail("Your voting link", "Über den Link\nhttp://x/#CODE", None, ["ada@example.org"])
    EmailMessage("Results are out", "See the page", to=["ben@example.org"]).send()
    listed = inbox()
    assert len(listed.splitlines()) == 2
    assert "ada@example.org  Your voting link" in listed
    assert "CODE" not in inbox()
    shown = inbox("Ada@")
    assert "Über den Link\nhttp://x/#CODE" in shown
    assert "Results are out" not in shown


def test_nothing_is_kept_where_a_mail_server_is_named():
    with pytest.raises(CommandError, match="no copy is kept here"):
        inbox()


@pytest.fixture
def official(db) -> Client:
    client = Client()
    people.sign_in(client, people.official())
    return client


def inbox_page(client: Client, election):
    return client.get(reverse("official-inbox", args=[election.pk]))


def test_officials_of_a_demonstration_read_its_mail_and_no_other(kept, official):
    shown, other = (draft_election(voters=2).election for _ in range(2))
    for election in (shown, other):
        invitations_send(election.slug)
    page = Page(inbox_page(official, shown))
    assert page.text.count("Your voting link, for you alone") == 2
    assert f"/e/{shown.slug}/vote#" in page.text
    assert other.slug not in page.text
    shown.officials.all().delete()
    assert inbox_page(official, shown).status_code == 404


def test_nobody_reads_the_mail_of_a_real_election(kept, official):
    election = draft_election(voters=2, is_demonstration=False).election
    invitations_send(election.slug)
    assert inbox_page(official, election).status_code == 404
    messages = official.get(reverse("official-messages", args=[election.pk]))
    assert reverse("official-inbox", args=[election.pk]) not in messages.content.decode()
