"""Witnesses: what a voter is told of them, and what the booth waits for."""

import pytest

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.stand_ins import SIGNED_AT, WITNESSES
from tests.browser.test_booth_late import PROMISE_PATH, later
from tests.browser.test_booth_receipts import saved
from tests.browser.voters import STATUS_PATH, Voter, change_answer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NEVER = "We received your ballot"


def lines_of(receipt):
    """The receipt up to the log's own line, and the witnesses' lines."""
    head, *lines = receipt.split("\N{EM DASH} witness.example/")
    return head, [f"\N{EM DASH} witness.example/{line}" for line in lines]


def signed_by(*places):
    """Leave only these lines in, numbered from 0."""

    def change(answer):
        if "receipt" in answer:
            head, lines = lines_of(answer["receipt"])
            answer["receipt"] = head + "".join(lines[place] for place in places)

    return change


def falsely_signed(answer):
    """The second witness's line is there twice, once for another checkpoint."""
    if "receipt" in answer:
        false = WITNESSES[1].cosign("elsewhere.example\n1\n" + "A" * 43 + "=\n", SIGNED_AT)
        signed_by(0, 1)(answer)
        answer["receipt"] += false


def locked(page, booth, election):
    voter = Voter(page, booth, election)
    voter.sign_in()
    voter.choose_short()
    return voter


def test_enough_witnesses_are_told_in_plain_words(page, booth):
    voter = locked(page, booth, "witnessed")
    voter.send()
    assert page.get_attribute("#witnesses", "data-signed") == "3"
    assert "3 of 3 witnesses have signed the public record with your ballot in it." in voter.text()
    assert "Fewer witnesses" not in voter.text()


@pytest.mark.parametrize(
    ("change", "signed"),
    [
        (signed_by(), 0),
        (signed_by(2), 1),
        (signed_by(0, 0, 0), 1),
        (falsely_signed, 1),
    ],
    ids=["none", "one", "one many times", "one and a false one"],
)
def test_fewer_witnesses_than_planned_are_told_with_what_to_do(change, signed, page, booth):
    voter = locked(page, booth, "witnessed")
    change_answer(page, STATUS_PATH, change)
    voter.send()
    assert page.get_attribute("#witnesses", "data-signed") == str(signed)
    told = page.inner_text("#witnesses")
    assert f"Fewer witnesses than planned have signed the public record so far: {signed}," in told
    assert "check your ballot code again tomorrow" in voter.text()
    # The page comes with more witnesses' lines than this device had seen, which is no lie.
    saved(page, "#save-receipt")


def test_two_of_three_are_enough(page, booth):
    voter = locked(page, booth, "witnessed")
    change_answer(page, STATUS_PATH, signed_by(2, 0))
    voter.send()
    assert "2 of 3 witnesses have signed" in voter.text()


def test_nothing_is_said_where_no_witnesses_are_asked_for(page, booth):
    voter = locked(page, booth, "short")
    voter.send()
    assert page.locator("#witnesses").count() == 0
    assert "witness" not in voter.text()


@pytest.mark.parametrize(
    "change", [signed_by(), signed_by(1), signed_by(1, 1), falsely_signed], ids=range(4)
)
def test_an_election_that_waits_for_witnesses_says_nothing_before(change, page, booth):
    page.clock.install()
    voter = locked(page, booth, "patient")
    change_answer(page, STATUS_PATH, change)
    # A ballot that is on the record is promised no more.
    page.route(PROMISE_PATH, lambda route: route.fulfill(json={}))
    with page.expect_response(STATUS_PATH):
        page.click("#send-ballot")
    with page.expect_response(STATUS_PATH):
        later(page, 11)
        later(page, 3)
    page.wait_for_selector("#late >> text=Too few witnesses have signed")
    assert NEVER not in voter.text()
    page.unroute(STATUS_PATH)
    later(page, 3)
    page.wait_for_selector("#received")
    assert page.get_attribute("#witnesses", "data-signed") == "3"


def test_a_test_ballot_waits_for_witnesses_as_well(page, booth):
    page.clock.install()
    voter = locked(page, booth, "patient")
    change_answer(page, STATUS_PATH, signed_by(0))
    with page.expect_response(STATUS_PATH):
        page.click("#test-ballot")
    with page.expect_response(STATUS_PATH):
        later(page, 3)
    assert page.locator("#go-back-and-vote").count() == 0
    page.unroute(STATUS_PATH)
    later(page, 3)
    page.wait_for_selector("#go-back-and-vote")
    assert "Dana Levi" in page.inner_text("#test-choices")
    assert voter.heading().startswith("This was a test.")


def test_the_code_page_counts_witnesses_too(page, booth):
    voter = locked(page, booth, "witnessed")
    voter.send()
    address = page.get_attribute("#check-code", "href")
    page.goto(f"{booth['address']}{address}")
    page.wait_for_selector("#device-check[data-outcome=good]")
    told = page.inner_text("#device-check")
    assert told.endswith("Witnesses that have signed it so far: 3. The election asks for 2.")
    page.click("text=See the entry in the public record")
    page.wait_for_selector("#proof-check[data-outcome=good]")
    told = page.inner_text("#proof-recorded")
    assert told.endswith("Witnesses that have signed it so far: 3. The election asks for 2.")


def test_no_page_calls_recorded_what_waits_for_witnesses(page, booth):
    voter = locked(page, booth, "patient")
    voter.send()
    address = page.get_attribute("#check-code", "href")
    page.route("**/proofs/receipt?*", with_log_line_only)
    page.goto(f"{booth['address']}{address}")
    page.wait_for_selector("#device-check[data-outcome=bad]")
    page.click("text=See the entry in the public record")
    page.wait_for_selector("#proof-check[data-outcome=bad]")
    assert "too few witnesses have signed it" in page.inner_text("#proof-problems")


def with_log_line_only(route):
    response = route.fetch()
    route.fulfill(response=response, body=lines_of(response.text())[0])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("change", [signed_by(0, 1), signed_by()], ids=["enough", "few"])
def test_what_is_said_of_witnesses_is_accessible(browser, booth, look, change):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        voter = locked(page, booth, "witnessed")
        change_answer(page, STATUS_PATH, change)
        voter.send()
        check(page)
