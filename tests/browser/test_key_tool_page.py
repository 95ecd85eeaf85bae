"""A key holder's own page: the key made and checked, tried out, used, and lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.holders import PASSPHRASE, Holder, sent_by
from tests.browser.unhashed import hashes_left_out

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keys")]

API = re.compile(r"/api/v1/")


@pytest.fixture
def holder(page, key_server, tmp_path):
    return lambda election, index=1: Holder(page, key_server, election, index, folder=tmp_path)


def test_a_key_is_sent_only_after_its_saved_file_was_opened_again(page, holder):
    priya = holder("begun")
    priya.open("#start")
    sent = sent_by(page)
    assert priya.make_key() == "riverside-board-election-key-Priya.txt"
    expect(page.locator("#finish")).to_be_disabled()
    priya.give_key("#check-key")
    expect(page.locator("#finish")).to_be_enabled()
    assert "Your key works." in priya.text()
    assert sent == []
    page.click("#finish")
    page.wait_for_selector("#rounds")
    assert [(address, body["type"]) for address, body in sent] == [("entries", "trustee")]
    assert PASSPHRASE not in json.dumps(sent)
    expect(page.locator("#unchanged")).to_have_text("Your key is in the public record, unchanged.")
    expect(page.locator("#waiting-for")).to_have_text("Waiting for: Tom, Ana")


WEAK = {
    "": "Enter a passphrase",
    "short words": "12 characters",
    "aaaaaaaaaaaaaaaa": "same few characters",
    "abcdefghijklmnop": "row",
    "password 4711 xyz": "tried first",
    "Priya Priya 2030": "your name",
}


@pytest.mark.parametrize("passphrase", WEAK)
def test_a_weak_passphrase_makes_no_key(page, holder, passphrase):
    priya = holder("other")
    priya.open("#start")
    page.click("#start")
    page.fill("#passphrase", passphrase)
    page.click("#make-key")
    assert WEAK[passphrase] in priya.problem()
    assert page.title() == "Error: Make your key - Tabella"


def changed(file, change):
    file.write_text(json.dumps(change(json.loads(file.read_text()))) + "\n")


def truncate(file):
    file.write_bytes(file.read_bytes()[:-40])


def edit(file):
    changed(file, lambda document: {**document, "rounds": 1})


def replace(file):
    file.write_bytes(b"\x89PNG not a key")


DAMAGES = {"truncated": truncate, "edited": edit, "something else": replace}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_key_file_is_refused_in_plain_words_and_nothing_is_sent(page, holder, damage):
    priya = holder("shared")
    priya.open("#prove-key")
    sent = sent_by(page)
    DAMAGES[damage](priya.file)
    priya.give_key("#prove-key")
    assert "This is not a key file, or it is damaged" in priya.problem()
    assert sent == []


def test_a_wrong_passphrase_is_told_from_a_damaged_file(page, holder):
    priya = holder("shared")
    priya.open("#prove-key")
    sent = sent_by(page)
    priya.give_key("#prove-key", passphrase=PASSPHRASE.upper())
    assert "The passphrase does not open this file" in priya.problem()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.title() == "Error: Try your key file out - Tabella"
    assert sent == []


@pytest.mark.parametrize(
    ("election", "index", "words"),
    [("totals", 1, "of another election"), ("shared", 2, "of another key holder")],
)
def test_somebody_else_s_key_file_is_refused(page, holder, election, index, words):
    other = holder(election, index)
    priya = holder("shared")
    priya.open("#prove-key")
    sent = sent_by(page)
    priya.give_key("#prove-key", file=other.file)
    assert words in priya.problem()
    assert sent == []


def test_a_key_file_is_tried_out(page, holder):
    tom = holder("shared", 2)
    tom.open("#prove-key")
    tom.give_key("#prove-key", passphrase="not the passphrase")
    tom.problem()
    tom.give_key("#prove-key")
    expect(page.locator("#drill-done")).to_contain_text("the public record shows")
    assert tom.heading() == "Your key file works"
    page.click("#go-on")
    expect(page.locator("#holders")).to_contain_text("Key file tried out")
    assert tom.status()["step"] == "wait"


def test_leaving_before_the_end_sends_nothing_and_the_step_begins_again(page, holder):
    priya = holder("other")
    priya.open("#start")
    sent = sent_by(page)
    priya.make_key()
    page.reload()
    page.wait_for_selector("#start")
    priya.make_key()
    page.click("#back")
    page.wait_for_selector("#start")
    page.go_forward()
    page.wait_for_selector("#start")
    assert sent == []
    assert priya.status()["step"] == "key"


def test_a_server_that_is_away_loses_nothing(page, holder):
    priya = holder("alone")
    priya.open("#start")
    priya.make_key()
    priya.give_key("#check-key")
    page.route(API, lambda route: route.abort())
    page.click("#finish")
    expect(page.locator("#trouble")).to_contain_text("Nothing is lost.")
    page.unroute(API)
    page.wait_for_selector("#prove-key")
    expect(page.locator("#trouble")).to_be_empty()


def test_an_answer_that_got_lost_does_no_harm(page, holder):
    ana = holder("shared", 3)
    ana.open("#prove-key")

    def lose(route):
        route.fetch()
        route.abort()

    page.route(re.compile("/trustee/entries$"), lose, times=1)
    ana.give_key("#prove-key")
    page.wait_for_selector("#drill-done")


ENTRIES = re.compile(r"/trustee/(entries|decryptions)$")


@pytest.mark.parametrize(
    ("whose", "button", "place"),
    [(("shared", 1), "#prove-key", "#drill-done"), (("totals", 3), "#unlock", "#unlocked")],
)
def test_what_the_server_kept_back_is_not_said_to_be_on_the_record(
    page, holder, whose, button, place
):
    page.route(ENTRIES, lambda route: route.fulfill(status=201, json={"index": 1}))
    person = holder(*whose)
    person.open(button)
    person.give_key(button)
    expect(page.locator(place)).to_have_text("Sent. Waiting for the public record to show it.")
    with page.expect_request(re.compile(r"/checkpoint$")):
        pass
    expect(page.locator(place)).to_have_text("Sent. Waiting for the public record to show it.")


def test_a_tool_changed_since_it_was_published_is_told_with_what_to_do(page, holder):
    changed = {"files": {"key-tool.html": "00" * 32}}
    page.route(re.compile(r"/api/v1/key-tool$"), lambda route: route.fulfill(json=changed))
    for election, index, button, since in (
        ("shared", 1, "#prove-key", "when the making of keys began"),
        ("totals", 3, "#unlock", "when the election was frozen"),
    ):
        holder(election, index).open(button)
        page.click("#offline summary")
        expect(page.locator("#tool-hash")).to_contain_text(f"was published {since}")
        expect(page.locator("#tool-hash")).to_contain_text("ask the organiser what was changed")
        expect(page.locator("#tool-hash")).not_to_contain_text("It is the one")


def test_a_shown_passphrase_is_hidden_again_when_it_is_sent(page, holder):
    priya = holder("shared")
    priya.open("#prove-key")
    page.click("#passphrase-toggle")
    assert page.get_attribute("#passphrase", "type") == "text"
    page.evaluate(
        "document.querySelector('form').addEventListener('submit', () => {"
        " window.typeSent = document.querySelector('#passphrase').type; })"
    )
    priya.give_key("#prove-key", passphrase="not the passphrase")
    priya.problem()
    assert page.evaluate("window.typeSent") == "password"


def test_totals_are_counted_again_and_unlocked(page, holder):
    priya = holder("totals")
    priya.open("#unlock")
    sent = sent_by(page)
    shown = priya.text()
    assert "You will open 3 totals." in shown
    assert "You will not open any single ballot." in shown
    assert "3 counted, 1 replaced, 0 tests" in shown
    expect(page.locator("#proofs-checked")).to_have_text("Checked on this device. All hold.")
    priya.give_key("#unlock")
    expect(page.locator("#unlocked")).to_have_text(
        "Done. 1 of 2 needed shares are in the public record."
    )
    assert [(address, body["type"]) for address, body in sent] == [("decryptions", "decryption")]
    page.click("#go-on")
    expect(page.locator("#key-advice")).to_contain_text("Delete your key file after")
    assert priya.heading() == "You are finished"


@pytest.mark.parametrize(
    "claim",
    [{"step": "done"}, {"step": "stopped", "state": "cancelled"}],
    ids=["over", "cancelled"],
)
def test_a_server_that_says_it_is_over_has_no_key_deleted(page, holder, claim):
    ana = holder("totals", 3)

    def lie(route):
        response = route.fetch()
        document = {**response.json(), **claim, "closes": "2020-01-01T00:00:00Z"}
        route.fulfill(response=response, json=document)

    page.route(re.compile("/trustee$"), lie)
    ana.open("#key-advice")
    # The record is looked at again only after its first look has shown that the key is needed.
    with page.expect_response(re.compile("/checkpoint$")):
        expect(page.locator("#key-advice")).to_contain_text("Keep your key file for now.")
    assert "elete your key file" not in ana.text()


def test_skipping_to_the_content_keeps_the_secret_part_of_the_link(page, holder):
    priya = holder("draft")
    priya.open("#holders")
    page.focus(".govuk-skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    assert page.url == priya.address
    page.reload()
    page.wait_for_selector("#holders")


def test_a_long_check_is_left_to_the_key_holder_and_can_be_left(page, holder):
    tom = holder("totals", 2)
    hashes_left_out(page)
    page.route(re.compile("/countdown[.]js"), _as_if_proofs_took_hours)
    tom.open("#check-now")
    assert "Not checked on this device." in tom.text()
    assert "You will not open any single ballot." not in tom.text()
    assert "Check the proofs of the ballots first if you can." in tom.text()
    page.route(re.compile(r"/entries\?"), lambda _: None)
    page.click("#check-now")
    page.wait_for_selector("#skip-check")
    page.unroute(re.compile(r"/entries\?"))
    page.click("#skip-check")
    page.wait_for_selector("#check-now")
    assert "Not checked on this device." in tom.text()
    page.click("#check-now")
    page.wait_for_selector("#proofs-checked")
    assert "You will not open any single ballot." in tom.text()


def test_other_totals_than_this_device_has_unlocked_before_are_refused(page, holder):
    tom = holder("totals", 2)
    tom.open("#unlock")
    key = f"tabella/unlocked/{tom.election['id']}/2"
    page.evaluate(f"localStorage.setItem('{key}', '{'0' * 64}')")
    sent = sent_by(page)
    tom.give_key("#unlock")
    page.wait_for_selector("#problem", state="attached")
    assert "has unlocked other totals of this election before" in tom.text()
    expect(page.locator("#report")).to_have_text("We told the organiser.")
    assert [(address, body["kind"]) for address, body in sent] == [("reports", "refused")]


def test_a_total_that_is_one_ballot_needs_a_word_of_the_key_holder(page, holder):
    priya = holder("single")
    priya.open("#unlock")
    assert "You will not open any single ballot." not in priya.text()
    priya.give_key("#unlock")
    assert "Say that you know this" in priya.problem()
    page.check("#single-ballots")
    priya.give_key("#unlock")
    page.wait_for_selector("#unlocked")


def test_totals_that_are_not_the_sum_of_the_ballots_are_named_and_reported(page, holder):
    ana = holder("totals", 3)

    def lie(route):
        response = route.fetch()
        document = response.json()
        for item in document["entries"]:
            if json.loads(item["entry"])["type"] == "tally":
                item["payload"] = item["payload"].replace("a", "b", 1)
        route.fulfill(response=response, json=document)

    page.route(re.compile(r"/entries\?"), lie)
    sent = sent_by(page)
    ana.open("#report")
    assert ana.heading() == "Stop here"
    assert [(address, body["kind"]) for address, body in sent] == [("reports", "refused")]


def test_a_lost_key_is_told_to_the_organiser(page, holder):
    ana = holder("totals", 3)
    ana.open("#lost-key")
    page.click("#lost-key")
    page.click("#go-back")
    page.click("#lost-key")
    page.click("#report-lost-key")
    page.wait_for_selector("h1:has-text('We told the organiser')")
    assert ana.status()["has_lost_key"]


def test_a_link_without_its_secret_part_or_with_another_one_opens_nothing(page, holder):
    priya = holder("draft")
    page.goto(priya.address.partition("#")[0])
    expect(page.locator("#heading")).to_contain_text("whole link")
    page.goto("about:blank")
    page.goto(priya.address[:-4] + "AAAA")
    expect(page.locator("#heading")).to_have_text("This link is not for you or was replaced")


def test_a_second_tab_asks_before_it_takes_over(page, holder):
    priya = holder("draft")
    priya.open("#holders")
    second = page.context.new_page()
    second.goto(priya.address)
    second.click("#use-this-tab")
    second.wait_for_selector("#holders")
    expect(page.locator("#heading")).to_have_text("You went on in another tab")


def test_secrets_are_in_no_storage_address_or_message(page, holder):
    tom = holder("third", 2)
    messages, urls = [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("request", lambda request: urls.append(request.url))
    tom.open("#start")
    tom.make_key()
    tom.give_key("#check-key")
    page.click("#finish")
    page.wait_for_selector("#rounds")
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, "", 0, 0]
    for secret in (PASSPHRASE, tom.token):
        assert not [url for url in urls if secret in url.partition("#")[0]]
        assert not [text for text in messages if secret in text]
        assert secret not in page.content()


def _as_if_proofs_took_hours(route):
    response = route.fetch()
    assert "ONE_PROOF = 9;" in response.text()
    route.fulfill(response=response, body=response.text().replace("PROOF = 9;", "PROOF = 9e6;"))
