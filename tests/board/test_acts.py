"""The page that tells what organisers and key holders did."""

import re

import pytest

from board.services import NewEntry
from crypto import canonical_json
from tests.board.documents import ballot, challenge, note
from tests.pages import Page


@pytest.fixture
def show(client, log):
    return lambda: client.get(f"/e/{log.slug}/record/acts")


def act(kind, trustee=None, **document):
    fields = {"signature": "5" * 128, "trustee": trustee} if trustee else {}
    return NewEntry(kind, canonical_json.encode({"n": str(fields), **document}), fields)


def linked(response):
    """Numbers of entries in the order of the page."""
    return [int(number) for number in re.findall(r'/record/(\d+)"', response.content.decode())]


def test_acts_stand_in_order_with_words_time_and_link(log, write, show):
    write(log, act("ceremony"), act("open", at="2026-06-08T09:00:00Z"))
    write(log, act("close", at="2026-06-12T17:00:00Z"))
    response = show()
    page = Page(response)
    assert linked(response) == [0, 1, 2]
    assert page.headings == ["What the organisers did"]
    words = page.text
    assert words.index("Keys started") < words.index("Voting opened.") < words.index("Closed")
    assert "8 June 2026, 09:00 UTC Voting opened." in words
    assert "12 June 2026, 17:00 UTC Voting closed. No ballot can be added after this." in words


def test_ballots_are_counted_between_acts_and_not_listed(log, write, show, client):
    write(log, act("open", at="2026-06-08T09:00:00Z"), ballot(1), challenge(2), ballot(3))
    write(log, act("extend", at="2026-06-10T09:00:00Z"), ballot(4))
    response = show()
    assert linked(response) == [0, 4]
    words = Page(response).text
    assert words.index("3 ballots and test ballots") < words.index("Voting was given more time.")
    assert words.index("Voting was given more time.") < words.index("1 ballot or test ballot")
    (address,) = re.findall(r'href="([^"]*\?before=\d+)"', response.content.decode())
    assert linked(client.get(address))[0] == 3


def test_what_several_key_holders_did_is_told_once_with_each_entry(log, write, show):
    write(log, act("trustee", 1), act("trustee", 2), act("share", 1))
    response = show()
    assert linked(response) == [0, 1, 2]
    words = Page(response).text
    assert words.count("A key holder made a key.") == 1
    assert "Entry 0 (key holder 1) Entry 1 (key holder 2)" in words


def test_acts_with_a_time_are_each_told(log, write, show):
    write(log, *(act("extend", at=f"2026-06-{day}T09:00:00Z") for day in (10, 11)))
    assert Page(show()).text.count("Voting was given more time.") == 2


def test_what_organisers_said_of_their_act_is_repeated(log, write, show):
    write(
        log,
        act("waiver", at="2026-06-01T09:00:00Z", reason="Tom is at sea", trustees=[2, 4]),
        act("extend", at="2026-06-10T09:00:00Z", closes="2026-06-14T17:00:00Z", reason="A storm"),
        act("cancel", at="2026-06-11T09:00:00Z", reason="<script>alert(1)</script>"),
    )
    response = show()
    words = Page(response).text
    for told in (
        "Key holders: 2, 4",
        "Reason: Tom is at sea",
        "New end of voting: 14 June 2026, 17:00 UTC",
        "Reason: A storm",
    ):
        assert told in words
    assert "<script>alert" not in response.content.decode()


def test_what_is_not_published_is_not_told(log, write, write_unsigned, show):
    write(log, act("ceremony"))
    write_unsigned(log, ballot(1), note(2))
    response = show()
    assert linked(response) == [0]
    words = Page(response).text
    assert "ballot or test ballot" not in words
    assert "Cancelled" not in words


def test_an_empty_record_has_no_acts(log, show):
    assert "There is nothing on the record yet." in Page(show()).text


def test_unknown_records_and_the_list_of_records_have_no_acts(client, db):
    for slug in ("unknown", "registry"):
        assert client.get(f"/e/{slug}/record/acts").status_code == 404


def test_the_record_leads_to_its_acts_and_back(log, write, show, client):
    write(log, act("ceremony"))
    html = client.get(f"/e/{log.slug}/record/").content.decode()
    assert f'href="/e/{log.slug}/record/acts"' in html
    assert f'href="/e/{log.slug}/record/"' in show().content.decode()


def test_the_page_costs_a_fixed_number_of_queries(log, write, show, django_assert_max_num_queries):
    write(log, *(act("trustee", number) for number in range(1, 60)))
    with django_assert_max_num_queries(8):
        show()
