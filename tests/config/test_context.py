"""Pages of the record name their election, once it is public."""

import pytest

from tests.elections import frozen_election, keyed_election
from tests.pages import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_of_a_record_name_their_election(client):
    election = frozen_election().election
    for address in ("", "acts", "0"):
        shown = Page(client.get(f"/e/{election.slug}/record/{address}"))
        assert "Riverside board election" in shown.text
    record = client.get(f"/e/{election.slug}/record/").content.decode()
    assert f'href="/e/{election.slug}/"' in record


def test_a_draft_whose_keys_are_being_made_is_not_named(client):
    election = keyed_election().election
    answer = client.get(f"/e/{election.slug}/record/")
    assert "Riverside board election" not in answer.content.decode()


def test_a_record_without_an_election_has_a_page_all_the_same(client):
    frozen_election()
    assert client.get("/e/registry/record/").status_code == 200
