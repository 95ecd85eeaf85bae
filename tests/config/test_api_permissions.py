"""Programs get no further than people: what pages keep back, the interface keeps back as well."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from tests import people
from tests.elections import draft_election, frozen_election

pytestmark = pytest.mark.django_db

FILLED = {
    "index": "0",
    "sha256": "0" * 64,
    "ballot_hash": "0" * 64,
    "code": "7K3M-9QXD-2VTA-R8HN-5CWE",
}
# What belongs to one election: its pages and its part of the interface.
OF_ELECTIONS = re.compile(r"/(?:e|api/v1/elections|api/v1/logs|logs)/<")


def addresses(patterns, before="/"):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address


ADDRESSES = sorted(
    {each for each in addresses(get_resolver().url_patterns) if OF_ELECTIONS.match(each)}
)


def filled(address, election):
    values = FILLED | {"election_id": election.slug, "slug": election.slug, "path": "checkpoint"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: values[place[1]], address)


def test_both_kinds_of_addresses_are_there():
    assert len([each for each in ADDRESSES if each.startswith("/api/")]) >= 20
    assert len([each for each in ADDRESSES if each.startswith("/e/")]) >= 12


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_draft_is_nowhere_to_be_seen(client, address):
    """Signed in or not: an official's session opens pages of officials and nothing else."""
    election = draft_election(trustees=1).reload()
    allowed = {401} if "/trustee" in address else {404, 405}
    assert client.get(filled(address, election)).status_code in allowed
    people.sign_in(client, people.official())
    assert client.get(filled(address, election)).status_code in allowed


def test_what_is_public_needs_no_account_in_either(client):
    election = frozen_election().reload()
    for address in (
        f"/e/{election.slug}/",
        f"/e/{election.slug}/record/",
        f"/api/v1/elections/{election.slug}/",
        f"/api/v1/elections/{election.slug}/manifest",
        f"/api/v1/logs/{election.slug}/entries?start=0&count=1",
    ):
        assert client.get(address).status_code == 200, address


def test_no_session_stands_in_for_a_key_holder_s_link(client):
    election = frozen_election().reload()
    people.sign_in(client, people.official())
    for path in ("trustee", "trustee/task"):
        assert client.get(f"/api/v1/elections/{election.slug}/{path}").status_code == 401
