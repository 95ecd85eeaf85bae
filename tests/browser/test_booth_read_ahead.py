"""The ballot is made ready while the voter reads: no wait at the summary, nothing left at Send."""

import json
import re

import pytest

from tests.browser.voters import BALLOT_PATH, Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

# Notes what page and worker tell each other, and the signatures and hashes the page makes itself.
# `booth.isAhead` lets the order to make a ballot ready through.
WATCHED = """
const booth = { isAhead: true, told: [], waiting: 0, locked: [], ended: 0, hashes: 0 };
globalThis.booth = booth;
globalThis.Worker = class extends Worker {
  #asked = new Map();
  constructor(...parameters) {
    super(...parameters);
    this.addEventListener("message", ({ data: { number, value } }) => {
      if (this.#asked.get(number) === "readAhead") booth.waiting -= 1;
      if (this.#asked.get(number) === "lock") booth.locked.push(textOf(value));
    });
  }
  postMessage(message) {
    if (message.act === "readAhead" && !booth.isAhead) return;
    if (message.act === "readAhead") booth.waiting += 1;
    booth.told.push(message.act);
    this.#asked.set(message.number, message.act);
    super.postMessage(message);
  }
  terminate() {
    booth.ended += 1;
    super.terminate();
  }
};
const textOf = ({ ballot, commitments }) =>
  new TextDecoder().decode(ballot) + new TextDecoder().decode(commitments);
for (const name of ["sign", "digest"]) {
  const own = crypto.subtle[name].bind(crypto.subtle);
  crypto.subtle[name] = (...parameters) => {
    booth.hashes += 1;
    return own(...parameters);
  };
}
"""
# The page's policy allows no code from text, so that the driver cannot wait for a condition itself.
READY = """async () => {
  const latest = performance.now() + 30_000;
  while (booth.waiting > 0 || !booth.told.includes("readAhead")) {
    if (performance.now() > latest) throw new Error("no ballot was made ready");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""

# Milliseconds from Continue to the code of the locked ballot.
LOCK = """() => new Promise((resolve) => {
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!document.getElementById("ballot-code")) return;
    seen.disconnect();
    resolve(performance.now() - began);
  });
  seen.observe(document, { subtree: true, childList: true });
  document.getElementById("continue").click();
})"""
ROUNDS = 3
# What is promised, with room for a busy machine: a prepared lock takes a tenth of this or less.
MOST_OF_UNPREPARED = 1 / 3

NUMBERS = re.compile(r"[0-9a-f]{64,}")


@pytest.fixture
def watched(page):
    page.add_init_script(WATCHED)
    return page


def ready(page):
    page.evaluate(READY)


def time_of_locking(page, voter, *, is_ahead):
    """From a question that was answered to the locked ballot, the best of some tries."""
    times = []
    page.evaluate("isAhead => { booth.isAhead = isAhead; }", is_ahead)
    for _ in range(ROUNDS):
        page.click("#change-1")
        page.wait_for_selector("#option-1-1")
        if is_ahead:
            ready(page)
        times.append(page.evaluate(LOCK))
        voter.locked_code()
    return min(times)


def test_a_prepared_ballot_is_locked_in_a_third_of_the_time(watched, booth):
    """In the same page, one after the other, with sixty options to choose from."""
    voter = Voter(watched, booth, "crowd")
    voter.sign_in()
    watched.check("#option-1-1")
    watched.click("#continue")
    voter.locked_code()
    prepared = time_of_locking(watched, voter, is_ahead=True)
    unprepared = time_of_locking(watched, voter, is_ahead=False)
    assert prepared < MOST_OF_UNPREPARED * unprepared


def test_the_work_begins_at_sign_in_and_ends_with_one_ballot(watched, booth):
    """Reading the summary makes nothing more; leading back to a question makes another one."""
    voter = Voter(watched, booth, "long")
    voter.open()
    assert watched.evaluate("booth.told") == ["prepare"]
    watched.click("#continue")
    ready(watched)
    voter.choose_long()
    told = watched.evaluate("booth.told")
    assert told[-1] == "lock"
    watched.go_back()
    watched.wait_for_selector("#option-5-1")
    assert watched.evaluate("booth.told") == [*told, "readAhead"]


def test_send_has_nothing_left_to_compute(watched, booth):
    """From Send to the request: one signature, with nothing asked of the worker, which is ended."""
    voter = Voter(watched, booth, "crowd")
    voter.sign_in()
    voter.choose_short()
    asked = watched.evaluate("booth.told.length")
    hashes = watched.evaluate("booth.hashes")
    seen = []

    def note(route):
        seen.append(watched.evaluate("[booth.told.length, booth.ended, booth.hashes]"))
        route.continue_()

    watched.route(BALLOT_PATH, note)
    voter.send()
    # Ed25519 hashes three times for one signature.
    assert seen == [[asked, 1, hashes + 3]]


def test_no_two_locked_ballots_share_a_number(watched, booth):
    """After Back, a changed answer, another language, a test, a lost answer and a refusal."""
    page = watched
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    page.go_back()
    page.wait_for_selector("#option-1-1")
    page.go_forward()
    voter.locked_code()
    page.click("#change-1")
    page.check("#option-1-2")
    page.click("#continue")
    voter.locked_code()
    page.click("[data-language=fr]")
    voter.locked_code()
    page.click("#test-ballot")
    page.click("#go-back-and-vote")
    voter.locked_code()
    page.route(BALLOT_PATH, refusal)
    page.click("#send-ballot")
    page.click("#lock-again")
    voter.locked_code()
    page.unroute(BALLOT_PATH)
    tries = []
    page.route(BALLOT_PATH, lambda route: lose_the_first_answer(route, tries))
    page.click("#send-ballot")
    page.click("#try-again")
    page.wait_for_selector("#received")
    assert tries == [tries[0]]
    page.click("#vote-again")
    voter.choose_short()
    ballots = page.evaluate("booth.locked")
    credential = json.loads(tries[0])["ballot"]["credential"]
    numbers = [
        number for text in ballots for number in NUMBERS.findall(text) if number != credential
    ]
    assert len(ballots) == 7
    assert len(set(numbers)) == len(numbers)


def refusal(route):
    body = json.dumps({"code": "malformed", "message": ""})
    route.fulfill(status=400, content_type="application/json", body=body)


def lose_the_first_answer(route, tries):
    tries.append(route.request.post_data)
    if len(tries) > 1:
        route.continue_()
        return
    route.fetch()
    route.abort()


def test_whoever_leaves_leaves_nothing_behind(watched, booth):
    """A ballot that was made ready ends with the worker: when voting is over, and in a lost tab."""
    voter = Voter(watched, booth)
    voter.sign_in()
    ready(watched)
    with watched.context.new_page() as elsewhere:
        elsewhere.goto(voter.address)
        elsewhere.click("#use-this-tab")
        elsewhere.wait_for_selector("#voter-code")
    assert watched.evaluate("booth.ended") == 1


# Milliseconds of processor time that the page may be busy with one thing; the machine's other work
# is not counted.
LONGEST_TASK = 50
TRACED = ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"]


def test_the_page_itself_is_never_held_up(browser, page, booth):
    """While somebody signs in, reads, chooses and looks at the locked ballot."""
    voter = Voter(page, booth, "crowd")
    voter.open()
    browser.start_tracing(page=page, categories=TRACED)
    page.click("#continue")
    page.check("#option-1-1")
    page.click("#continue")
    voter.locked_code()
    times = tasks_of("CrRendererMain", json.loads(browser.stop_tracing())["traceEvents"])
    assert len(times) > 50
    assert max(times) < LONGEST_TASK


def tasks_of(thread, events):
    """Processor time of every task of the threads of this name, in milliseconds."""
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == thread
    }
    return [
        event["tdur"] / 1000
        for event in events
        # One that had begun before, or is still going on, has no end here.
        if event["name"] == "RunTask" and "tdur" in event
        if (event["pid"], event["tid"]) in threads
    ]
