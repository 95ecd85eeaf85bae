"""What leaves the booth and what stays behind tell nothing about choices."""

import re
import time

import pytest

from tests.browser.unhashed import hashes_left_out
from tests.browser.voters import BALLOT_PATH, MARKUP, Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NUMBERS = re.compile(r"[0-9a-f]{64}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


# One for each kind of question: everything, nothing, one of each, and what nobody would choose.
ALL = ({1: [3], 2: [1, 2, 3], 3: [], 4: [1], 5: [1, 2, 3, 4, 5]}, ("10", "0"))
BLANK = ({1: [], 2: [], 3: [], 4: [2], 5: []}, ("0", "0"))
ONE_OF_EACH = ({1: [1], 2: [4], 3: [], 4: [1], 5: [27]}, ("0", "1"))
ODD = ({1: [2], 2: [2, 4], 3: [], 4: [2], 5: [9, 18]}, ("3", "7"))
# Seconds from pressing Send to the first request: too short for anybody to see a difference in.
AT_ONCE = 1.0


def test_nothing_is_requested_between_the_first_choice_and_send(page, booth):
    """Nor on the way back, when answers are changed, or in another language."""
    voter = Voter(page, booth, "long")
    voter.sign_in()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    voter.choose_long()
    page.go_back()
    page.wait_for_selector("#option-5-1")
    page.fill("#filter", "mei")
    page.click("#back")
    page.wait_for_selector("#option-4-1")
    page.check("#option-4-1")
    page.go_forward()
    page.wait_for_selector("#option-5-1")
    page.go_forward()
    voter.locked_code()
    page.click("#change-1")
    page.click("#clear-choice")
    page.click("#continue")
    voter.locked_code()
    page.click("[data-language=fr]")
    voter.locked_code()
    assert requests == []


def traffic(page, booth, choices):
    """Every request of a visit without what is random, and how long Send took to send."""
    voter = Voter(page, booth, "long")
    seen, times = [], []

    def note(request):
        if "/static/" not in request.url:
            seen.append(request)
            times.append(time.monotonic())

    page.on("request", note)
    voter.sign_in()
    voter.choose_long(*choices)
    before = len(seen)
    pressed = time.monotonic()
    voter.send()
    page.click("#finish")
    page.remove_listener("request", note)
    outside = [outside_of(request) for request in seen]
    page.goto("about:blank")
    return outside, times[before] - pressed


def outside_of(request):
    """What anybody on the way sees of a request, though all of it is encrypted."""
    url = NUMBERS.sub("#", request.url.split("#")[0])
    headers = {name: len(value) for name, value in request.all_headers().items()}
    return request.method, url, len(request.post_data_buffer or b""), headers


@pytest.fixture(scope="module")
def blank_visit(browser, booth):
    with browser.new_context() as context:
        return traffic(context.new_page(), booth, BLANK)


@pytest.mark.parametrize("choices", [ALL, ONE_OF_EACH, ODD], ids=["all", "one of each", "odd"])
def test_a_visit_looks_the_same_from_outside_as_one_with_no_choice(
    page, booth, blank_visit, choices
):
    """The same requests in the same order, of the same sizes, and the ballot leaves at once."""
    seen, waited = traffic(page, booth, choices)
    blank, waited_of_blank = blank_visit
    assert seen == blank
    assert all(url.startswith(booth["address"]) for _, url, _, _ in seen)
    assert max(waited, waited_of_blank) < AT_ONCE


def test_a_ballot_longer_by_what_was_chosen_would_be_noticed(page, booth, blank_visit):
    """The comparison above sees one byte more for each choice."""

    def longer(route):
        source = route.fetch().text()
        told = "const body = concat(utf8(' '.repeat(globalThis.chosen ?? 0)),"
        assert "const body = concat(\n" in source
        route.fulfill(
            body=source.replace("const body = concat(", told, 1), content_type="text/javascript"
        )

    hashes_left_out(page)
    page.route("**/booth/envelope.js", longer)
    # The server would refuse such a ballot; here only what leaves the browser matters.
    page.add_init_script(
        "addEventListener('change', () => { globalThis.chosen ="
        " document.querySelectorAll(':checked').length; }, true)"
    )
    voter = Voter(page, booth, "long")
    sizes = []
    page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")))
    voter.sign_in()
    voter.choose_long(*ALL)
    with page.expect_request(BALLOT_PATH):
        page.click("#send-ballot")
    honest = next(size for _, url, size, _ in blank_visit[0] if url.endswith("/ballots"))
    assert sizes[-1] != honest


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
