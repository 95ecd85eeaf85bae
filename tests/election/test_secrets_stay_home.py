"""No server process keeps or is sent what belongs to voters and key holders alone."""

import re

import pytest

from tests.election import canaries

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("election")]

HARMLESS = re.compile(r"[0-9a-f-]*")
VOTERS = ("Ada", "Ben", "Cyd")
NAMES_IN_BODIES = {
    *("ballot", "commitments", "nonces", "signature", "credential", "challenge"),
    *("contests", "contest", "selections", "election", "salt", "style", "v"),
    *("alpha", "beta", "proof"),
}


@pytest.fixture(scope="module")
def places(story):
    return list(canaries.places(story))


def test_voter_codes_stand_in_the_messages_to_voters_alone(story, places):
    secrets = list(canaries.voters_secrets(story))
    assert canaries.hits(secrets, places) == []
    assert _are_found(secrets[:1], places, "mail/")


def test_choices_are_nowhere(story, places):
    assert canaries.hits(canaries.choices(story), places) == []


def test_nonces_of_a_cast_ballot_are_nowhere(story, places):
    locks = canaries.AdasLocks(story)
    assert canaries.hits(locks.secrets(), places) == []
    assert _are_found(locks.published(), places, "record.zip"), "the search finds no nonce at all"


def test_secrets_of_key_holders_are_nowhere(story, places):
    secrets = list(canaries.key_holders_secrets(story))
    assert canaries.hits(secrets, places) == []
    assert _are_found([item for item in secrets if item.allowed], places, "mail/")


def test_where_voters_were_is_written_down_nowhere(story, places):
    """Every request of a voter's browser tells the product, as a server in front of it would."""
    assert canaries.hits(list(canaries.voters_networks(story)), places) == []


def test_the_search_goes_through_every_kind_of_place(places):
    names = {place.name for place in places}
    for start in ("database", "output", "broker, ", "mail/", "public/", "record.zip, ", "requests"):
        assert any(name.startswith(start) for name in names), start


def test_the_sign_in_token_is_kept_nowhere(story, places):
    token = canaries.sign_in_token(story)
    assert canaries.hits([token], places) == []
    assert _are_found([token], places, "requests of Olga")


def test_voters_browsers_send_nothing_but_digits_and_known_names(story):
    for name in VOTERS:
        for sent in story.evidence[name].requests:
            if sent.method == "POST" and not sent.url.endswith("/sign-in"):
                texts = set(canaries.texts_in(sent.body)) - NAMES_IN_BODIES
                assert [text for text in texts if not HARMLESS.fullmatch(text)] == [], sent.url


def test_voters_browsers_post_to_four_addresses_only(story):
    posted = {
        sent.url.removeprefix(f"{story.product.url}/api/v1/elections/{story.election}/")
        for name in VOTERS
        for sent in story.evidence[name].requests
        if sent.method != "GET"
    }
    assert posted == {"ballots", "challenges", "sign-in", "sign-in/challenge"}


def test_a_task_carries_ids_alone(story):
    tasks = dict(canaries.task_arguments(story))
    assert list(tasks["ballots.tasks.ballots_check"]) == []


def _are_found(secrets, places, start):
    """Whether the search finds each of them where it has every right to stand."""
    allowed = [place for place in places if place.name.startswith(start)]
    return all(any(place.holds(secret) for place in allowed) for secret in secrets)
