"""The texts of an election in its other languages, through the pages."""

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.elections import contest_draft, draft_election, election_draft, frozen_election
from voting.errors import InputError, StateError
from voting.readiness import freeze_missing
from voting.selectors import contest_get, election_get
from voting.services import contest_translate, election_translate

pytestmark = pytest.mark.django_db

CHAIR = replace(contest_draft(options=("Dana", "Noor")), section={"en": "Board"})


@pytest.fixture
def draft():
    texts = replace(election_draft(), languages=("en", "fr"), contact={"en": "office@example.org"})
    return draft_election(draft=texts, contests=[CHAIR]).election


def page(election, *more):
    name = "official-translation" if len(more) > 1 else "official-translations"
    return reverse(name, args=[election.pk, *more])


def text(answer):
    return " ".join(answer.content.decode().split())


def translate(client, election):
    words = {"title": "Élection", "description": "Deux sièges.", "contact": "bureau@example.org"}
    client.post(page(election, "fr", 0), words)
    question = {"title": "Présidence ?", "section": "Conseil"}
    options = {"option-1": "Dana", "option-2": "Noor"}
    return client.post(page(election, "fr", 1), question | options, follow=True)


def test_what_is_missing_stands_on_the_task_list_and_holds_up_the_freeze(official_client, draft):
    tasks = text(official_client.get(reverse("official-election", args=[draft.pk])))
    assert "Texts in French" in tasks
    assert "7 texts are missing" in tasks
    assert "7 texts in French are missing" in freeze_missing(draft)
    shown = translate(official_client, draft)
    assert "All texts are there." in text(shown)
    election = election_get(draft.pk)
    assert election.title == {"en": "Riverside board election", "fr": "Élection"}
    assert election.contact["fr"] == "bureau@example.org"
    contest = contest_get(election, 1)
    assert (contest.title["fr"], contest.section["fr"]) == ("Présidence ?", "Conseil")
    assert [option.title["fr"] for option in contest.options.all()] == ["Dana", "Noor"]
    assert not any("missing" in words for words in freeze_missing(election))


def test_the_original_stands_beside_the_field_and_old_words_stay(official_client, draft):
    translate(official_client, draft)
    shown = text(official_client.get(page(draft, "fr", 1)))
    assert "Who chairs the board?" in shown
    assert 'value="Présidence ?"' in shown
    assert 'lang="fr"' in shown
    # Changing the question in its first language keeps what was translated.
    changed = {"title": "Who leads?", "options": "Noor\nDana", "kind": "up_to", "most": "1"}
    official_client.post(reverse("official-question", args=[draft.pk, 1]), changed)
    contest = contest_get(election_get(draft.pk), 1)
    assert contest.title == {"en": "Who leads?", "fr": "Présidence ?"}
    assert [option.title["fr"] for option in contest.options.all()] == ["Noor", "Dana"]


@pytest.mark.parametrize("more", [("de", 0), ("en", 0), ("de",), ("en",), ("fr", 2)])
def test_there_is_no_page_for_other_languages_and_questions(official_client, draft, more):
    assert official_client.get(page(draft, *more)).status_code == 404


def test_two_options_cannot_be_called_the_same(official_client, draft):
    words = {"title": "Présidence ?", "option-1": "Dana", "option-2": "dana"}
    shown = text(official_client.post(page(draft, "fr", 1), words))
    assert "Option 2 (fr): the same words as option 1" in shown
    assert contest_get(election_get(draft.pk), 1).title["fr"] == ""


def test_a_hidden_mark_is_refused_by_place(draft):
    with pytest.raises(InputError, match="Title: a hidden mark"):
        election_translate(election=draft, language="fr", texts={"title": "a\u202eb"})
    with pytest.raises(InputError, match="no such language"):
        election_translate(election=draft, language="ar", texts={})


def test_nothing_changes_after_the_freeze():
    election = frozen_election().election
    with pytest.raises(StateError):
        contest_translate(contest=contest_get(election, 1), language="fr", texts={})


def test_a_language_can_be_left_out_again(official_client, draft):
    translate(official_client, draft)
    details = {"title": "Board", "time_zone": "UTC", "opens_at": "", "closes_at": ""}
    official_client.post(reverse("official-details", args=[draft.pk]), details)
    election = election_get(draft.pk)
    assert (election.languages, election.title) == (["en"], {"en": "Board"})
