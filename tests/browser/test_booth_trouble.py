"""Broken connections, refusals, and servers that lie."""

import datetime
import json

import pytest

from crypto.notes import NoteVerifier, decode_tlog_proof
from tests.browser.voters import (
    BALLOT_PATH,
    ELECTION_PATH,
    STATUS_PATH,
    Voter,
    change_answer,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


def refuse(status, code):
    body = f'{{"code": "{code}", "message": ""}}'
    return lambda route: route.fulfill(status=status, content_type="application/json", body=body)


def locked(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    return voter


def test_a_ballot_whose_answer_was_lost_is_on_the_record_once(page, booth):
    voter = locked(page, booth)
    bodies = []

    def lose_the_answer(route):
        bodies.append(route.request.post_data_buffer)
        route.fetch()
        route.abort()

    page.route(BALLOT_PATH, lose_the_answer)
    page.click("#send-ballot")
    page.wait_for_selector("#try-again")
    assert "Your ballot is still here." in voter.text()
    page.click("#try-again")
    page.wait_for_selector("#received")
    assert "Your ballot had already arrived." in voter.text()
    assert len(bodies) == 1
    stands_once(voter, bodies[0])


def test_a_ballot_that_arrives_twice_is_on_the_record_once(page, booth):
    """Both the answer and the question what became of it are lost, so the same bytes go out."""
    voter = locked(page, booth)
    bodies = []

    def arrive_and_be_lost(route):
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    def unknown_once(route):
        page.unroute(STATUS_PATH)
        refuse(404, "not_found")(route)

    page.route(BALLOT_PATH, arrive_and_be_lost)
    page.route(STATUS_PATH, unknown_once)
    page.click("#send-ballot")
    page.click("#try-again")
    page.wait_for_selector("#received")
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    stands_once(voter, bodies[0])


def stands_once(voter, body):
    """One entry holds the ballot; its place was proved, and the receipt bears the same number."""
    ballot = json.dumps(json.loads(body)["ballot"], sort_keys=True)
    entries, start = [], 0
    while page_of := entries_from(voter, start):
        entries += page_of
        start = len(entries)
    found = [entry["index"] for entry in entries if same_ballot(entry, ballot)]
    assert len(found) == 1
    assert found[0] == int(voter.page.get_attribute("#entry-number", "data-index"))
    with voter.page.expect_download() as download:
        voter.page.click("#save-plain")
    receipt = decode_tlog_proof(download.value.path().read_text())
    assert receipt.index == found[0]
    receipt.verify(NoteVerifier.parse(voter.api()["log_key"]))


def entries_from(voter, start):
    url = f"{voter.booth['address']}/api/v1/logs/{voter.election['id']}/entries"
    return voter.page.request.get(f"{url}?start={start}&count=200").json().get("entries", [])


def same_ballot(entry, ballot):
    is_ballot = json.loads(entry["entry"])["type"] == "ballot"
    return is_ballot and json.dumps(json.loads(entry["payload"]), sort_keys=True) == ballot


def test_a_ballot_that_never_left_is_sent_again_as_the_same_bytes(page, booth):
    voter = locked(page, booth)
    bodies = []

    def break_off_first(route):
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.abort()
        else:
            route.continue_()

    page.route(BALLOT_PATH, break_off_first)
    page.click("#send-ballot")
    page.click("#try-again")
    page.wait_for_selector("#received")
    assert "already arrived" not in voter.text()
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


def test_a_refused_ballot_names_the_reason_and_can_be_locked_again(page, booth):
    voter = locked(page, booth)
    first = page.inner_text("#ballot-code")
    page.route(BALLOT_PATH, refuse(400, "malformed"))
    page.click("#send-ballot")
    page.wait_for_selector("#lock-again")
    assert "its form is not right. Nothing was recorded." in voter.text()
    page.unroute(BALLOT_PATH)
    page.click("#lock-again")
    assert voter.locked_code() != first
    voter.send()


def test_a_ballot_refused_after_its_arrival_is_not_called_received(page, booth):
    voter = locked(page, booth)
    refused = '{"status": "refused", "reason": "repeated"}'
    page.route(
        STATUS_PATH,
        lambda route: route.fulfill(status=200, content_type="application/json", body=refused),
    )
    page.click("#send-ballot")
    page.wait_for_selector("#lock-again")
    assert "a part of this ballot is in the record already" in voter.text()


def test_a_ballot_sent_after_the_close_leads_to_the_close(page, booth):
    voter = locked(page, booth)
    page.route(BALLOT_PATH, refuse(409, "wrong_state"))
    change_answer(page, ELECTION_PATH, lambda answer: answer.update(state="closed"))
    page.click("#send-ballot")
    page.wait_for_selector("#results")
    assert voter.heading() == "Voting has closed"


def test_a_receipt_that_does_not_hold_is_never_called_received(page, booth):
    voter = locked(page, booth)

    def move(answer):
        if "receipt" in answer:
            answer["receipt"] = answer["receipt"].replace("\nindex ", "\nindex 1", 1)

    change_answer(page, STATUS_PATH, move)
    page.click("#send-ballot")
    page.wait_for_selector("text=its receipt does not hold")
    assert "We received your ballot" not in voter.text()


def test_the_receipt_of_another_ballot_is_never_called_received(page, booth):
    other = locked(page, booth)
    with page.expect_response(
        lambda answer: STATUS_PATH.search(answer.url) and "receipt" in answer.json()
    ) as seen:
        other.send()
    genuine = seen.value.json()["receipt"]
    page.click("#finish")
    page.goto("about:blank")
    voter = locked(page, booth)
    change_answer(page, STATUS_PATH, lambda answer: answer.update(receipt=genuine))
    page.click("#send-ballot")
    page.wait_for_selector("text=its receipt does not hold")
    assert "We received your ballot" not in voter.text()


@pytest.mark.parametrize("name", ["joint_key", "election_hash", "freeze"])
def test_an_election_that_does_not_hang_together_is_refused(page, booth, name):
    voter = Voter(page, booth)
    foreign = Voter(page, booth, "other").api()[name]
    value = foreign - 1 if name == "freeze" else foreign
    change_answer(page, ELECTION_PATH, lambda answer: answer.update({name: value}))
    page.goto(voter.address)
    page.wait_for_selector("#mismatch", state="attached")
    assert voter.heading() == "Do not vote on this page"
    assert page.locator("#voter-code").count() == 0


def test_a_changed_manifest_is_refused(page, booth):
    voter = Voter(page, booth)

    def swap_names(route):
        response = route.fetch()
        text = response.text().replace("Dana Levi", "Dana Lewi")
        route.fulfill(response=response, body=text)

    page.route("**/manifest", swap_names)
    page.goto(voter.address)
    page.wait_for_selector("#mismatch", state="attached")
    assert page.locator("#voter-code").count() == 0


def test_wrong_codes_get_one_answer_and_the_focus(page, booth):
    voter = Voter(page, booth)
    stranger = Voter(page, booth, "other").code
    page.goto(voter.address)
    for typed, words in (
        ("", "Enter your voter code"),
        ("7K3M", "typing mistake"),
        (stranger, "That code did not work"),
    ):
        page.fill("#voter-code", typed)
        page.click("#continue")
        page.wait_for_selector(f"#error-summary >> text={words}")
        assert page.title() == "Error: Confirm who you are - Tabella"
        assert page.evaluate("document.activeElement.id") == "error-summary"


def test_only_one_tab_votes_at_a_time(page, booth):
    voter = locked(page, booth)
    second = page.context.new_page()
    second.goto(voter.address)
    second.click("#use-this-tab")
    second.wait_for_selector("#voter-code")
    page.wait_for_selector("text=You are now voting in another tab")
    assert page.locator("#send-ballot").count() == 0


@pytest.mark.parametrize(
    ("election", "heading"),
    [("frozen", "Voting has not opened yet"), ("closed", "Voting has closed")],
)
def test_outside_voting_time_the_page_says_so(page, booth, election, heading):
    voter = Voter(page, booth, election)
    page.goto(voter.address)
    page.wait_for_selector("#screen h1")
    assert voter.heading() == heading


def test_the_close_is_announced(page, booth):
    voter = Voter(page, booth)
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=4)
    closes = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
    change_answer(page, ELECTION_PATH, lambda answer: answer.update(closes=closes))
    voter.open()
    notice = page.inner_text("#closing-soon")
    assert notice.startswith("Voting closes in less than 5 minutes. Send your ballot before ")


def test_a_browser_that_cannot_run_the_worker_is_told_the_other_ways(page, booth):
    voter = Voter(page, booth)
    page.route("**/booth/worker.js", lambda route: route.fulfill(status=404, body=""))
    page.goto(voter.address)
    page.wait_for_selector("#old-browser:visible")
    assert voter.heading() == "This browser cannot lock a ballot"


def test_without_scripts_the_page_says_what_to_do(browser, booth):
    with browser.new_context(java_script_enabled=False) as context:
        voter = Voter(context.new_page(), booth)
        voter.page.goto(voter.address)
        assert voter.heading() == "This browser cannot lock a ballot"


def test_an_unreachable_server_is_named(page, booth):
    voter = Voter(page, booth)
    page.route("**/api/**", lambda route: route.abort())
    page.goto(voter.address)
    page.wait_for_selector("#try-again")
    assert voter.heading() == "We could not reach the server"


def test_a_lock_that_fails_keeps_the_choices_and_is_tried_in_a_new_worker(page, booth):
    voter = Voter(page, booth)
    voter.sign_in()
    page.workers[0].evaluate("() => { crypto.subtle.digest = () => { throw new Error('none'); }; }")
    page.check("#option-1-2")
    page.click("#continue")
    page.wait_for_selector("#try-again")
    assert "could not be locked" in voter.text()
    assert page.is_disabled("#send-ballot")
    page.click("#try-again")
    voter.locked_code()
    assert "Noor Aziz" in page.inner_text("#choices")
    voter.send()
