"""The voter's way from signing in to the receipt."""

import re

import pytest

from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

# Remembers whether Send could ever be pressed while no ballot code was on the page.
WATCH_SEND = """
new MutationObserver(() => {
  const send = document.getElementById("send-ballot");
  if (send && !send.disabled && !document.getElementById("ballot-code")) window.sentBlindly = true;
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def test_a_ballot_is_cast_and_its_receipt_saved(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    code = voter.choose_long()
    voter.send()
    assert voter.heading() == "We received your ballot"
    assert page.inner_text("#ballot-code") == code
    with page.expect_download() as download:
        page.click("#save-receipt")
    receipt = download.value.path().read_text(encoding="utf-8")
    assert code in receipt
    assert "c2sp.org/tlog-proof@v1\n" in receipt
    assert "Ada" not in receipt
    standing = voter.api(f"trackers/{code}")
    assert standing["status"] == "counted"
    assert f"(entry {standing['index']})" in voter.text()


def test_the_code_stands_there_before_the_ballot_can_be_sent(page, booth):
    page.add_init_script(WATCH_SEND)
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    voter.send()
    assert not page.evaluate("window.sentBlindly")


def test_a_test_shows_what_the_ballot_held_and_is_never_the_ballot_sent(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    tested = voter.choose_long()
    page.click("#test-ballot")
    page.wait_for_selector("#go-back-and-vote")
    held = page.inner_text("#test-choices")
    for words in ("Dana Levi", "Ada", "Cleo", "Parks: 7 points", "Roads: 3 points", "No", "Zoë 1"):
        assert words in held
    assert "Noor Aziz" not in held
    entry = page.get_attribute("#test-entry", "href")
    page.click("#go-back-and-vote")
    cast = voter.locked_code()
    assert cast != tested
    voter.send()
    assert page.inner_text("#ballot-code") == cast
    standing = voter.api(f"trackers/{tested}")
    assert standing["status"] == "test"
    assert entry == f"/e/{voter.election['id']}/code?code={tested}"
    page.goto(f"{booth['address']}{entry}")
    again = page.inner_text("#held")
    for words in ("Dana Levi", "Ada", "Cleo", "Parks: 7", "Roads: 3", "No", "Zoë 1"):
        assert words in again


def test_the_number_of_tests_is_limited_and_voting_is_not(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    for _ in range(6):
        page.click("#test-ballot")
        page.wait_for_selector("#go-back-and-vote")
        outcome = voter.text()
        page.click("#go-back-and-vote")
        voter.locked_code()
    assert "You have used all tests" in outcome
    voter.send()


def test_the_last_of_two_ballots_counts(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    first = voter.choose_short(1)
    voter.send()
    page.click("#vote-again")
    page.wait_for_selector("#option-1-1")
    assert not page.is_checked("#option-1-1")
    second = voter.choose_short(2)
    voter.send()
    assert voter.api(f"trackers/{first}")["status"] == "replaced"
    assert voter.api(f"trackers/{second}")["status"] == "counted"


def test_someone_who_voted_is_told_so_and_shown_the_code_only(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    code = voter.choose_short(1)
    voter.send()
    page.click("#finish")
    with page.expect_response(re.compile("/sign-in$")) as answer:
        page.goto("about:blank")
        voter.sign_in()
    assert voter.heading() == "You have voted"
    assert page.inner_text("#earlier-code") == code
    known = answer.value.json()
    assert set(known) == {"ballots", "second_factor", "style", "weight"}
    assert set(known["ballots"][0]) == {"ballot", "index", "status", "tracker"}
    page.click("#vote-again")
    page.wait_for_selector("#option-1-1")


def test_a_choice_too_many_is_not_made_and_nothing_is_taken_away(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    page.click("#skip")
    for option in (1, 2, 3):
        page.check(f"#option-2-{option}")
    page.click("#option-2-4")
    expected = "You have chosen 3 of 3. To choose Dina, first remove one of your choices."
    assert page.inner_text("#count") == expected
    assert [page.is_checked(f"#option-2-{n}") for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_points_beyond_the_total_hold_the_voter_back(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    page.click("#skip")
    page.click("#skip")
    page.select_option("#option-3-1", "8")
    page.select_option("#option-3-2", "4")
    assert page.inner_text("#count") == "You have given 12 of 10 points. Take away 2 to continue."
    page.click("#continue")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.id") == "error-summary"


def test_a_required_question_cannot_be_left_out(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    for _ in range(3):
        page.click("#skip")
    page.wait_for_selector("#option-4-1")
    assert not page.is_visible("#skip")
    page.click("#continue")
    assert "Choose 1 to continue" in page.inner_text("#error-summary")


def test_a_long_list_can_be_narrowed_without_losing_a_choice(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    for _ in range(3):
        page.click("#skip")
    page.check("#option-4-1")
    page.click("#continue")
    page.check("#option-5-2")
    page.fill("#filter", "ANDRE")
    assert page.locator("#screen label:visible").count() == 1 + 9
    page.fill("#filter", "")
    assert page.is_checked("#option-5-2")
    assert page.inner_text("#count") == "You have chosen 1."


def test_back_and_change_keep_choices_and_lock_anew(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    first = voter.choose_long()
    page.go_back()
    page.wait_for_selector("#option-5-1")
    assert page.is_checked("#option-5-2")
    page.go_forward()
    second = voter.locked_code()
    page.click("#change-1")
    assert page.is_checked("#option-1-1")
    page.click("#clear-choice")
    page.click("#continue")
    third = voter.locked_code()
    assert len({first, second, third}) == 3
    assert "No choice" in page.inner_text("#choices")


def test_after_finishing_nothing_leads_back(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    voter.send()
    page.click("#finish")
    page.wait_for_selector("#finished")
    page.go_back()
    assert "Nothing about your choices is kept here" in voter.text()
    assert page.locator("#option-1-1").count() == 0


def test_a_ballot_code_is_looked_up_and_its_proof_checked_on_the_device(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    code = voter.choose_short()
    voter.send()
    page.goto(page.get_attribute("#check-code", "href").join([booth["address"], ""]))
    page.wait_for_selector("#device-check[data-outcome=good]")
    assert page.get_attribute("#answer", "data-status") == "counted"
    assert code in voter.text()
