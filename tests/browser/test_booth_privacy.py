"""What leaves the booth and what stays behind tell nothing about choices."""

import re

import pytest

from tests.browser.voters import MARKUP, Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NUMBERS = re.compile(r"[0-9a-f]{64}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


def test_nothing_is_requested_between_the_first_choice_and_send(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    voter.choose_long()
    assert requests == []


def traffic(page, booth, choose):
    """Every request of a visit: method, address without what is random, sizes."""
    voter = Voter(page, booth, "long")
    seen = []

    def note(request):
        if "/static/" not in request.url:
            body = request.post_data_buffer or b""
            seen.append((request.method, NUMBERS.sub("#", request.url.split("#")[0]), len(body)))

    page.on("request", note)
    voter.sign_in()
    choose(voter)
    voter.send()
    page.click("#finish")
    page.remove_listener("request", note)
    page.goto("about:blank")
    return seen


def test_visits_with_different_choices_look_the_same_from_outside(page, booth):
    full = {1: [3], 2: [1, 2, 3], 3: [], 4: [1], 5: [1, 2, 3, 4, 5]}
    blank = {1: [], 2: [], 3: [], 4: [2], 5: []}
    one = traffic(page, booth, lambda voter: voter.choose_long(full, ("10", "0")))
    two = traffic(page, booth, lambda voter: voter.choose_long(blank, ("0", "0")))
    assert one == two
    assert all(url.startswith(booth["address"]) for _, url, _ in one)


def test_code_and_choices_are_kept_nowhere(page, booth):
    voter = Voter(page, booth)
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    voter.sign_in()
    voter.choose_short()
    assert page.url == voter.address
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length, (await caches.keys()).length, history.state]"
    )
    assert kept == [0, 0, "", 0, 0, {"step": 2}]
    assert page.context.cookies() == []
    voter.send()
    page.click("#finish")
    assert voter.code not in page.content()
    assert messages == []


def test_words_of_an_election_are_never_markup(page, booth):
    voter = Voter(page, booth, "long")
    voter.sign_in()
    page.click("#skip")
    page.wait_for_selector("#option-2-1")
    assert MARKUP in voter.heading()
    assert page.locator("main img").count() == 0
    assert page.title() != "broken"


def test_the_page_runs_under_a_policy_that_allows_one_fixed_worker(page, booth):
    voter = Voter(page, booth)
    answer = page.goto(voter.address)
    policy = answer.headers["content-security-policy"]
    for rule in ("default-src 'none'", "connect-src 'self'", "trusted-types booth-worker"):
        assert rule in policy
    assert "unsafe" not in policy
    page.wait_for_selector("#voter-code")
    refused = "new Worker('data:,').toString()"
    with pytest.raises(Exception, match="TrustedScriptURL"):
        page.evaluate(refused)
