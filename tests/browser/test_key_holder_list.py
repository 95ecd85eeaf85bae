"""The script that follows the key holders. A stand-in answers for the server."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.browser.test_count_pages import ELECTION, StandIn, later, opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


def list_page(mark):
    context = {
        "election": ELECTION,
        "is_draft": True,
        "phase": "keys",
        "awaited": [mark],
        "mark": mark,
        "is_followed": True,
        "state_url": "/numbers",
    }
    return render_to_string("voting/key_holders.html", context)


@pytest.fixture
def stand_in():
    marks = iter("abcdef")
    return StandIn(lambda: list_page(next(marks)), {"mark": "a"})


def asked_later(page):
    """Let the page's clock run until it has asked for news and was answered."""
    with page.expect_response("**/numbers"):
        later(page, 6)


def test_news_are_drawn_by_the_server_once(page, stand_in):
    opened(page, stand_in)
    asked_later(page)
    assert stand_in.pages_drawn == 1
    stand_in.document["mark"] = "b"
    asked_later(page)
    expect(page.get_by_text("Waiting for: b.")).to_be_visible()
    later(page, 20)
    assert stand_in.pages_drawn == 2


def test_nothing_is_drawn_anew_under_somebody_s_hands(page, stand_in):
    opened(page, stand_in)
    stand_in.document["mark"] = "b"
    summary = page.locator("main details summary")
    summary.click()
    later(page, 20)
    expect(page.get_by_text("Waiting for: a.")).to_be_visible()
    summary.click()
    asked_later(page)
    expect(page.get_by_text("Waiting for: b.")).to_be_visible()


def test_a_press_is_not_overtaken(page, stand_in):
    opened(page, stand_in)
    stand_in.document["mark"] = "b"
    page.evaluate("window.dispatchEvent(new Event('beforeunload'))")
    later(page, 20)
    assert stand_in.pages_drawn == 1
