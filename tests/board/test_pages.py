"""The pages of the record, as a browser without scripts shows them."""

import re

import pytest

from board.kinds import KINDS
from board.pages import PAGE_SIZE
from board.services import NewEntry
from crypto import canonical_json
from crypto.entries import ENTRY_TYPES
from tests.board.documents import ballot, challenge, long_note, note

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


@pytest.fixture
def show(client, log):
    def ask(address="", **parameters):
        answer = client.get(f"/e/{log.slug}/record/{address}", parameters)
        return answer.content.decode() if answer.status_code == 200 else answer

    return ask


def listed(html):
    """Entry numbers in the order of the table."""
    return [int(number) for number in re.findall(r'/record/(\d+)">', html)]


def link(html, relation):
    (address,) = re.findall(rf'href="([^"]*)"\s+rel="{relation}"', html)
    return address.replace("&amp;", "&")


def test_every_type_of_entry_has_words(db):
    assert set(KINDS) == set(ENTRY_TYPES)


def test_the_record_lists_its_entries_with_the_newest_first(log, write, show):
    write(log, note(0), ballot(1), challenge(2))
    html = show()
    assert listed(html) == [2, 1, 0]
    assert html.count("<h1") == 1
    for label in ("Cancelled", "Ballot", "Test ballot"):
        assert label in html
    assert "8 June 2026, 12:00 UTC" in html


def test_the_head_is_there_to_copy(log, write, show):
    write(log, note(0))
    html = show()
    assert "Copy this and keep it" in html
    assert log.checkpoints.get().note in html


def test_the_head_says_what_is_signed(log, write, show):
    write(log, note(0), note(1))
    html = show()
    assert "Entry 1. There are 2 entries, counted from 0." in html
    assert f">{log.checkpoints.get().note.splitlines()[2]}</span>" in html
    assert 'data-copies="signed-state"' in html


def test_what_is_not_published_is_not_listed(log, write, write_unsigned, show):
    write(log, note(0))
    write_unsigned(log, ballot(1), note(2))
    assert listed(show()) == [0]
    assert listed(show(before="9")) == [0]
    assert listed(show(after="0")) == []
    assert re.findall(r'<option value="([^"]*)"', show()) == ["", "cancel"]
    assert show(kind="ballot").status_code == 404
    assert "There is no entry 2. The newest is entry 0." in show(entry="2")


def test_an_entry_that_waits_to_be_signed_says_so(log, write, write_unsigned, show):
    write(log, note(0))
    write_unsigned(log, ballot(1), note(2))
    html = show("1")
    assert "This entry is not published yet." in html
    assert "proofs/receipt" not in html
    assert "proof-check" not in html
    assert 'rel="next"' not in show("0")
    assert 'rel="next"' not in html


def test_a_ballot_and_a_test_ballot_are_checked_by_their_page_and_nothing_else(log, write, show):
    write(log, ballot(0), challenge(1), note(2))
    for number, is_checked in (("0", True), ("1", True), ("2", False)):
        html = show(number)
        assert ('id="proof-check"' in html) is is_checked
        assert ("js/pages/entry.js" in html) is is_checked
        assert ("js/checker/start-worker.js" in html) is is_checked


def test_a_page_without_such_entries_says_so(log, write, show):
    write(log, note(0))
    assert "There are no such entries here." in show(before="0")


def test_a_record_that_can_be_checked_leads_to_the_checks(log, write, show):
    write(log, ballot(0))
    checks = [f"/e/{log.slug}/{page}" for page in ("check", "download", "code")]
    assert not [address for address in checks if f'href="{address}"' in show()]
    write(log, NewEntry("freeze", canonical_json.encode({"at": "2026-06-08T12:00:00Z"})))
    assert [address for address in checks if f'href="{address}"' in show()] == checks


def test_ballots_show_their_code_and_no_time(log, write, show):
    write(log, ballot(1), ballot(2))
    html = show()
    assert len(set(CODE.findall(html))) == 2
    assert "UTC" not in html


def test_an_empty_record_says_so(log, show):
    html = show()
    assert "There is nothing on the record yet." in html
    assert "Copy this" not in html


def test_a_kind_is_filtered_by(log, write, show):
    write(log, note(0), ballot(1), note(2), ballot(3))
    assert listed(show(kind="ballot")) == [3, 1]
    assert show(kind="roll").status_code == 404


def test_only_kinds_on_the_record_are_offered(log, write, show):
    write(log, ballot(1), note(2))
    assert re.findall(r'<option value="([^"]*)"', show()) == ["", "ballot", "cancel"]


def test_older_and_newer_pages_lead_through_the_whole_record_and_back(log, write, show, client):
    write(log, *(note(number) for number in range(2 * PAGE_SIZE + 3)))
    total = 2 * PAGE_SIZE + 3
    base = f"/e/{log.slug}/record/"
    seen, pages, html = [], [], show()
    while True:
        seen += listed(html)
        pages.append(listed(html))
        if 'rel="next"' not in html:
            break
        html = client.get(base + link(html, "next")).content.decode()
    assert seen == list(reversed(range(total)))
    assert len(pages) == 3
    html = client.get(base + link(html, "prev")).content.decode()
    assert listed(html) == pages[1]
    html = client.get(base + link(html, "prev")).content.decode()
    assert listed(html)[0] == total - 1
    assert 'rel="prev"' not in html


def test_paging_keeps_the_filter(log, write, show, client):
    write(log, *(ballot(number) for number in range(PAGE_SIZE + 1)), note(0))
    html = show(kind="ballot")
    assert listed(html)[0] == PAGE_SIZE
    older = client.get(f"/e/{log.slug}/record/" + link(html, "next")).content.decode()
    assert listed(older) == [0]


def test_a_number_leads_to_its_entry(log, write, show):
    write(log, note(0), note(1))
    answer = show(entry="1")
    assert (answer.status_code, answer["Location"]) == (302, f"/e/{log.slug}/record/1")


@pytest.mark.parametrize("number", ["2", "-1", "x", "", "9" * 40])
def test_a_number_without_an_entry_is_explained_beside_the_field(log, write, show, number):
    write(log, note(0), note(1))
    html = show(entry=number)
    assert "There is a problem" in html
    assert "<title>Error: Public record" in html
    assert 'aria-describedby="id_entry' in html


@pytest.mark.parametrize(
    "parameters", [{"before": "x"}, {"before": "-1"}, {"after": "9" * 40}, {"kind": "nothing"}]
)
def test_an_address_made_up_is_not_found(log, write, show, parameters):
    write(log, note(0))
    assert show(**parameters).status_code == 404


def test_an_entry_is_told_in_plain_words_with_its_facts(log, write, show):
    (entry,) = write(log, ballot(1))
    html = show("0")
    assert "A voter sent this ballot. It is locked." in html
    assert html.count("<h1") == 1
    assert "Entry 0: Ballot" in html
    assert CODE.search(html)
    for fact in (entry.leaf.hex(), entry.chain.hex(), entry.payload.sha256.hex(), f"{1:064x}"):
        assert fact in html


def test_an_entry_shows_its_bytes_and_leads_to_its_document_and_proof(log, write, show, client):
    (entry,) = write(log, note(3))
    html = show("0")
    for data in (entry.data, entry.payload.data):
        assert data.decode().replace('"', "&quot;") in html
    for address in re.findall(r'href="(/api/[^"]*)"', html):
        assert client.get(address).status_code == 200
    assert "8 June 2026, 12:00 UTC" in html
    assert "number 3" in html


def test_a_long_document_is_linked_to_and_not_shown(log, write, show):
    write(log, long_note(200_000))
    html = show("0")
    assert "It is too long for this page." in html
    assert len(html) < 50_000


def test_an_entry_leads_to_its_neighbours(log, write, show):
    write(log, note(0), note(1), note(2))
    base = f"/e/{log.slug}/record/"
    assert (link(show("1"), "prev"), link(show("1"), "next")) == (base + "0", base + "2")
    assert 'rel="prev"' not in show("0")
    assert 'rel="next"' not in show("2")


@pytest.mark.parametrize("address", ["1", "01", "-1", "x", "9" * 30])
def test_an_entry_that_is_not_there_is_not_found(log, write, show, address):
    write(log, note(0))
    assert show(address).status_code == 404


def test_text_from_an_entry_cannot_become_part_of_the_page(log, write, show):
    evil = "</code><script>alert(1)</script>\u202e"
    payload = canonical_json.encode({"at": "2026-06-08T12:00:00Z", "reason": evil})
    write(log, NewEntry("cancel", payload))
    for html in (show(), show("0")):
        assert "<script>alert" not in html


def test_pages_are_only_read(client, log):
    assert client.post(f"/e/{log.slug}/record/").status_code == 405


def test_an_unknown_record_is_not_found(client, db):
    assert client.get("/e/unknown/record/").status_code == 404
    assert client.get("/e/unknown/record/0").status_code == 404


def test_a_page_of_the_list_costs_a_fixed_number_of_queries(
    log, write, show, django_assert_max_num_queries
):
    write(log, *(note(number) for number in range(120)))
    with django_assert_max_num_queries(10):
        show()


@pytest.mark.parametrize(
    ("first", "is_shown"),
    [
        ({"demonstration": True}, True),
        ({"demonstration": False}, False),
        (["demonstration"], False),
    ],
)
def test_a_demonstration_says_so_on_every_page_of_its_record(log, write, show, first, is_shown):
    write(log, NewEntry("ceremony", canonical_json.encode(first)), note(1))
    for html in (show(), show("0"), show("1")):
        assert ("This is a demonstration." in html) is is_shown
