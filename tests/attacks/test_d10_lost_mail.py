"""D10: three of ten voters' mail does not arrive. Officials see it, and voters get their links."""

import pytest
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import reverse

from tests import people
from tests.elections import draft_election
from tests.pages import Page
from tests.tasks import eager  # noqa: F401  a fixture, by its name
from tests.voting.sink import sink
from voting.models import MailStatus
from voting.tasks import invitations_send

pytestmark = pytest.mark.django_db

LOST = ("voter2@example.org", "voter5@example.org", "voter9@example.org")


@pytest.fixture
def server(settings):
    cache.clear()
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running
    cache.clear()


def test_officials_see_lost_mail_and_voters_recover_by_themselves(server, eager):  # noqa: F811
    built = draft_election(voters=10)
    server.answers = dict.fromkeys(LOST, "550 5.2.2 mailbox full")
    invitations_send(built.election.slug)
    official = Client()
    people.sign_in(official, people.official())
    page = reverse("official-messages", args=[built.election.pk])
    shown = Page(official.get(page)).text
    assert "Voting links 0 0 7 3 0" in shown
    assert all(address in shown for address in LOST)
    assert shown.count("The mailbox is full or has too little room") == 3
    server.answers.clear()
    for address in LOST:
        with TestCase.captureOnCommitCallbacks(execute=True):
            Client().post(
                reverse("election-new-link", args=[built.election.pk]), {"email": address}
            )
    assert set(built.election.voters.values_list("mail_status", flat=True)) == {MailStatus.SENT}
    assert "Voting links 0 0 10 0 0" in Page(official.get(page)).text
    received = "".join(server.mails)
    assert all(f"To: {address}" in received for address in LOST)
