"""A booth that asks for a second code, which the voter finds in a mail."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.voters import BALLOT_PATH, Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

CHALLENGE_PATH = re.compile(r"/challenges$")
ANSWER_PATH = re.compile(r"/mailed-code/answer$")


class MailedVoter(Voter):
    """A voter of an election with a second factor, who reads their mail."""

    def __init__(self, page, booth):
        super().__init__(page, booth, "mailed")
        self.address_of_mail = f"voter{len(self.election['codes']) + 1}@example.org"

    def sign_in(self):
        self.open()
        self.page.click("#continue")
        self.sent()

    def sent(self):
        expect(self.page.locator("#mail-status")).to_contain_text("on its way")

    def mails(self):
        """Texts of the mails to this voter, the oldest first."""
        files = sorted(
            Path(self.booth["mails"]).iterdir(), key=lambda file: file.stat().st_mtime_ns
        )
        return [
            file.read_text()
            for file in files
            if f"To: {self.address_of_mail}\n" in file.read_text()
        ]

    def mailed(self):
        return re.findall(r"^([0-9]{6})$", self.mails()[-1], re.MULTILINE)[0]

    def answer(self, code):
        self.page.fill("#mailed-code", code)
        self.page.click("#continue")


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_voter_answers_the_mail_before_the_first_question_and_votes(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    assert voter.heading() == "Check your email"
    assert page.get_attribute("#mailed-code", "autocomplete") == "one-time-code"
    assert len(voter.mails()) == 1
    requests = []
    voter.answer(f" {voter.mailed()[:3]} {voter.mailed()[3:]} ")
    page.wait_for_selector("#option-1-1")
    page.on("request", lambda request: requests.append(request.url))
    voter.choose_short()
    assert requests == []
    voter.send()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_mistakes_are_named_and_another_mail_helps(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    for typed in ("", "12345", "abcdef"):
        voter.answer(typed)
        page.wait_for_selector("#error-summary")
        assert "Enter the 6 digits" in voter.text()
    first = voter.mailed()
    voter.answer(wrong(first))
    expect(page.locator("#error-summary")).to_contain_text("not the code in the newest")
    assert page.title().startswith("Error: ")
    page.click("#resend")
    voter.sent()
    assert len(voter.mails()) == 2
    voter.answer(voter.mailed())
    page.wait_for_selector("#option-1-1")


def test_five_wrong_tries_ask_for_another_mail(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    code = voter.mailed()
    for _ in range(5):
        with page.expect_response(ANSWER_PATH):
            voter.answer(wrong(code))
        page.wait_for_selector("#error-summary")
    voter.answer(code)
    expect(page.locator("#error-summary")).to_contain_text("does not work any more")
    for _ in range(4):
        page.click("#resend")
        voter.sent()
    page.click("#resend")
    expect(page.locator("#error-summary")).to_contain_text("Wait an hour")
    assert len(voter.mails()) == 5
    assert page.locator("#option-1-1").count() == 0


def without_pass(bodies):
    """The first time, as if the visit had lasted too long: the server itself refuses."""

    def handle(route):
        bodies.append(route.request.post_data_buffer)
        headers = dict(route.request.headers)
        if len(bodies) == 1:
            assert headers.pop("authorization").startswith("Bearer ")
        route.continue_(headers=headers)

    return handle


def test_a_visit_that_ended_asks_again_and_sends_the_same_ballot(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    voter.answer(voter.mailed())
    page.wait_for_selector("#option-1-1")
    tracker = voter.choose_short()
    bodies = []
    page.route(BALLOT_PATH, without_pass(bodies))
    page.click("#send-ballot")
    voter.sent()
    assert "Your locked ballot is still here" in voter.text()
    assert len(voter.mails()) == 2
    voter.answer(voter.mailed())
    page.wait_for_selector("#received")
    assert bodies[0] == bodies[1]
    assert page.inner_text("#ballot-code") == tracker


def test_a_test_ballot_asks_again_too(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    voter.answer(voter.mailed())
    page.wait_for_selector("#option-1-1")
    voter.choose_short()
    page.route(CHALLENGE_PATH, without_pass([]))
    page.click("#test-ballot")
    voter.sent()
    voter.answer(voter.mailed())
    page.wait_for_selector("#test-choices")
    page.click("#go-back-and-vote")
    voter.locked_code()
    voter.send()


def test_digits_of_other_keyboards_are_read(page, booth):
    voter = MailedVoter(page, booth)
    voter.sign_in()
    voter.answer("".join(chr(0x660 + int(digit)) for digit in voter.mailed()))
    page.wait_for_selector("#option-1-1")


@pytest.mark.parametrize("look", LOOKS)
def test_the_screen_is_accessible(browser, booth, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        voter = MailedVoter(page, booth)
        voter.open()
        page.click("#continue")
        page.wait_for_selector("#mailed-code")
        check(page)
        assert page.evaluate("document.activeElement.id") == "heading"
        voter.answer("")
        page.wait_for_selector("#error-summary:focus")
        check(page)
