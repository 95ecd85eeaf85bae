"""What voters do in the booth."""

from playwright.sync_api import expect

from tests.election import ballot_paper as paper
from tests.election.people import PATIENCE

CHECK = "Check your choices, then send your ballot"
RECEIVED = "We received your ballot"

# A worker has a generator of its own; the draws made in it are noted there.
NOTE_DRAWS = """() => {
  const draw = crypto.getRandomValues.bind(crypto);
  globalThis.notedDraws = [];
  crypto.getRandomValues = (array) => {
    draw(array);
    const digits = [...array].map((byte) => byte.toString(16).padStart(2, "0"));
    globalThis.notedDraws.push(digits.join(""));
    return array;
  };
}"""


def open_link(voter, link):
    voter.page.goto(link)
    voter.sees("Confirm who you are")


def enter_by_link(voter, link):
    open_link(voter, link)
    voter.press("Continue")


def enter_by_code(voter, election, code):
    """From the election's page, typing the code in small letters and without hyphens."""
    voter.open(f"/e/{election}/", f"Vote in: {paper.TITLE}")
    voter.press("Start now")
    voter.sees("Confirm who you are")
    voter.page.locator("#voter-code").fill(code.lower().replace("-", " "))
    voter.press("Continue")


def choose(voter, votes):
    """Answer every question, up to the page on which the locked ballot has its code."""
    voter.sees(paper.QUESTIONS[0])
    sent_before = len(voter.evidence.requests)
    for question, (title, choice) in enumerate(zip(paper.QUESTIONS, votes, strict=True), start=1):
        voter.sees(title)
        _answer(voter, question, choice)
        voter.page.locator("#continue" if sum(choice) else "#skip").click()
    return wait_for_lock(voter, sent_before)


def change(voter, question, choice):
    """Change one answer on the page where ballots are checked. Returns the new ballot code."""
    voter.sees(CHECK)
    sent_before = len(voter.evidence.requests)
    voter.page.locator(f"#change-{question}").click()
    voter.sees(paper.QUESTIONS[question - 1])
    _answer(voter, question, choice)
    voter.page.locator("#continue").click()
    return wait_for_lock(voter, sent_before)


def wait_for_lock(voter, sent_before):
    voter.sees(CHECK)
    expect(voter.page.locator("#send-ballot")).to_be_enabled(timeout=PATIENCE)
    code = voter.page.locator("#ballot-code").inner_text()
    expect(voter.page.locator("#lock")).to_contain_text("It has not been sent yet.")
    assert voter.evidence.requests[sent_before:] == [], "something left before Send"
    return code


def test_ballot(voter):
    """Have the locked ballot opened. Returns what the page says it held."""
    voter.page.locator("#test-ballot").click()
    voter.sees("This was a test. Your ballot is not sent.")
    held = voter.page.locator("#test-choices").inner_text()
    voter.page.locator("#go-back-and-vote").click()
    voter.sees(CHECK)
    return held


def send(voter):
    voter.page.locator("#send-ballot").click()
    voter.sees(RECEIVED)
    return voter.page.locator("#ballot-code").inner_text()


def save_receipt(voter, folder):
    return voter.download(folder, lambda: voter.page.locator("#save-receipt").click())


def finish(voter):
    voter.page.locator("#finish").click()
    voter.sees("You have signed out")


def look_up(voter, election, code):
    """Ask for a ballot code. Returns the answer's status once the device has checked the proof."""
    voter.open(f"/e/{election}/code", "Check a ballot code")
    voter.fill("Ballot code", code.lower())
    voter.press("Check")
    voter.sees("Check a ballot code")
    answer = voter.page.locator("#answer")
    status = answer.get_attribute("data-status")
    if status != "not_found":
        expect(voter.page.locator("#device-check")).to_have_attribute("data-outcome", "good")
    return status


def note_draws(voter):
    """From now on remember what the worker draws: the first ballot is drawn at sign-in."""
    if not voter.page.workers:
        voter.page.wait_for_event("worker")
    for worker in voter.page.workers:
        worker.evaluate(NOTE_DRAWS)


def noted_draws(voter):
    return [draw for worker in voter.page.workers for draw in worker.evaluate("notedDraws")]


def _answer(voter, question, choice):
    for number, points in enumerate(choice, start=1):
        option = voter.page.locator(f"#option-{question}-{number}")
        if question == len(paper.QUESTIONS):
            option.select_option(str(points))
        elif points:
            option.check()
        elif option.is_checked() and option.get_attribute("type") == "checkbox":
            option.uncheck()
