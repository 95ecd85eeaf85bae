"""Every screen of the key holders' page: no violation, one h1 that is the title, the focus."""

import re

import pytest

from tests.browser.holders import Holder
from tests.browser.looks import LOOKS, check, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keys")]


@pytest.fixture(params=LOOKS)
def look(request):
    return request.param


@pytest.fixture
def visit(look, browser, key_server, tmp_path):
    """Opens the page of a key holder who is another one in each look."""
    with looked_at(browser, LOOKS[look], accept_downloads=True) as context:
        page = context.new_page()
        index = 1 + list(LOOKS).index(look)
        yield lambda election: Holder(page, key_server, election, index, folder=tmp_path)


def has_focus(page, identifier="heading"):
    assert page.evaluate("document.activeElement.id") == identifier


def test_the_screens_that_make_a_key_are_accessible(visit):
    holder = visit("screens")
    page = holder.page
    holder.open("#start")
    check(page)
    page.click("#offline summary")
    page.wait_for_selector("#tool-same")
    check(page)
    page.click("#start")
    check(page)
    has_focus(page)
    page.click("#make-key")
    has_focus(page, "error-summary")
    check(page)
    page.go_back()
    page.wait_for_selector("#start")
    holder.make_key()
    check(page)
    has_focus(page)
    holder.give_key("#check-key", passphrase="not the passphrase")
    holder.problem()
    check(page)
    holder.give_key("#check-key")
    page.wait_for_selector("#finish:focus")
    check(page)
    page.click("#finish")
    page.wait_for_selector("#round-1")
    check(page)
    has_focus(page)


def test_the_screens_that_try_a_key_out_are_accessible(visit):
    holder = visit("drills")
    page = holder.page
    holder.open("#prove-key")
    check(page)
    has_focus(page)
    page.click("#lost-key")
    page.wait_for_selector("#report-lost-key")
    check(page)
    has_focus(page)
    page.click("#back")
    page.wait_for_selector("#prove-key")
    holder.give_key("#prove-key")
    page.wait_for_selector("#drill-done")
    check(page)
    has_focus(page)
    page.click("#go-on")
    page.wait_for_selector("#holders")
    check(page)
    has_focus(page)


def test_the_screens_that_unlock_are_accessible(visit):
    holder = visit("unlocks")
    page = holder.page
    holder.open("#unlock")
    check(page)
    has_focus(page)
    holder.give_key("#unlock")
    holder.problem()
    assert page.get_attribute("#error-summary a", "href") == "#single-ballots"
    check(page)
    page.check("#single-ballots")
    holder.give_key("#unlock")
    page.wait_for_selector("#unlocked")
    check(page)
    has_focus(page)
    page.click("#go-on")
    page.wait_for_selector("#key-advice")
    check(page)
    has_focus(page)


def test_the_screens_of_trouble_are_accessible(visit):
    holder = visit("draft")
    page = holder.page
    holder.open("#holders")
    page.route(re.compile("/api/v1/"), lambda route: route.abort())
    page.wait_for_selector("#trouble p")
    check(page)
    page.unroute(re.compile("/api/v1/"))
    page.goto("about:blank")
    page.goto(holder.address.partition("#")[0])
    page.wait_for_selector("#heading")
    check(page)
    other = visit("troubled")
    page.route(re.compile(r"/checkpoint$"), lambda route: route.fulfill(body="not a checkpoint"))
    other.open("#try-again")
    page.click("details:has(#problem) summary")
    check(page)


def test_the_single_file_is_accessible(look, browser, key_server, tmp_path):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        file = tmp_path / "key-tool.html"
        file.write_bytes(
            page.request.get(f"{key_server['address']}/downloads/key-tool.html").body()
        )
        page.goto(file.as_uri())
        page.wait_for_selector("#task-file")
        check(page)
        page.click("#open-task")
        page.wait_for_selector("#error-summary")
        check(page)
