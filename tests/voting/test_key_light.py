"""The light that says whether the votes can still be counted."""

import pytest
from django.urls import reverse

from tests.elections import (
    BuiltElection,
    contest_draft,
    draft_election,
    drill_payload,
    frozen_election,
    keyed_election,
    open_election,
    send_entry,
)
from tests.pages import Page
from tests.voting.waivers import cancelled, frozen_with_waiver
from voting.can_count import Light, can_count
from voting.models import Trustee
from voting.services import (
    drill_ask,
)

pytestmark = pytest.mark.django_db


def light(built: BuiltElection) -> Light:
    known = can_count(built.reload())
    assert known is not None
    return known.light


def test_the_light_follows_what_is_known_of_the_keys():
    built = open_election(trustees=4, threshold=2)
    assert light(built) is Light.GOOD
    drill_ask(election=built.election)
    known = can_count(built.reload())
    assert (known.light, known.working) == (Light.NARROW, 0)
    assert known.unanswered == ("Priya", "Tom", "Ana", "Kofi")
    for secret in built.secrets[:2]:
        send_entry(built, secret, drill_payload)
    known = can_count(built.reload())
    assert (known.light, known.working, known.unanswered) == (Light.NARROW, 2, ("Ana", "Kofi"))
    send_entry(built, built.secrets[2], drill_payload)
    assert light(built) is Light.GOOD
    Trustee.objects.filter(index=3).update(has_lost_key=True)
    known = can_count(built.reload())
    assert (known.light, known.lost, known.unanswered) == (Light.NARROW, ("Ana",), ("Kofi",))
    Trustee.objects.filter(index__in=(1, 4)).update(has_lost_key=True)
    assert light(built) is Light.LOST


def test_where_all_are_needed_no_key_is_to_spare():
    assert light(frozen_election(trustees=1)) is Light.NARROW


def test_a_waived_key_is_not_one_that_works():
    built = frozen_with_waiver()
    known = can_count(built.election)
    assert (known.light, known.working, known.of, known.waived) == (Light.GOOD, 4, 5, ("Mei",))


@pytest.mark.parametrize("build", [draft_election, keyed_election, cancelled])
def test_there_is_no_light_before_the_freeze_or_after_the_end(build):
    assert can_count(build().reload()) is None


WORDS = {
    0: ("✓ Yes", "Even if one more key is lost, the votes can be counted."),
    1: ("! Not certain", "If one more key is lost, the votes may never be counted."),
    2: ("✕ No", "too few keys are left and the votes of this election can never be counted"),
}


@pytest.mark.parametrize("lost", WORDS)
@pytest.mark.parametrize("name", ["official-key-holders", "official-election", "official-watch"])
def test_the_light_speaks_in_words_beside_its_colour(official_client, name, lost):
    built = open_election(trustees=3, threshold=2, contests=[contest_draft()])
    Trustee.objects.filter(index__lte=lost).update(has_lost_key=True)
    shown = Page(official_client.get(reverse(name, args=[built.election.pk])))
    answer, meaning = WORDS[lost]
    assert answer in shown.text
    assert f"{3 - lost} of 3 keys" in shown.text
    if name != "official-election":
        assert meaning in shown.text


def test_voting_does_not_open_when_too_few_keys_are_left(official_client):
    built = frozen_election(trustees=3, threshold=2)
    Trustee.objects.filter(index__lte=2).update(has_lost_key=True)
    page = reverse("official-open", args=[built.election.pk])
    assert "✕ No" in Page(official_client.get(page)).text
    typed = {"typed": "Riverside board election"}
    refused = Page(official_client.post(page, typed)).text
    assert "Too few keys are left (Priya, Tom reported a lost key)" in refused
    assert built.reload().state == "frozen"
    send_entry(built, built.secrets[0], drill_payload)
    official_client.post(page, typed)
    assert built.reload().state == "open"
