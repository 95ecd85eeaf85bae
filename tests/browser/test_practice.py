"""The booth for practice: it locks as the real one does, sends nothing, and says what it is."""

import re

import pytest

from tests.browser.looks import LOOKS, check, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screens")]

NOTICE = "Practice. Nothing is sent."
# What voters may be shown, and nobody in practice ever is.
REAL = ("We received your ballot", "public record now", "Send my ballot again")


def opened(page, screens, *, style=1, first="#option-1-1"):
    page.context.add_cookies([{**screens["session"], "url": screens["address"]}])
    home = f"{screens['address']}/officials/elections/{screens['elections']['mixed']}"
    answer = page.goto(f"{home}/practice?style={style}")
    page.wait_for_selector(first)
    return answer


def answered(page):
    """Go through all questions; the ballot is locked then."""
    page.check("#option-1-1")
    page.click("#continue")
    page.wait_for_selector("#option-2-1")
    page.check("#option-2-2")
    page.click("#continue")
    page.wait_for_selector("#option-3-1")
    page.select_option("#option-3-1", "2")
    page.click("#continue")
    return page.wait_for_selector("#ballot-code").inner_text()


def is_announced(page):
    """The notice is in the window, wherever the page was scrolled to."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = page.locator("#practice-notice").bounding_box()
    height = page.evaluate("innerHeight")
    return page.locator("#practice-notice").is_visible() and 0 <= box["y"] < height


def test_a_draft_without_keys_is_tried_out_and_nothing_leaves(page, screens):
    requests = []
    opened(page, screens)
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: requests.append((request.method, request.url)))
    code = answered(page)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}", code)
    assert is_announced(page)
    page.click("#test-ballot")
    page.wait_for_selector("#go-back-and-vote")
    assert "Dana Levi" in page.inner_text("#test-choices")
    assert is_announced(page)
    page.click("#go-back-and-vote")
    page.wait_for_selector("#ballot-code")
    page.click("#send-ballot")
    page.wait_for_selector("#practice-effort")
    assert page.inner_text("h1:visible") == "That was practice. Nothing was sent."
    assert is_announced(page)
    assert not any(words in page.inner_text("body") for words in REAL)
    # A new lock starts a worker, whose scripts the browser may look up again.
    assert [url for method, url in requests if method != "GET" or "/static/" not in url] == []


def test_the_browser_itself_lets_nothing_out(page, screens):
    policy = opened(page, screens).headers["content-security-policy"]
    assert "connect-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('/api/v1/elections/', {method: 'POST', body: 'x'})")


def test_going_back_keeps_what_was_chosen(page, screens):
    opened(page, screens)
    first = answered(page)
    page.go_back()
    page.wait_for_selector("#option-3-1")
    assert page.input_value("#option-3-1") == "2"
    page.go_back()
    page.wait_for_selector("#option-2-1")
    assert page.is_checked("#option-2-2")
    page.go_forward()
    page.go_forward()
    assert page.wait_for_selector("#ballot-code").inner_text() != first


def test_a_ballot_style_of_its_own_is_shown_as_its_voters_get_it(page, screens):
    opened(page, screens, style=2, first="#option-2-1")
    assert page.inner_text(".govuk-caption-l") == "Question 1 of 1"


def test_the_booth_of_voters_has_no_such_mode(page, screens):
    """Whatever an address says, the page that voters open loads none of the scripts of practice."""
    scripts = []
    page.on("request", lambda request: scripts.append(request.url))
    slug = screens["elections"]["open"]
    page.goto(f"{screens['address']}/e/{slug}/vote?practice=1&style=1&preview#practice")
    page.wait_for_selector("#voter-code")
    assert page.locator("#practice, #practice-notice").count() == 0
    assert not any("/practice/" in url for url in scripts)


def test_somebody_else_is_led_to_the_sign_in(page, screens):
    slug = screens["elections"]["mixed"]
    page.goto(f"{screens['address']}/officials/elections/{slug}/practice")
    assert "/officials/sign-in" in page.url


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_is_accessible(browser, screens, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        opened(page, screens)
        check(page)
        answered(page)
        check(page)
        page.click("#test-ballot")
        page.wait_for_selector("#go-back-and-vote")
        check(page)
        page.click("#go-back-and-vote")
        page.wait_for_selector("#ballot-code")
        page.click("#send-ballot")
        page.wait_for_selector("#practice-effort")
        check(page)
        assert page.evaluate("document.activeElement.tagName") == "H1"


def test_another_language_is_chosen_in_the_middle(page, screens):
    opened(page, screens)
    page.check("#option-1-1")
    page.click("[data-language=ar]")
    assert page.is_checked("#option-1-1")
    assert page.inner_text("#practice-notice") == "تدريب. لا يُرسل شيء."
    assert page.evaluate("document.documentElement.dir") == "rtl"
