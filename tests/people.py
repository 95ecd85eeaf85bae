"""The cast: the same people in every test.

They have no passwords: hashing one on purpose takes long, and few tests sign in with one.
"""

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voting import sessions
from voting.models import Election, Proposal, ProposalState
from voting.services import official_create, second_step_of
from voting.sessions import GENERATION, PROVED_AT, SEEN_AT, SIGNED_IN_AT


def official() -> User:
    """Olga, official of the election under test."""
    return person("olga@example.org", "Olga")


def other_official() -> User:
    """Umar, official of some other election."""
    return person("umar@example.org", "Umar")


def second_official() -> User:
    """Otto, who runs the election under test together with Olga."""
    return person("otto@example.org", "Otto")


def sign_in(client: Client, user: User) -> Client:
    """Take both steps of signing in, just now. The only place where tests go past the doors."""
    client.force_login(user)
    session = client.session
    now = timezone.now().timestamp()
    session.update({SIGNED_IN_AT: now, SEEN_AT: now, PROVED_AT: now})
    session[GENERATION] = second_step_of(user).generation
    session.save()
    return client


def signed_in(user: User) -> Client:
    return sign_in(Client(), user)


def sessions_last() -> None:
    """For servers that tests start: their one session has to last as long as the tests run."""
    sessions._is_within = lambda _seconds, _limit: True


def agree(client: Client, election: Election) -> HttpResponse:
    """Agree, as another organiser, to the one thing that waits."""
    waiting = Proposal.objects.get(election=election, state=ProposalState.WAITING)
    page = reverse("official-proposal-agree", args=[election.pk, waiting.pk])
    return client.post(page, {"seen": waiting.content_hash})


def person(email: str, name: str) -> User:
    known = User.objects.filter(username=email).first()
    return known or official_create(email=email, name=name)
