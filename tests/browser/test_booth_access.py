"""Every screen of the booth: no violation, one h1 that is the title, the focus, the keyboard."""

import pytest

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_is_accessible(browser, booth, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        voter = Voter(page, booth, "long")
        voter.open()
        check(page)
        page.fill("#voter-code", "x")
        page.click("#continue")
        page.wait_for_selector("#error-summary")
        check(page)
        page.fill("#voter-code", voter.code)
        page.click("#continue")
        for contest in (1, 2, 3, 4, 5):
            page.wait_for_selector(f"#option-{contest}-1")
            check(page)
            if contest == 4:
                page.check("#option-4-1")
            page.click("#continue")
        voter.locked_code()
        check(page)
        page.click("#test-ballot")
        page.wait_for_selector("#go-back-and-vote")
        check(page)
        page.click("#go-back-and-vote")
        voter.locked_code()
        voter.send()
        check(page)
        page.click("#finish")
        page.wait_for_selector("#finished")
        check(page)


def test_a_ballot_is_cast_with_the_keyboard_alone(page, booth):
    voter = Voter(page, booth)
    page.goto(voter.address)
    page.wait_for_selector("#voter-code")
    page.keyboard.press("Tab")
    page.keyboard.type(voter.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector("#option-1-1")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    voter.locked_code()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "send-ballot":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#received")
    assert page.evaluate("document.activeElement.tagName") == "H1"
