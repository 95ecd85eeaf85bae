"""The scripts that follow the vote and the count. A stand-in answers for the server."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tally.steps import Step
from tally.turnout import TurnedAway, Turnout

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

SITE = "http://tabella.test"
STATIC = Path(__file__).resolve().parents[2] / "static"
ELECTION = SimpleNamespace(pk="00000000-0000-4000-8000-000000000001", state="open")


@dataclass
class StandIn:
    """Answers for the server; `document` is the JSON that scripts ask for."""

    html: Callable[[], str]
    document: dict[str, object]
    pages_drawn: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, route):
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        self.asked.append(path)
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif path == "/numbers":
            route.fulfill(json=self.document)
        else:
            self.pages_drawn += 1
            route.fulfill(body=self.html(), content_type="text/html")


def opened(page, stand_in):
    page.clock.install()
    page.route(re.compile(f"{SITE}/.*"), stand_in.answer)
    page.goto(f"{SITE}/page")
    page.wait_for_load_state("networkidle")


def later(page, seconds):
    page.clock.run_for(seconds * 1000)


def count_page(added, mark):
    steps = [Step("step-add", "Adding up", f"{added} of 9.", "current", added, 9)]
    context = {
        "election": ELECTION,
        "steps": steps,
        "mark": mark,
        "is_under_way": True,
        "progress_url": "/numbers",
        "count": None,
    }
    return render_to_string("tally/count.html", context)


def test_the_bar_of_the_count_grows_without_drawing_the_page_anew(page):
    stand_in = StandIn(
        lambda: count_page(1, "a"), {"mark": "a", "added": 4, "added_text": "4 of 9."}
    )
    opened(page, stand_in)
    later(page, 3)
    expect(page.locator("#step-add .app-steps__text")).to_have_text("4 of 9.")
    expect(page.locator("#count-status")).to_have_text("4 of 9.")
    expect(page.locator("#step-add progress")).to_have_js_property("value", 4)
    assert stand_in.pages_drawn == 1


def test_the_next_step_of_the_count_is_drawn_by_the_server(page):
    stand_in = StandIn(lambda: count_page(9, stand_in.document["mark"]), {"mark": "a"})
    opened(page, stand_in)
    stand_in.document = {"mark": "b"}
    with page.expect_navigation():
        later(page, 3)
    expect(page.locator("#count")).to_have_attribute("data-mark", "b")
    assert stand_in.pages_drawn == 2


def watch_page(turned_away=()):
    turnout = Turnout(
        voters=1248,
        voted=412,
        ballots=420,
        withdrawn=0,
        tests=3,
        under_way=0,
        turned_away=turned_away,
        mail_failed=0,
        mail_returned=0,
        link_requests=0,
        reports=0,
        entries=500,
        signed=500,
    )
    context = {
        "election": ELECTION,
        "turnout": turnout,
        "is_open": True,
        "numbers_url": "/numbers",
        "record_url": "/record",
    }
    return render_to_string("tally/watch.html", context)


def numbers(voted):
    ballots = ("ballots", "replaced", "withdrawn", "tests", "under_way", "entries", "signed")
    names = (*ballots, "mail_failed", "mail_returned", "link_requests", "reports")
    return dict.fromkeys(names, "7") | {"voted": voted, "voters": "1,248", "percent": "40"}


def test_the_numbers_of_the_vote_stay_up_to_date(page):
    stand_in = StandIn(watch_page, {"state": "open", "turned_away": 0, "numbers": numbers("500")})
    opened(page, stand_in)
    expect(page.locator(".app-big-number")).to_have_text("412 of 1,248 have voted (33%)")
    later(page, 11)
    expect(page.locator(".app-big-number")).to_have_text("500 of 1,248 have voted (40%)")
    expect(page.locator("#watch-updated")).to_contain_text("Updated at ")
    assert stand_in.pages_drawn == 1


@pytest.mark.parametrize("change", [{"state": "closed"}, {"turned_away": 1}])
def test_what_is_more_than_a_number_is_drawn_by_the_server(page, change):
    stand_in = StandIn(
        lambda: watch_page((TurnedAway("a proof", 1),) if stand_in.pages_drawn > 1 else ()),
        {"state": "open", "turned_away": 0, "numbers": numbers("412")} | change,
    )
    opened(page, stand_in)
    with page.expect_navigation():
        later(page, 11)
    assert stand_in.pages_drawn == 2


def test_a_server_that_does_not_answer_is_asked_again(page):
    stand_in = StandIn(watch_page, {"state": "open", "turned_away": 0, "numbers": numbers("500")})
    opened(page, stand_in)
    page.route(f"{SITE}/numbers", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        later(page, 11)
    expect(page.locator("[data-number=voted]")).to_have_text("412")
    page.unroute(f"{SITE}/numbers")
    with page.expect_response(f"{SITE}/numbers"):
        later(page, 11)
    expect(page.locator("[data-number=voted]")).to_have_text("500")
