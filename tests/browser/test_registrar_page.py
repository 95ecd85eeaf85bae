"""Voter codes made in the registrar's browser leave it in the saved files and no other way."""

import json
import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crypto.credentials import credential_seed, parse_code
from crypto.signing import public_key
from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.qr_reader import read_qr
from tests.browser.registrars import Registrar, rows_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("registrar")]


@pytest.fixture
def registrar(page, registrar_server, tmp_path):
    return lambda election: Registrar(page, registrar_server, election, tmp_path)


def sent_by(page):
    """Everything the page and its workers ask for from now on: address, headers and body."""
    sent = []

    def note(request):
        body = request.post_data_buffer or b""
        sent.append((request.method, request.url, repr(request.headers).encode() + body))

    page.context.on("request", note)
    return sent


def spellings(code, election):
    """All that would give a code away."""
    symbols = parse_code(code)
    return (code, symbols, code.lower(), credential_seed(symbols, election).hex())


def everything_kept(folder):
    """Bytes of the database, of its journal, of the queue, the mails and the logs."""
    return b"\n".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def test_codes_leave_the_browser_in_the_saved_files_alone(page, registrar, registrar_server):
    few = registrar("few")
    sent, said = sent_by(page), []
    page.on("console", lambda message: said.append(message.text))
    few.open()
    assert "3 voters have no code yet." in few.text()
    few.make()
    merge = few.save()
    letters = few.save("#save-letters")
    few.show(merge)
    few.send()
    assert "The server has 3 public keys." in few.text()
    codes = [row["code"] for row in rows_of(merge)]
    assert len(set(codes)) == 3
    (posted,) = [json.loads(body[body.index(b'{"keys"') :]) for m, _, body in sent if m == "POST"]
    told = page.request.get(f"{few.home}/make/voters.json").json()
    assert told["voters"] == []
    for row, (_, key) in zip(rows_of(merge), posted["keys"], strict=True):
        seed = credential_seed(parse_code(row["code"]), few.election)
        assert public_key(seed).hex() == key
        assert row["code"] in letters.read_text()
    outside = b"\n".join(url.encode() + b" " + body for _, url, body in sent)
    outside += everything_kept(registrar_server["folder"]) + "\n".join(said).encode()
    assert posted["keys"][0][1].encode() in outside
    for code in codes:
        for spelling in spellings(code, few.election):
            assert spelling.encode() not in outside
        assert code not in page.content()
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,"
        " (await indexedDB.databases()).length, history.state, location.href]"
    )
    assert kept == [0, 0, 0, 0, None, f"{few.home}/make"]
    assert said == []


def test_the_files_of_spreadsheets_and_printers_are_harmless(page, registrar):
    markup = registrar("markup")
    markup.open()
    markup.make()
    rows = rows_of(markup.save())
    assert [row["name"] for row in rows] == ["'=Ada, Countess", "<b>Ben</b> & Sons"]
    assert all(row["link"].endswith(f"/e/{markup.election}/vote#{row['code']}") for row in rows)
    letters = markup.save("#save-letters")
    asked = []
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("request", lambda request: asked.append(request.url))
    page.goto(letters.as_uri())
    assert asked == [letters.as_uri()]
    assert page.locator("section").count() == 2
    assert page.locator("section b").count() == 0
    assert "<b>Ben</b> & Sons" in page.locator("section").nth(1).inner_text()
    assert rows[0]["code"] in page.locator("section").first.inner_text()
    page.emulate_media(media="print")
    assert page.locator("section").first.evaluate("e => getComputedStyle(e).breakAfter") == "page"


def test_the_square_of_every_letter_holds_the_voter_s_link(page, registrar):
    markup = registrar("markup")
    markup.open()
    markup.make()
    rows = rows_of(markup.save())
    letters = markup.save("#save-letters").read_text()
    paths = re.findall(r'<path d="([^"]*)"', letters)
    links = [
        read_qr(
            {
                (int(y) - 4, int(x) - 4 + step)
                for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", path)
                for step in range(int(run))
            }
        )
        for path in paths
    ]
    assert links == [row["link"] for row in rows]


def test_letters_of_many_voters_come_in_parts(page, registrar):
    parts = registrar("parts")
    parts.open()
    parts.make()
    options = page.locator("#part option").all_inner_texts()
    assert options[2] == "Part 3: letters 1,001 to 1,100"
    files = [parts.save("#save-letters")]
    for part in ("1", "2"):
        page.select_option("#part", part)
        files.append(parts.save("#save-letters"))
        expect(page.locator("#save-letters")).to_be_enabled()
    assert [file.name for file in files] == [f"voter-letters-{part}.html" for part in (1, 2, 3)]
    parts.show(*files[:2])
    page.wait_for_selector("#error-summary")
    assert "These files hold 1,000 of 1,100 codes." in parts.text()
    parts.show(*files)
    parts.send()
    assert "1,100 public keys" in parts.text()


def test_nothing_goes_out_before_the_files_were_shown(page, registrar):
    changed = registrar("changed")
    changed.open()
    sent = sent_by(page)
    changed.make()
    assert page.locator("#go-on").is_disabled()
    merge = changed.save()
    changed.show(merge)
    page.wait_for_selector("#send-keys")
    # The worker's own files come from the server; saved files are addresses of the page itself.
    assert [url for _, url, _ in sent if "/static/" not in url and "blob:" not in url] == []


def test_a_list_that_changed_meanwhile_is_said_and_nothing_is_stored(page, registrar):
    changed = registrar("changed")
    changed.open()
    changed.make()
    merge = changed.save()
    token = page.request.get(f"{changed.home}/make/keys.json").json()["token"]
    voter = changed.home.replace("/codes", "/1/remove")
    page.request.post(voter, headers={"X-CSRFToken": token})
    changed.show(merge)
    page.click("#send-keys")
    page.wait_for_selector("#begin-again")
    assert "The voter list has changed" in changed.text()
    assert len(page.request.get(f"{changed.home}/make/voters.json").json()["voters"]) == 2


def test_a_lost_answer_is_tried_again_and_stores_once(page, registrar):
    lost = registrar("lost")
    lost.open()
    lost.make()
    lost.show(lost.save())

    def lose(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route("**/keys.json", lose)
    page.click("#send-keys")
    page.wait_for_selector("#error-summary")
    assert "Your codes are still here" in lost.text()
    page.unroute("**/keys.json", lose)
    lost.send()
    assert "3 public keys" in lost.text()


def test_a_roll_without_voters_says_what_to_do(page, registrar):
    none = registrar("none")
    none.open()
    assert "There are no codes to make" in none.text()


def test_one_voter_gets_another_code_after_the_freeze(page, registrar):
    frozen = registrar("frozen ")
    sent = sent_by(page)
    frozen.open_one(2)
    assert "A new code for Ben 2." in frozen.text()
    frozen.make()
    merge = frozen.save()
    frozen.show(merge)
    page.wait_for_selector("#send-keys")
    page.fill("#reason", "Ben 2 lost the letter.")
    page.fill("#typed", "ben 2")
    page.click("#send-keys")
    page.wait_for_selector("#error-summary")
    assert "leave the voter’s name and address out of it" in frozen.text()
    assert page.input_value("#typed") == "ben 2"
    page.fill("#reason", "The letter was lost.")
    frozen.send()
    (row,) = rows_of(merge)
    key = public_key(credential_seed(parse_code(row["code"]), frozen.election)).hex()
    posted = [body for method, _, body in sent if method == "POST"]
    assert key.encode() in posted[-1]
    for spelling in spellings(row["code"], frozen.election):
        assert all(spelling.encode() not in url.encode() + body for _, url, body in sent)
    acts = page.request.get(f"{frozen.server['address']}/e/{frozen.election}/record/acts").text()
    assert "The letter was lost." in acts
    shown = page.request.get(f"{frozen.server['address']}/e/{frozen.election}/").text()
    assert "Some voter codes were made on the organisers’ own computer" in shown


def test_a_new_code_of_a_real_election_waits_for_a_second_organiser(registrar, page):
    real = registrar("frozen, for two")
    real.open_one(1)
    real.make()
    real.show(real.save())
    page.fill("#reason", "The letter was lost.")
    page.fill("#typed", "Ada 1")
    page.click("#send-keys")
    page.wait_for_selector("#stored")
    assert "A second organiser has to agree" in real.text()
    acts = page.request.get(f"{real.server['address']}/e/{real.election}/record/acts").text()
    assert "The letter was lost." not in acts


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_is_accessible(browser, registrar_server, tmp_path, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        registrar = Registrar(page, registrar_server, look, tmp_path)
        registrar.open()
        check(page)
        registrar.make()
        check(page)
        assert page.evaluate("document.activeElement.id") == "heading"
        merge = registrar.save()
        registrar.show()
        page.wait_for_selector("#error-summary")
        check(page)
        registrar.show(merge)
        page.wait_for_selector("#send-keys")
        check(page)
        registrar.send()
        check(page)
        one = Registrar(page, registrar_server, f"frozen {look}", tmp_path)
        one.open_one(1)
        check(page)
        one.make()
        one.show(one.save())
        page.wait_for_selector("#reason")
        check(page)
        page.fill("#reason", "Lost.")
        page.click("#send-keys")
        page.wait_for_selector("#error-summary")
        check(page)


@pytest.mark.long
def test_fifty_thousand_codes_are_made_within_a_minute_of_processor_time(
    page, registrar, browser, capsys
):
    def used():
        session = browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        return sum(each["cpuTime"] for each in processes if each["type"] == "renderer")

    many = registrar("many")
    many.open()
    before = used()
    many.make(timeout=180_000)
    seconds = used() - before
    with capsys.disabled():
        sys.stdout.write(f"\n50,000 codes: {seconds:.1f} s of the browser's processor time\n")
    merge = many.save()
    assert len({row["code"] for row in rows_of(merge)}) == 50_000
    many.show(merge)
    many.send()
    assert "50,000 public keys" in many.text()
    assert seconds <= 60
