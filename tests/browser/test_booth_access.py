"""Every screen of the booth: no violation, one h1 that is the title, the focus, the keyboard."""

import pytest

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.voters import Voter, press, tab_to

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


def on_heading(page):
    return page.evaluate("document.activeElement.tagName") == "H1"


def answered_by_keys(page):
    """All five questions, up to the ballot that is locked: every kind of field there is."""
    page.wait_for_selector("#option-1-1")
    assert on_heading(page)
    press(page, "option-1-1", "Space")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("#option-1-2")
    press(page, "continue")
    page.wait_for_selector("#option-2-1")
    for option in ("option-2-1", "option-2-3"):
        press(page, option, "Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("#option-3-1")
    for option, points in (("option-3-1", "7"), ("option-3-2", "3")):
        tab_to(page, option)
        page.keyboard.type(points)
    press(page, "continue")
    page.wait_for_selector("#option-4-1")
    press(page, "option-4-1", "Space")
    press(page, "continue")
    page.wait_for_selector("#option-5-1")
    tab_to(page, "filter")
    page.keyboard.type("mei 3")
    page.keyboard.press("Enter")
    press(page, "option-5-9", "Space")
    press(page, "continue")


def test_every_kind_of_question_is_answered_with_the_keyboard_alone(page, booth):
    """From the code to the receipt, with a change and a test on the way."""
    voter = Voter(page, booth, "long")
    page.goto(voter.address)
    page.wait_for_selector("#voter-code")
    tab_to(page, "voter-code")
    page.keyboard.type(voter.code.lower())
    page.keyboard.press("Enter")
    answered_by_keys(page)
    first = voter.locked_code()
    assert on_heading(page)
    press(page, "change-2")
    page.wait_for_selector("#option-2-1")
    assert on_heading(page)
    press(page, "option-2-1", "Space")
    press(page, "continue")
    assert voter.locked_code() != first
    press(page, "test-ballot")
    page.wait_for_selector("#go-back-and-vote")
    assert on_heading(page)
    held = page.inner_text("#test-choices")
    for words in ("Noor Aziz", "Cleo", "Parks: 7 points", "Roads: 3 points", "Yes", "Mei 3"):
        assert words in held
    assert "Ada" not in held
    press(page, "go-back-and-vote")
    voter.locked_code()
    press(page, "send-ballot")
    page.wait_for_selector("#received")
    assert on_heading(page)
    with page.expect_download():
        press(page, "save-receipt")
    press(page, "finish")
    page.wait_for_selector("#finished")
    assert on_heading(page)


def test_back_leads_through_every_step_and_keeps_every_choice(page, booth):
    """With the browser's button and with the link above the question, and forward again."""
    voter = Voter(page, booth, "long")
    voter.sign_in()
    voter.choose_long()
    chosen = {1: ["1"], 2: ["1", "3"], 4: ["2"], 5: ["2", "4"]}
    for contest in (5, 4, 3, 2, 1):
        if contest % 2:
            page.go_back()
        else:
            page.click("#back")
        page.wait_for_selector(f"#option-{contest}-1")
        assert on_heading(page)
        for option in chosen.get(contest, ()):
            assert page.is_checked(f"#option-{contest}-{option}")
        if contest == 3:
            assert [page.input_value(f"#option-3-{n}") for n in (1, 2)] == ["7", "3"]
    assert page.locator("#back").count() == 0
    for contest in (2, 3, 4, 5):
        page.go_forward()
        page.wait_for_selector(f"#option-{contest}-1")
    page.go_forward()
    voter.locked_code()
    for words in ("Dana Levi", "Ada", "Cleo", "Parks: 7 points", "No", "Zoë 1"):
        assert words in page.inner_text("#choices")


@pytest.mark.parametrize("look", LOOKS)
def test_sixty_people_are_found_on_a_phone(browser, booth, look):
    """The box narrows what is shown, says how many are left, and takes no choice away."""
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        voter = Voter(page, booth, "crowd")
        voter.sign_in()
        assert page.locator("#screen label[for^=option]:visible").count() == 60
        check(page)
        page.click("details.govuk-details >> nth=0 >> summary")
        assert page.is_visible("text=A gardener from the north.")
        assert page.locator("#option-1-1").is_visible()
        check(page)
        page.check("#option-1-2")
        tab_to(page, "filter")
        page.keyboard.type("mei 1")
        shown = page.locator("#screen label[for^=option]:visible")
        assert shown.count() == 11
        status = page.locator("#filter ~ [role=status], #filter + [role=status]").inner_text()
        assert "11" in status
        assert "60" in status
        check(page)
        # The next stop after the box is the first option that is left.
        press(page, "option-1-3", "Space")
        page.fill("#filter", "nobody has this name")
        assert shown.count() == 0
        check(page)
        page.fill("#filter", "")
        assert shown.count() == 60
        assert page.is_checked("#option-1-2")
        assert page.is_checked("#option-1-3")
