"""Another language in the booth: at once, with every choice kept, and without a request."""

import pytest

from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


def speak(page, language):
    page.click(f"[data-language={language}]")


def direction(page):
    return page.evaluate("getComputedStyle(document.body).direction")


def test_the_page_s_language_is_the_booth_s(browser, booth):
    with browser.new_context(locale="fr-FR") as context:
        page = context.new_page()
        voter = Voter(page, booth)
        voter.open()
        assert voter.heading() == "Confirmez qui vous êtes"
        assert page.locator("[aria-current=true]").inner_text() == "Français"


def test_choices_stay_and_nothing_is_requested(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    page.check("#option-1-2")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    speak(page, "ar")
    assert page.locator("#option-1-2").is_checked()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    assert direction(page) == "rtl"
    assert page.inner_text("#continue") == "متابعة"
    assert page.inner_text("footer [data-words=help]") == "مساعدة"
    assert page.evaluate("document.activeElement.tagName") == "H1"
    speak(page, "en")
    assert direction(page) == "ltr"
    assert page.inner_text("#continue") == "Continue"
    assert page.locator("#option-1-2").is_checked()
    assert requests == []


def test_a_typed_code_stays(page, booth):
    voter = Voter(page, booth)
    voter.open()
    page.fill("#voter-code", "7K3M")
    speak(page, "es")
    assert page.input_value("#voter-code") == "7K3M"
    assert voter.heading() == "Confirme quién es"


def test_a_whole_vote_in_another_language(page, booth):
    voter = Voter(page, booth)
    voter.open()
    speak(page, "ar")
    page.click("#continue")
    page.wait_for_selector("#option-1-1")
    voter.choose_short()
    speak(page, "fr")
    locked = voter.locked_code()
    voter.send()
    assert voter.heading() == "Nous avons reçu votre bulletin"
    speak(page, "es")
    assert voter.heading() == "Hemos recibido su papeleta"
    assert page.inner_text("#ballot-code") == locked


def test_names_in_another_direction_stand_beside_their_rings(browser, booth):
    """The ring is on the right of an Arabic page, and an English name begins at its left edge."""
    with browser.new_context(locale="ar", viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        Voter(page, booth).sign_in()
        gap = page.evaluate(
            """() => {
              const range = document.createRange();
              range.selectNodeContents(document.querySelector("label[for=option-1-1]"));
              const ring = document.getElementById("option-1-1").getBoundingClientRect();
              return ring.left - range.getBoundingClientRect().right;
            }"""
        )
        assert 0 <= gap < 40
