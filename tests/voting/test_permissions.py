"""Who may do what on officials' pages: every page of every room, every kind of person."""

import logging
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests import people
from tests.elections import contest_draft, election_draft, open_election
from voting import urls
from voting.models import Election, TrusteeMail, VoterMessage
from voting.texts import Text

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "number": 1,
    "index": 1,
    "language": "fr",
    "upload_id": "00000000-0000-4000-8000-000000000000",
    "message_id": 1,
    "official_id": 1,
    "report_id": 1,
    "request_id": 1,
}
NAMES = sorted(
    str(name)
    for name in get_resolver().reverse_dict
    if isinstance(name, str)
    and name.startswith("official-")
    and "election_id" in get_resolver().reverse_dict[name][0][0][1]
)
VOTING_NAMES = {str(pattern.name) for pattern in urls.urlpatterns} & set(NAMES)
POST_ONLY = {
    "official-ceremony-restart",
    "official-ceremony-start",
    "official-codes-clear",
    "official-codes-download",
    "official-codes-mail",
    "official-codes-retry",
    "official-drill-ask",
    "official-holder-reminders",
    "official-invite-all",
    "official-key-holder-invite",
    "official-key-holder-link",
    "official-key-holder-remind",
    "official-key-holder-remove",
    "official-link-request-done",
    "official-mail-retry",
    "official-message-again",
    "official-messages-again",
    "official-open-plan",
    "official-organiser-remove",
    "official-question-remove",
    "official-question-up",
    "official-remind-all",
    "official-second-factor",
    "official-report-done",
    "official-style-remove",
    "official-styles",
    "official-threshold",
    "official-voter-remove",
}


@pytest.fixture
def election() -> Election:
    languages = replace(election_draft(), languages=("en", "fr"), title=both(), description=both())
    contest = contest_draft(options=("Dana", "Noor"))
    options = [replace(option, title=both(option.title["en"])) for option in contest.options]
    contest = replace(contest, title=both(), options=options)
    return open_election(draft=languages, contests=[contest]).election


def both(words: str = "Board") -> Text:
    return {"en": words, "fr": words}


def address(name: str, election: Election) -> str:
    known = get_resolver().reverse_dict[name][0][0][1]
    values = {"election_id": election.pk, **ARGUMENTS}
    return reverse(name, kwargs={key: values[key] for key in known})


def snapshot(election: Election) -> dict[str, object]:
    row = Election.objects.filter(pk=election.pk).values().get()
    return row | {
        "entries": election.log.entries.count() if election.log else 0,
        "voters": list(election.voters.values_list("number", "credential")),
        "trustees": list(election.trustees.values_list("name", "token_hash", "invited_at")),
        "mails": TrusteeMail.objects.count(),
        "messages": VoterMessage.objects.count(),
        "officials": list(election.officials.values_list("user")),
        "elections": Election.objects.count(),
        "contests": election.contests.count(),
    }


def test_the_matrix_covers_the_known_pages():
    assert "official-freeze" in NAMES
    assert POST_ONLY <= VOTING_NAMES
    assert len(NAMES) >= 35


def test_nobody_but_the_election_s_officials_gets_in(election, caplog):
    before = snapshot(election)
    outsider = Client()
    outsider.force_login(people.other_official())
    for name in NAMES:
        page = address(name, election)
        for send in (outsider.get, outsider.post):
            assert send(page).status_code == 404, page
        for send in (Client().get, Client().post):
            answer = send(page)
            assert answer.status_code == 302, page
            assert answer["Location"] == f"/officials/sign-in?next={page}"
    assert snapshot(election) == before
    assert f"refused for election {election.pk}" in caplog.text


def test_looking_changes_nothing(election, official_client):
    before = snapshot(election)
    for name in VOTING_NAMES:
        answer = official_client.get(address(name, election))
        if name in POST_ONLY:
            assert answer.status_code == 405, name
        elif not name.startswith("official-voters-check"):
            assert answer.status_code == 200, name
            assert "no-store" in answer["Cache-Control"], name
    assert snapshot(election) == before


def test_a_form_without_its_token_is_refused_and_logged(election, official, caplog):
    caplog.set_level(logging.WARNING)
    before = snapshot(election)
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    for name in NAMES:
        assert client.post(address(name, election)).status_code == 403, name
    assert snapshot(election) == before
    assert caplog.text.count("CSRF") >= len(NAMES)


def test_an_old_session_opens_nothing(election, official_client):
    official_client.post("/officials/sign-out")
    for name in NAMES:
        assert official_client.post(address(name, election)).status_code == 302, name


def test_an_election_that_does_not_exist_looks_like_another_official_s(official_client):
    page = "/officials/elections/00000000-0000-4000-8000-000000000000/"
    assert official_client.get(page).status_code == 404


def test_key_holders_of_another_election_s_number_are_not_found(election, official_client):
    page = reverse("official-key-holder-replace", args=[election.pk, 9])
    assert official_client.get(page).status_code == 404
