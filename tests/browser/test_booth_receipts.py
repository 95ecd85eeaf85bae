"""What a voter keeps: the receipt as a page and as a plain file, and lies about it."""

import re

import pytest

from crypto.receipt_page import decode_receipt_page
from tests.browser.looks import LOOKS, accessible, looked_at
from tests.browser.stand_ins import WITNESSES
from tests.browser.test_booth_trouble import locked
from tests.browser.voters import STATUS_PATH, Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

PAGE_PATH = re.compile(r"/receipts/[0-9a-f]{64}\?size=\d+$")
QR_PATH = re.compile(r"/code/[0-9A-Z-]{24}\.svg$")
FALSE = "is not the receipt this device has checked"


def cast(page, booth, election="short"):
    voter = Voter(page, booth, election)
    voter.sign_in()
    voter.choose_short()
    with page.expect_response(
        lambda answer: STATUS_PATH.search(answer.url) and "receipt" in answer.json()
    ) as seen:
        voter.send()
    return voter, seen.value.json()["receipt"]


def saved(page, button):
    with page.expect_download() as download:
        page.click(button)
    return download.value.suggested_filename, download.value.path().read_bytes().decode()


def test_the_receipt_is_saved_as_a_page_that_carries_what_was_checked(page, booth):
    voter, receipt = cast(page, booth)
    code = page.inner_text("#ballot-code")
    name, text = saved(page, "#save-receipt")
    assert name == f"ballot-receipt-{code[:9]}.html"
    kept = decode_receipt_page(text)
    assert (kept.code, kept.proof) == (code, receipt)
    page.wait_for_selector("#receipt-status >> text=Your receipt is saved.")
    assert page.is_enabled("#save-receipt")
    assert voter.code not in text


def test_the_receipt_is_of_the_checkpoint_that_was_checked_also_later(browser, page, booth):
    _, receipt = cast(page, booth)
    with browser.new_context() as context:
        cast(context.new_page(), booth)
    assert decode_receipt_page(saved(page, "#save-receipt")[1]).proof == receipt


def test_the_plain_file_is_the_proof_and_needs_no_server(page, booth):
    _, receipt = cast(page, booth)
    code = page.inner_text("#ballot-code")
    page.context.set_offline(True)
    assert saved(page, "#save-plain") == (f"ballot-receipt-{code[:9]}.tlog-proof", receipt)


def of_another_ballot(text, other):
    head, place, _ = text.partition('<pre id="tlog-proof">')
    return head + place + other.partition(place)[2]


LIES = {
    "another ballot": of_another_ballot,
    "another page": lambda _, other: other,
    "a script": lambda text, _: text.replace("</body>", "<script>alert(1)</script></body>"),
    "something that fetches": lambda text, _: text.replace(
        "</body>", '<img src="https://evil.example/"></body>'
    ),
    "another code": lambda text, _: re.sub(
        r'(id="ballot-code">)[^<]+', r"\g<1>7K3M-9QXD-2VTA-R8HN-5CWE", text
    ),
    "a changed proof": lambda text, _: text.replace("\nindex ", "\nindex 1"),
    "a proof more": lambda text, other: text.replace(
        "<footer>", other[other.index("<pre id=") : other.index("</pre>")] + "</pre><footer>"
    ),
    "half of it": lambda text, _: text[: len(text) // 2],
    "nothing": lambda *_: "",
}


@pytest.fixture(scope="module")
def other_page(browser, booth):
    """The genuine page of another voter's ballot."""
    with browser.new_context() as context:
        page = context.new_page()
        cast(page, booth)
        return saved(page, "#save-receipt")[1]


@pytest.mark.parametrize("lie", LIES)
def test_a_page_that_is_not_the_receipt_is_not_saved(lie, page, booth, other_page):
    cast(page, booth)
    downloads = []

    def note(download):
        downloads.append(download)

    page.on("download", note)

    def change(route):
        response = route.fetch()
        changed = LIES[lie](response.text(), other_page)
        assert changed != response.text()
        route.fulfill(response=response, body=changed)

    page.route(PAGE_PATH, change)
    page.click("#save-receipt")
    page.wait_for_selector(f"#receipt-status >> text={FALSE}")
    assert downloads == []
    assert page.is_enabled("#save-receipt")
    saved(page, "#save-plain")


def test_a_server_that_cannot_make_the_page_is_named(page, booth):
    cast(page, booth)
    page.route(PAGE_PATH, lambda route: route.abort())
    page.click("#save-receipt")
    page.wait_for_selector("#receipt-status >> text=We could not get the page for your receipt.")
    page.unroute(PAGE_PATH)
    saved(page, "#save-receipt")


def test_another_device_is_led_by_a_picture_of_the_same_address(page, booth):
    voter, _ = cast(page, booth)
    code = page.inner_text("#ballot-code")
    page.evaluate("document.getElementById('check-code-qr').decode()")
    assert page.get_attribute("#check-code-qr", "src") == (
        f"/e/{voter.election['id']}/code/{code}.svg"
    )
    assert page.get_attribute("#check-code-qr", "alt") == "QR code of the address below"


def test_no_picture_is_asked_for_before_the_ballot_is_sent(page, booth):
    asked = []
    page.on("request", lambda request: QR_PATH.search(request.url) and asked.append(request))
    locked(page, booth)
    assert asked == []
    page.click("#send-ballot")
    page.wait_for_selector("#received")
    page.evaluate("document.getElementById('check-code-qr').decode()")
    assert len(asked) == 1


@pytest.fixture
def saved_file(page, booth, tmp_path):
    """The receipt of a ballot whose record has witnesses, as a file."""
    cast(page, booth, "witnessed")
    file = tmp_path / "receipt.html"
    file.write_text(saved(page, "#save-receipt")[1], encoding="utf-8")
    return file


@pytest.mark.parametrize("look", ["light", "dark and narrow", "large text"])
def test_a_saved_page_is_accessible_and_can_do_nothing(browser, saved_file, look):
    with looked_at(browser, LOOKS[look]) as context:
        saved_page, requests = context.new_page(), []
        saved_page.on("request", lambda request: requests.append(request.url))
        saved_page.goto(saved_file.as_uri())
        assert requests == [saved_file.as_uri()]
        for witness in WITNESSES:
            assert f"{witness.name}: 17 March 2030, 17:46:40 UTC" in saved_page.inner_text("main")
        accessible(saved_page)


def test_a_saved_page_has_a_policy_of_its_own(browser, saved_file):
    script = "<script>document.title = 'broken'</script><img src=x onerror=document.title='broken'>"
    text = saved_file.read_text(encoding="utf-8")
    saved_file.write_text(text.replace("</body>", f"{script}</body>"), encoding="utf-8")
    with browser.new_context() as context:
        opened = context.new_page()
        opened.goto(saved_file.as_uri())
        assert opened.title().startswith("Receipt for a ballot")


def test_without_scripts_the_code_page_gives_the_receipt_out(browser, page, booth):
    _, receipt = cast(page, booth)
    address = page.get_attribute("#check-code", "href")
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(f"{booth['address']}{address}")
        _, text = saved(plain, "#save-receipt")
    kept = decode_receipt_page(text)
    # Other voters may have come in between, so that it is of a later checkpoint.
    assert kept.proof.partition("\nindex ")[0] == receipt.partition("\nindex ")[0]
