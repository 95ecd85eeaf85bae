"""Sections, options that are chosen alone or shown from another one on, and the contact."""

import pytest

from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


def labels(page):
    return page.locator("fieldset label").all_inner_texts()


def test_a_style_begins_with_another_option_and_none_of_these_stays_last(page, booth):
    voter = Voter(page, booth, "rules")
    voter.sign_in()
    # The second style of the election, so the list begins with its second option.
    assert labels(page) == ["Ben", "Cleo", "Ada", "None of these"]
    assert page.inner_text("#section") == "Board"
    page.check("text=Cleo")
    page.click("#continue")
    page.wait_for_selector("#option-2-1")
    assert labels(page) == ["Ben", "Cleo", "Ada"]
    page.click("#skip")
    page.wait_for_selector("#option-3-1")
    assert labels(page) == ["Ada", "Ben", "Cleo"]
    assert page.locator("#section").count() == 0
    page.check("text=Ada")
    page.click("#continue")
    voter.locked_code()
    headings = page.locator("#choices h2, #choices dt").all_inner_texts()
    assert headings == ["Board", "Chair", "Treasurer", "Budget"]
    values = page.locator("#choices dd:not(.govuk-summary-list__actions)").all_inner_texts()
    assert [text.split("\n")[0] for text in values] == ["Cleo", "No choice", "Ada"]
    # What is counted is what was chosen, whatever place it was shown at.
    page.click("#test-ballot")
    page.wait_for_selector("#go-back-and-vote")
    assert "Cleo" in page.inner_text("#test-choices")
    assert page.inner_text("[data-contact]") == "office@riverside.example"


def test_none_of_these_is_chosen_alone_and_nothing_is_removed_for_the_voter(page, booth):
    voter = Voter(page, booth, "rules")
    voter.sign_in()
    page.check("#option-1-1")
    page.locator("#option-1-4").dispatch_event("click")
    assert not page.is_checked("#option-1-4")
    assert page.is_checked("#option-1-1")
    assert page.inner_text("#count").endswith(
        "None of these is chosen alone. First remove your other choices."
    )
    page.uncheck("#option-1-1")
    page.check("#option-1-4")
    page.locator("#option-1-2").dispatch_event("click")
    assert not page.is_checked("#option-1-2")
    assert page.inner_text("#count").endswith("To choose Ben, first remove None of these.")
    page.click("#continue")
    page.click("#skip")
    page.click("#skip")
    voter.locked_code()
    first = page.locator("#choices dd").first.inner_text()
    assert first == "None of these"
    voter.send()
    assert "office@riverside.example" in page.inner_text("[data-contact]")


def test_texts_are_in_the_reader_s_language(browser, booth):
    with browser.new_context(locale="fr-FR") as context:
        page = context.new_page()
        voter = Voter(page, booth, "rules")
        voter.sign_in()
        assert voter.heading() == "Présidence"
        assert page.inner_text("#section") == "Conseil"
        assert labels(page)[-1] == "Aucun"
