"""A sequencer that is late: the promise, lies about it, and the way on to the receipt."""

import re

import pytest

from crypto.promises import decode_promise
from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.test_booth_receipts import saved
from tests.browser.voters import BALLOT_PATH, STATUS_PATH, Voter, change_answer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

PROMISE_PATH = re.compile(r"/ballots/[0-9a-f]{64}/promise$")
TITLE = "Your ballot is not in the public record yet"
NEVER = "We received your ballot"


class Sequencer:
    """Keeps ballots from the record, as far as the page can see."""

    def __init__(self, page):
        self.page = page
        page.route(STATUS_PATH, self.wait)

    def wait(self, route):
        route.fulfill(json={"ballot": "", "status": "waiting", "tracker": ""})

    def goes_on(self):
        self.page.unroute(STATUS_PATH)
        self.page.route(STATUS_PATH, lambda route: route.continue_())


def later(page, seconds):
    page.clock.fast_forward(seconds * 1000)


def sent(page, booth, election="short"):
    """A voter whose ballot has arrived and waits for the sequencer."""
    page.clock.install()
    voter = Voter(page, booth, election)
    voter.sign_in()
    voter.choose_short()
    sequencer = Sequencer(page)
    with page.expect_response(STATUS_PATH):
        page.click("#send-ballot")
    page.wait_for_selector("#progress-text")
    return voter, sequencer


def asked_again(page):
    """Let time go by until the page has asked for a promise and been answered."""
    with page.expect_response(PROMISE_PATH):
        later(page, 11)
        # Whatever the page was waiting for is over, and the next look-up asks; it is too early for
        # a second question.
        later(page, 2)


def promised(page, booth):
    voter, sequencer = sent(page, booth)
    asked_again(page)
    page.wait_for_selector("#save-promise")
    return voter, sequencer


def test_a_late_ballot_is_promised_and_goes_on_to_the_receipt_by_itself(page, booth):
    voter, sequencer = promised(page, booth)
    assert voter.heading() == TITLE
    assert "have promised in writing that it will be in the public record" in voter.text()
    assert NEVER not in voter.text()
    code = page.inner_text("#ballot-code")
    name, note = saved(page, "#save-promise")
    assert name == f"ballot-promise-{code[:9]}.promise"
    promise = decode_promise(note)
    sequencer.goes_on()
    later(page, 3)
    page.wait_for_selector("#received")
    assert voter.heading() == NEVER
    assert page.inner_text("#ballot-code") == code
    standing = voter.api(f"trackers/{code}")
    assert (standing["status"], standing["ballot"]) == ("counted", promise.ballot)


def test_nothing_is_promised_before_ten_seconds(page, booth):
    voter, sequencer = sent(page, booth)
    asked = []
    page.on("request", lambda request: PROMISE_PATH.search(request.url) and asked.append(request))
    with page.expect_response(STATUS_PATH):
        later(page, 5)
    assert asked == []
    sequencer.goes_on()
    later(page, 3)
    page.wait_for_selector("#received")
    assert asked == []
    assert voter.heading() == NEVER


def test_the_promise_is_asked_for_with_an_empty_document_and_no_more_once_it_is_held(page, booth):
    asked = []
    page.on("request", lambda request: PROMISE_PATH.search(request.url) and asked.append(request))
    promised(page, booth)
    with page.expect_response(STATUS_PATH):
        later(page, 20)
    assert [(request.method, request.post_data) for request in asked] == [("POST", "{}")]


def of_another_ballot(note):
    ballot = decode_promise(note).ballot
    return note.replace(ballot, "ab" * 32)


def to_somebody_else(note):
    return note.replace(decode_promise(note).credential, "ab" * 32)


def with_another_time(note):
    return re.sub(r"\n20\d\d-", "\n2031-", note)


def of_another_log(note):
    return note.replace("/e/", "/f/")


def not_signed(note):
    return note.partition("\n\n")[0] + "\n"


def signed_by_nobody(note):
    return note[:-8] + ("A" if note[-8] != "A" else "B") + note[-7:]


LIES = [
    of_another_ballot,
    to_somebody_else,
    with_another_time,
    of_another_log,
    not_signed,
    signed_by_nobody,
    lambda _: "",
    lambda _: None,
    lambda _: 7,
    lambda _: ["promise"],
]


@pytest.mark.parametrize("lie", LIES)
def test_a_false_promise_is_not_shown(lie, page, booth):
    voter, sequencer = sent(page, booth)
    honest = []

    def change(answer):
        honest.append(answer["promise"])
        answer["promise"] = lie(answer["promise"])
        assert answer["promise"] != honest[-1]

    change_answer(page, PROMISE_PATH, change)
    asked_again(page)
    page.wait_for_selector("#late >> text=This takes longer than it should.")
    with page.expect_response(PROMISE_PATH):
        later(page, 5)
        later(page, 5)
    assert page.locator("#save-promise").count() == 0
    assert voter.heading() == "Sending your ballot"
    assert NEVER not in voter.text()
    sequencer.goes_on()
    later(page, 3)
    page.wait_for_selector("#received")


def test_a_genuine_promise_of_another_ballot_is_not_shown(browser, page, booth):
    with browser.new_context() as context:
        other = context.new_page()
        promised(other, booth)
        genuine = saved(other, "#save-promise")[1]
    sent(page, booth)
    change_answer(page, PROMISE_PATH, lambda answer: answer.update(promise=genuine))
    asked_again(page)
    page.wait_for_selector("#late >> text=This takes longer than it should.")
    assert page.locator("#save-promise").count() == 0


@pytest.mark.parametrize("status", [404, 405, 500])
def test_a_server_that_promises_nothing_is_waited_for_in_plain_words(status, page, booth):
    voter, sequencer = sent(page, booth)
    page.route(PROMISE_PATH, lambda route: route.fulfill(status=status, body="{}"))
    asked_again(page)
    page.wait_for_selector("#late #ballot-code")
    assert "This page goes on by itself as soon as it can." in voter.text()
    assert NEVER not in voter.text()
    sequencer.goes_on()
    later(page, 3)
    page.wait_for_selector("#received")


def test_a_promise_is_no_receipt(page, booth):
    voter, sequencer = promised(page, booth)
    promise = saved(page, "#save-promise")[1]
    sequencer.goes_on()
    change_answer(page, STATUS_PATH, lambda answer: answer.update(receipt=promise))
    later(page, 3)
    page.wait_for_selector("text=its receipt does not hold")
    assert NEVER not in voter.text()


def test_a_ballot_refused_after_its_promise_keeps_the_promise(page, booth):
    voter, _ = promised(page, booth)
    promise = saved(page, "#save-promise")[1]
    page.unroute(STATUS_PATH)
    page.route(
        STATUS_PATH,
        lambda route: route.fulfill(json={"status": "refused", "reason": "overtaken"}),
    )
    later(page, 3)
    page.wait_for_selector("#lock-again")
    assert "had promised in writing that this ballot would be recorded" in voter.text()
    assert saved(page, "#save-promise")[1] == promise


def test_a_promise_outlives_a_lost_connection(page, booth):
    voter, sequencer = promised(page, booth)
    promise = saved(page, "#save-promise")[1]
    page.unroute(STATUS_PATH)
    page.route(STATUS_PATH, lambda route: route.abort())
    later(page, 3)
    page.wait_for_selector("#try-again")
    assert "Your ballot is still here." in voter.text()
    page.unroute(STATUS_PATH)
    page.route(STATUS_PATH, sequencer.wait)
    sends = []
    page.on("request", lambda request: BALLOT_PATH.search(request.url) and sends.append(request))
    page.click("#try-again")
    page.wait_for_selector("#save-promise")
    assert saved(page, "#save-promise")[1] == promise
    assert sends == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_promise_is_accessible(browser, booth, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        _, sequencer = sent(page, booth)
        page.route(PROMISE_PATH, lambda route: route.fulfill(json={}))
        asked_again(page)
        page.wait_for_selector("#late #ballot-code")
        check(page)
        page.unroute(PROMISE_PATH)
        with page.expect_response(PROMISE_PATH):
            later(page, 5)
            later(page, 5)
        page.wait_for_selector("#save-promise")
        check(page)
        assert page.evaluate("document.activeElement.tagName") == "H1"
        sequencer.goes_on()
        later(page, 3)
        page.wait_for_selector("#received")
        check(page)


def test_the_promise_is_saved_with_the_keyboard_alone(page, booth):
    promised(page, booth)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "save-promise"
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert decode_promise(download.value.path().read_text())
