"""Keys made, kept, tried out and used in browsers, from the first screen to a verified result."""

import re

import pytest

from tests.browser.ceremony_story import LEAVER, LOST, NAMES, NEEDED, play
from tests.election import ballot_paper as paper
from tests.election import canaries
from tests.election.product import Place, redis_number, running_product

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("key-ceremony")]


@pytest.fixture(scope="module")
def story(tmp_path_factory, request, browser):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "master")
    place = Place(tmp_path_factory.mktemp("product"), redis_number=redis_number(worker, of=1))
    with place.made(), running_product(place) as product:
        yield play(product, tmp_path_factory.mktemp("people"), browser)


def test_three_of_five_open_a_count_that_two_lost_keys_cannot_stop(story):
    options = (paper.CHAIRS, paper.EVENING_NAMES, paper.BOOK_NAMES)
    assert story.totals == {
        question: dict(zip(names, votes, strict=True))
        for question, names, votes in zip(paper.QUESTIONS, options, paper.RESULT, strict=True)
    }
    assert not any(story.keeper(name).key_file.exists() for name in LOST)


def test_the_record_passes_all_twelve_checks(story):
    lines = story.verifier_report.splitlines()
    assert story.verifier_status == 0, story.verifier_report
    assert [line.split()[:2] for line in lines if re.match(r"C\d\d ", line)] == [
        [f"C{number:02}", "pass"] for number in range(1, 13)
    ]
    assert "3 of 5 trustees" in story.verifier_report


def test_whoever_left_between_the_rounds_is_waited_for_by_name(story):
    assert story.waited_for == f"Waiting for: {LEAVER}"


def test_each_is_told_what_will_be_opened(story):
    assert len(story.said) == len(NAMES) - len(LOST)
    for said in story.said:
        assert "You will open 9 totals." in said
        assert "You will not open any single ballot." in said
        assert "Checked on this device. All hold." in said


def test_pages_leave_nothing_in_storage_but_which_totals_were_unlocked(story):
    for holder in story.holders:
        for found in holder.remains:
            page, profile = found["page"], found["profile"]
            assert [page[name] for name in ("cookie", "session", "name")] == ["", {}, ""]
            assert [page[name] for name in ("databases", "caches", "workers")] == [[], [], 0]
            assert profile["cookies"] == []
            assert all(re.fullmatch(r"tabella/unlocked/\S+", name) for name in page["local"])
            assert all(re.fullmatch(r"[0-9a-f]{64}", text) for text in page["local"].values())


def test_secrets_of_key_holders_are_in_no_request_page_store_or_message(story, secrets):
    places = [place for holder in story.holders for place in holder.places()]
    inside = [secret for secret in secrets if not secret.name.startswith("token of ")]
    assert len(inside) == len(NAMES) * (1 + 1 + 1 + NEEDED + len(NAMES) + 1)
    assert canaries.hits(inside, places) == []


def test_the_secret_part_of_a_link_stays_in_the_address_bar(story):
    for holder in story.holders:
        token = canaries.of_text("token", holder.link.partition("#")[2])
        assert {found["page"]["url"] for found in holder.remains} == {holder.link}
        places = list(holder.places(but="url"))
        assert canaries.hits([token], [each for each in places if "headers" not in each.name]) == []


def test_secrets_of_key_holders_are_nowhere_in_the_product(story, secrets):
    assert canaries.hits(secrets, list(canaries.places(story))) == []


def test_the_search_would_find_what_it_looks_for(story):
    """Signatures made with the same keys do stand in requests; workers' requests are seen, too."""
    asked = [sent.url for sent in story.keeper("Ana").evidence.requests]
    assert any("/entries?" in url for url in asked)
    place = next(place for place in story.keeper("Ana").places() if b'"signature"' in place.data)
    signature = re.search(rb'"signature":"([0-9a-f]{128})"', place.data)[1]
    assert place.holds(canaries.of_bytes("signature", bytes.fromhex(signature.decode())))


def test_no_page_complained_or_asked_for_what_is_not_there(story):
    seen = [holder.evidence for holder in story.holders] + list(story.evidence.values())
    assert [each.complaints for each in seen] == [[]] * len(seen)
    assert [each.failures for each in seen] == [[]] * len(seen)
    assert [each.foreign_requests(story.product.url) for each in seen] == [[]] * len(seen)


def test_pages_send_nothing_but_entries_and_unlock_shares(story):
    posted = {
        sent.url.rpartition("/trustee/")[2]
        for holder in story.holders
        for sent in holder.evidence.requests
        if sent.method != "GET"
    }
    assert posted == {"entries", "decryptions"}


@pytest.fixture(scope="module")
def secrets(story):
    """Every secret number of every key holder, and what opens their files."""
    return list(canaries.key_holders_secrets(story))
