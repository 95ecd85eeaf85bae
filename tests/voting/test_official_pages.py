"""An official sets up an election through the pages, as a person would."""

import csv
import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from crypto.credentials import parse_code
from tests.elections import (
    BuiltElection,
    contest_draft,
    draft_election,
    frozen_election,
    keyed_election,
    open_election,
    run_ceremony,
)
from voting.models import Election, RollUpload
from voting.selectors import election_get, trustee_by_token
from voting.services import contest_add

pytestmark = pytest.mark.django_db

QUESTION = {
    "title": "Who chairs?",
    "description": "",
    "options": "Dana | Teacher\nNoor\n\nSam",
    "kind": "up_to",
    "most": "2",
}


def page(name: str, election: Election, *more: object) -> str:
    return reverse(name, args=[election.pk, *more])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def draft() -> Election:
    return draft_election(voters=0, trustees=0).election


def upload(client, election: Election, content: str, *, follow: bool = True):
    file = SimpleUploadedFile("voters.csv", content.encode(), content_type="text/csv")
    return client.post(page("official-voters", election), {"file": file}, follow=follow)


def test_setting_up_an_election(official_client):
    answer = official_client.post(
        reverse("official-election-new"),
        {
            "title": "Board",
            "description": "",
            "language": "en",
            "time_zone": "Europe/Lisbon",
            "opens_at": "2030-06-08T09:00",
            "closes_at": "2030-06-12T17:00",
            "parameters": "EG-2.1-3072",
            "contact": "office@example.org\r\n+351 21 000 0000",
            "quorum": "25",
            "other_languages": ["en", "fr"],
        },
    )
    election = Election.objects.get()
    assert (election.contact["en"], election.quorum) == ("office@example.org\n+351 21 000 0000", 25)
    assert election.languages == ["en", "fr"]
    assert answer["Location"] == page("official-election", election)
    assert election.opens_at.isoformat() == "2030-06-08T08:00:00+00:00"
    assert not election.is_demonstration
    shown = text(official_client.get(page("official-details", election)))
    assert 'value="2030-06-08T09:00"' in shown


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"opens_at": "soon"}, "Enter a date and time for opening"),
        ({"closes_at": "2030-06-01T09:00"}, "Voting must close after it opens"),
        ({"title": "Board\x1b"}, "control character"),
    ],
)
def test_errors_stand_above_the_form_and_in_the_title(official_client, draft, change, message):
    values = {
        "title": "Board",
        "time_zone": "UTC",
        "opens_at": "2030-06-08T09:00",
        "closes_at": "2030-06-12T17:00",
    }
    shown = text(official_client.post(page("official-details", draft), values | change))
    assert message in shown
    assert "There is a problem" in shown
    assert "<title>Error:" in " ".join(shown.split())


def test_adding_changing_moving_and_removing_questions(official_client, draft):
    official_client.post(page("official-question-new", draft), QUESTION)
    first = draft.contests.get(number=2)
    assert (first.votes_min, first.votes_max) == (0, 2)
    assert [option.title_text for option in first.options.all()] == ["Dana", "Noor", "Sam"]
    assert first.options.all()[0].description_text == "Teacher"
    shown = text(official_client.get(page("official-question", draft, 2)))
    assert "Dana | Teacher" in shown
    official_client.post(page("official-question", draft, 2), QUESTION | {"title": "Changed"})
    official_client.post(page("official-question-up", draft, 2))
    assert draft.contests.get(number=1).title_text == "Changed"
    official_client.post(page("official-question-remove", draft, 1))
    assert draft.contests.count() == 1


@pytest.mark.parametrize(
    ("answers", "limits"),
    [
        ({"kind": "exactly", "most": "2"}, (2, 2, 1)),
        ({"kind": "between", "most": "3", "fewest": "1"}, (1, 3, 1)),
        ({"kind": "points", "most": "12", "points": "5"}, (0, 12, 5)),
    ],
)
def test_each_way_to_choose(official_client, draft, answers, limits):
    official_client.post(page("official-question-new", draft), QUESTION | answers)
    contest = draft.contests.get(number=2)
    assert (contest.votes_min, contest.votes_max, contest.points) == limits


def test_a_question_may_have_a_section_winners_an_order_and_none_of_these(official_client, draft):
    more = {"none": "on", "section": "Board", "seats": "2", "order": "by_style"}
    official_client.post(page("official-question-new", draft), QUESTION | more)
    contest = draft.contests.get(number=2)
    assert (contest.section_text, contest.seats, contest.order) == ("Board", 2, "by_style")
    last = contest.options.last()
    assert (last.title_text, last.exclusive, last.number) == ("None of these", True, 4)
    shown = text(official_client.get(page("official-question", draft, 2)))
    assert 'value="Board"' in shown
    assert "<details open" in " ".join(shown.split()).replace('class="govuk-details" ', "")
    official_client.post(page("official-question", draft, 2), QUESTION | more)
    assert draft.contests.get(number=2).options.count() == 4
    official_client.post(page("official-question", draft, 2), QUESTION)
    contest = draft.contests.get(number=2)
    assert (contest.section_text, contest.seats, contest.order) == ("", 0, "fixed")
    assert not contest.options.filter(exclusive=True).exists()


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"kind": "between"}, "Enter the smallest number"),
        ({"kind": "points"}, "Enter the most points for one option"),
        ({"kind": ""}, "Say how many a voter can choose"),
        ({"kind": "between", "most": "1", "fewest": "2"}, "cannot be above the largest"),
        ({"options": ""}, "Enter at least one option"),
        ({"most": "4"}, "at most 3 can be given"),
        ({"kind": "exactly", "none": "on"}, "where voters must choose two or more"),
        ({"kind": "points", "points": "2", "none": "on"}, "where voters must choose two or more"),
        ({"seats": "4"}, "Seats: at most as many as there are options, 3"),
        ({"order": "random"}, "Select a valid choice"),
    ],
)
def test_a_question_with_a_hole_is_not_added(official_client, draft, answers, message):
    shown = text(official_client.post(page("official-question-new", draft), QUESTION | answers))
    assert message in shown
    assert draft.contests.count() == 1


def test_a_ballot_style_is_added_and_removed(official_client, draft):
    official_client.post(page("official-styles", draft), {"name": "North", "contests": ["1"]})
    assert draft.styles.get(number=2).name == "North"
    official_client.post(page("official-style-remove", draft, 2))
    assert draft.styles.count() == 1
    shown = text(official_client.post(page("official-styles", draft), {"name": "North"}))
    assert "Choose at least one question" in shown


def test_a_voter_file_is_checked_before_anybody_is_added(official_client, draft):
    content = "name,email\nAda,ada@example.org\nBen,ben@@example.org\nAda,ADA@example.org\n"
    shown = text(upload(official_client, draft, content))
    assert "two @ signs" in shown
    assert "the same address as on line 2" in shown
    assert "Add 1 voter" in shown
    assert draft.voters.count() == 0
    official_client.post(page("official-voters-check", draft, RollUpload.objects.get().pk))
    assert list(draft.voters.values_list("name", flat=True)) == ["Ada"]
    assert RollUpload.objects.get().text == ""


def test_a_file_that_is_no_list_is_refused_at_once(official_client, draft):
    for content, message in (("", "empty"), ("nonsense", "first line names the columns")):
        assert message in text(upload(official_client, draft, content))
    assert RollUpload.objects.get().text == ""


def test_markup_in_a_name_is_shown_as_text(official_client, draft):
    upload(official_client, draft, "name,email\n<b>Ada</b>,ada@example.org\n")
    official_client.post(page("official-voters-check", draft, RollUpload.objects.get().pk))
    shown = text(official_client.get(page("official-voters", draft)))
    assert "&lt;b&gt;Ada&lt;/b&gt;" in shown
    assert "<b>Ada" not in shown


def test_codes_come_as_a_file_once(official_client):
    election = draft_election(voters=2).election
    answer = official_client.post(page("official-codes-download", election))
    assert "no-store" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert [row["email"] for row in rows] == ["voter1@example.org", "voter2@example.org"]
    assert all(len(parse_code(row["code"])) == 20 for row in rows)
    assert all(row["link"].endswith(f"/e/{election.pk}/vote#{row['code']}") for row in rows)
    again = official_client.post(page("official-codes-download", election), follow=True)
    assert "Every voter has a code already" in text(again)


def test_mailing_links_starts_a_task_with_nothing_but_an_id(
    official_client, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("voting.views.voters.invitations_send.delay", sent.append)
    election = draft_election(voters=2).election
    with django_capture_on_commit_callbacks(execute=True):
        official_client.post(page("official-codes-mail", election))
        assert sent == []
    assert sent == [election.slug]


def test_a_key_holder_is_added_invited_and_shown_the_same_link(official_client, draft, eager):
    official_client.post(
        page("official-key-holders", draft), {"name": "Priya", "email": "priya@keys.example"}
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        official_client.post(page("official-key-holder-invite", draft, 1))
    (message,) = mail.outbox
    token = str(message.body).split("#")[1].split()[0]
    assert trustee_by_token(draft, token) is not None
    answer = official_client.post(page("official-key-holder-link", draft, 1))
    assert "no-store" in answer["Cache-Control"]
    assert f"/trustee/{draft.pk}/1#{token}" in text(answer)


def test_the_page_of_key_holders_names_the_risk(official_client, draft):
    for name in ("Priya", "Tom"):
        official_client.post(
            page("official-key-holders", draft), {"name": name, "email": f"{name}@keys.example"}
        )
    official_client.post(page("official-threshold", draft), {"threshold": "2"})
    shown = text(official_client.get(page("official-key-holders", draft)))
    assert "All 2 key holders are needed" in shown
    assert "Fewer than 3 key holders" in shown
    official_client.post(page("official-ceremony-start", draft))
    assert election_get(draft.pk).attempt == 0
    refused = official_client.post(page("official-all-needed", draft), {"typed": "yes"})
    assert "Type exactly" in text(refused)
    official_client.post(page("official-all-needed", draft), {"typed": "Every key is needed"})
    official_client.post(page("official-ceremony-start", draft))
    assert election_get(draft.pk).attempt == 1


def test_the_whole_way_from_draft_to_open_through_pages(official_client, draft):
    upload(official_client, draft, "name,email\nAda,ada@example.org\n")
    official_client.post(page("official-voters-check", draft, RollUpload.objects.get().pk))
    official_client.post(page("official-codes-download", draft))
    official_client.post(
        page("official-key-holders", draft), {"name": "Priya", "email": "priya@keys.example"}
    )
    official_client.post(page("official-threshold", draft), {"threshold": "1"})
    official_client.post(page("official-ceremony-start", draft))
    assert "Waiting for: Priya." in text(official_client.get(page("official-key-holders", draft)))
    run_ceremony(BuiltElection(draft))
    shown = text(official_client.get(page("official-key-holders", draft)))
    assert "Waiting for" not in shown
    assert "Go on to check and freeze" in shown
    assert "Freeze the election?" in text(official_client.get(page("official-freeze", draft)))
    wrong = official_client.post(page("official-freeze", draft), {"typed": "Another election"})
    assert "This is not the title of this election" in text(wrong)
    title = {"typed": "riverside BOARD election "}
    official_client.post(page("official-freeze", draft), title)
    assert election_get(draft.pk).state == "frozen"
    answer = official_client.post(page("official-open", draft), title, follow=True)
    assert "3 test ballots: all fine" in text(answer)
    assert election_get(draft.pk).state == "open"


def test_a_double_press_freezes_once_and_says_it_worked(official_client):
    built = frozen_election()
    size = built.election.log.size
    answer = official_client.post(
        page("official-freeze", built.election), {"typed": "Riverside board election"}
    )
    assert answer.status_code == 302
    assert built.reload().log.size == size


def test_what_is_missing_is_listed_instead_of_the_button(official_client):
    shown = text(official_client.get(page("official-freeze", keyed_election().election)))
    assert "3 of 3 voters have no voter code yet" in shown
    assert "Type the title" not in shown


def test_planning_extending_and_cancelling(official_client):
    election = frozen_election().election
    official_client.post(page("official-open-plan", election), {"plan": "on"})
    assert election_get(election.pk).opens_on_schedule
    official_client.post(page("official-open-plan", election), {"plan": "off"})
    assert not election_get(election.pk).opens_on_schedule
    opened = open_election().election
    typed = {"typed": "Riverside board election", "reason": "Trains are late."}
    official_client.post(page("official-extend", opened), typed | {"closes_at": "2040-01-01T12:00"})
    assert election_get(opened.pk).closes_at.year == 2040
    official_client.post(page("official-cancel", opened), typed)
    assert election_get(opened.pk).state == "cancelled"


def test_a_draft_s_task_list_says_why_later_tasks_wait(official_client, draft):
    shown = text(official_client.get(page("official-election", draft)))
    assert "The election is not frozen." in shown
    assert "Voting has not closed." in shown


def test_a_warning_comes_with_very_long_ballots(official_client, draft):
    options = tuple(f"Option {i}" for i in range(101))
    contest_add(election=draft, draft=contest_draft("Long", options))
    assert "On an old phone" in text(official_client.get(page("official-questions", draft)))
