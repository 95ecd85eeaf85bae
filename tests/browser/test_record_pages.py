"""The record's pages in a browser: the check of a ballot in the page that shows it, and copies."""

import re

import pytest
from playwright.sync_api import expect

from crypto.notes import split_note
from tests.browser.looks import LOOKS, check, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("check")]

VALID = "Proof checked by this page: valid"
NOT_VALID = "Proof checked by this page: not valid"
UNREAD = "The proof could not be checked. This says nothing about the ballot. Try again later."


@pytest.fixture
def record(check_server):
    """Address of a record by the name of its election."""
    return lambda name: f"{check_server['address']}/e/{check_server['elections'][name]}/record"


@pytest.fixture
def newest(page, record):
    """Address of the newest entry of a kind, of the election with a name."""

    def ask(kind, name="published"):
        items = page.request.get(f"{record(name)}/feed.json?kind={kind}").json()["items"]
        return f"{record(name)}/{items[0]['_tabella']['index']}"

    return ask


def outcome(page):
    status = page.locator("#proof-check")
    expect(status).to_have_attribute("data-outcome", re.compile("."))
    return status.inner_text()


def test_a_ballot_is_checked_by_the_page_that_shows_it(page, newest):
    page.goto(newest("ballot"))
    assert outcome(page) == VALID
    expect(page.locator("#proof-recorded")).to_have_text(
        re.compile(r"It is in the public record as entry \d+\. The signature covers 27 entries\.")
    )
    expect(page.locator("#proof-problems")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("This page comes from the same server")
    page.click("text=Check the whole election")
    page.wait_for_url("**/check")


def test_a_test_ballot_is_checked_with_what_opens_it(page, newest):
    page.goto(newest("challenge", "lying"))
    assert outcome(page) == VALID


def test_a_false_proof_on_an_honest_record_is_named(page, newest):
    page.goto(newest("ballot", "lying"))
    assert outcome(page) == NOT_VALID
    expect(page.locator("#proof-problems li")).to_have_text(
        re.compile("^C07.5: contest 1 option 1")
    )


def with_a_digit_changed(route):
    response = route.fetch()
    body = bytearray(response.body())
    place = body.index(b'"beta":"') + 50
    body[place] = ord("1") if body[place] != ord("1") else ord("2")
    route.fulfill(response=response, body=bytes(body))


def test_another_ballot_than_the_one_on_the_record_is_not_valid(page, newest):
    page.route("**/payloads/*", tampered_ballot)
    page.goto(newest("ballot"))
    assert outcome(page) == NOT_VALID
    expect(page.locator("#proof-problems li")).to_have_text(
        "ballot: is not the one that its entry names"
    )


def tampered_ballot(route):
    response = route.fetch()
    if b'"salt"' in response.body():
        with_a_digit_changed(route)
    else:
        route.fulfill(response=response)


def with_words(old, new):
    """Let a page say something else than the server wrote."""

    def change(route):
        response = route.fetch()
        assert old in response.text()
        route.fulfill(response=response, body=response.text().replace(old, new))

    return change


def test_a_page_that_shows_another_ballot_code_is_found_out(page, newest):
    address = newest("ballot")
    page.route(address, with_words('data-tracker="', 'data-tracker="0'))
    page.goto(address)
    assert outcome(page) == NOT_VALID
    expect(page.locator("#proof-problems li")).to_have_text("entry: has another ballot code")


def test_a_page_that_shows_another_number_is_found_out(page, newest):
    address = newest("ballot")
    index = int(address.rpartition("/")[2])
    page.route(address, with_words(f'data-index="{index}"', f'data-index="{index - 1}"'))
    asked = re.compile(rf"receipt\?index={index - 1}$")
    page.route(asked, lambda route: route.continue_(url=route.request.url[:-2] + f"{index}"))
    page.goto(address)
    assert outcome(page) == NOT_VALID
    expect(page.locator("#proof-problems li")).to_have_text("entry: stands elsewhere")


@pytest.mark.parametrize("answer", [{"status": 404, "json": {}}, {"status": 503, "body": ""}])
def test_a_ballot_that_does_not_come_is_not_called_wrong(page, newest, answer):
    page.route("**/payloads/*", lambda route: route.fulfill(**answer))
    page.goto(newest("ballot"))
    assert outcome(page) == UNREAD
    expect(page.locator("#proof-problems")).to_be_hidden()


def test_a_worker_that_does_not_start_is_not_the_ballots_fault(page, newest):
    page.route("**/judge-worker.js", lambda route: route.abort())
    page.goto(newest("ballot"))
    assert outcome(page) == UNREAD


def test_an_entry_says_without_scripts_that_nothing_was_checked(browser, newest):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(newest("ballot"))
        expect(page.locator("#proof-check")).to_have_text(
            "Not checked by this page. That takes JavaScript and a newer browser."
        )
        expect(page.locator("a", has_text="Check the whole election")).to_be_visible()
        expect(page.locator("button[data-copies]:visible")).to_have_count(0)


def test_an_act_of_officials_is_not_said_to_be_checked(page, newest):
    page.goto(newest("open"))
    expect(page.locator("h1")).to_contain_text("Opened")
    expect(page.locator("#proof-check")).to_have_count(0)


def test_all_modules_are_fetched_ahead_and_run_under_the_policy(page, newest):
    fetched, complaints = set(), []
    page.context.on("request", lambda request: fetched.add(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(newest("ballot"))
    assert outcome(page) == VALID
    links = page.locator("link[rel=modulepreload]")
    ahead = set(links.evaluate_all("nodes => nodes.map(node => node.href)"))
    scripts = set(page.locator("script[src]").evaluate_all("nodes => nodes.map(node => node.src)"))
    loaded = {url for url in fetched if "/js/" in url and "/govuk" not in url}
    late = {url.rpartition("/static/")[2] for url in loaded - ahead - scripts}
    assert late == {"js/checker/judge-worker.js"}
    assert not [text for text in complaints if "Content Security Policy" in text]


def copied(page, name):
    page.click(f"button[data-copies={name}]")
    expect(page.locator(f"#{name}-copied")).to_have_text("Copied.")
    return page.evaluate("navigator.clipboard.readText()")


@pytest.fixture
def clipboard(browser):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        yield context.new_page()


def test_what_is_copied_is_the_signed_state_to_the_last_byte(clipboard, page, record):
    clipboard.goto(f"{record('published')}/")
    note = copied(clipboard, "signed-state")
    assert (
        note
        == page.request.get(
            f"{record('published').replace('/e/', '/logs/').removesuffix('/record')}/checkpoint"
        ).text()
    )
    assert split_note(note)[0].splitlines()[2] == clipboard.inner_text("#record-code")


def test_an_entry_and_its_document_are_copied_as_they_were_hashed(clipboard, page, newest):
    address = newest("ballot")
    clipboard.goto(address)
    clipboard.click("summary")
    origin, _, path = address.partition("/e/")
    slug, _, index = path.partition("/record/")
    entry = page.request.get(f"{origin}/api/v1/logs/{slug}/entries/{index}").json()
    assert copied(clipboard, "entry-text") == entry["entry"]
    assert copied(clipboard, "document-text") == entry["payload"]


def test_a_command_is_copied(clipboard, record):
    clipboard.goto(f"{record('published').removesuffix('record')}download")
    assert copied(clipboard, "run-checker") == "python3 tabella-verify.pyz record.zip"


def test_a_browser_that_forbids_copies_says_what_to_do_instead(page, record):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    page.goto(f"{record('published')}/")
    page.click("button[data-copies=signed-state]")
    expect(page.locator("#signed-state-copied")).to_have_text(
        "This browser does not let the page copy. Select the text instead."
    )


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_wrong_with_a_ballot_is_accessible(browser, newest, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        page.goto(newest("ballot", "lying"))
        expect(page.locator("#proof-problems li")).to_be_visible()
        page.click("summary")
        check(page)
