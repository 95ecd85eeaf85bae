"""V14. A key holder whose key never meets a network: the tool as one file, opened from a disk."""

import json
import re

import pytest
from playwright.sync_api import expect

from crypto.transcript import sha256
from tests.browser.holders import PASSPHRASE, Holder
from tests.browser.offline_keeper import OfflineKeeper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keys")]

INSIDE = ("file:", "blob:", "data:")


class CarryingKeeper(OfflineKeeper):
    """Brings the answer back to their page, as the page says."""

    def __init__(self, holder, folder):
        super().__init__("Ana", holder.address, folder, PASSPHRASE)
        self.holder = holder
        if holder.file.exists():
            self.key_file.write_bytes(holder.file.read_bytes())
        self.fetch_tool()

    def fetch_task(self):
        page = self.holder.page
        self.holder.open("#offline")
        page.click("#offline summary")
        with page.expect_download() as waiting:
            page.click("#download-task")
        waiting.value.save_as(self.task)

    def send_answer(self):
        page = self.holder.page
        page.set_input_files("#answer-file", self.answer)
        page.click("#send-answer")


@pytest.fixture
def carrying(page, key_server, tmp_path):
    return lambda election: CarryingKeeper(
        Holder(page, key_server, election, 3, folder=tmp_path), tmp_path
    )


def test_a_key_is_made_from_a_file_with_the_network_off(page, browser, carrying):
    ana = carrying("carried")
    ana.make_key(browser)
    expect(page.locator("#start")).to_have_count(0)
    expect(page.locator("#waiting-for")).to_have_text("Waiting for: Priya, Tom")
    assert [each["has_key"] for each in ana.holder.status()["trustees"]] == [False, False, True]
    _asked_for_nothing(ana)
    assert ana.secret().index == 3
    _holds_no_secret(ana)


def test_totals_are_unlocked_from_a_file_with_the_network_off(page, browser, carrying):
    ana = carrying("carried totals")
    said = ana.use_key(browser, "#unlock")
    assert "You will open 3 totals." in said
    assert "You will not open any single ballot." in said
    expect(page.get_by_text("1 of 2 needed shares are in")).to_be_visible()
    assert ana.holder.status()["step"] == "done"
    _asked_for_nothing(ana)
    _holds_no_secret(ana)


def test_everybody_is_given_the_file_whose_hash_is_published(page, carrying, key_server):
    ana = carrying("carried")
    tool = ana.tool.read_bytes()
    published = page.request.get(f"{key_server['address']}/api/v1/key-tool").json()
    assert published["files"]["key-tool.html"] == sha256(tool).hex()
    assert not re.search(rb'(src=|href=|url[(])"?(https?:)?//', tool)
    address = f"{key_server['address']}/api/v1/logs/{ana.holder.election['id']}/entries"
    first = page.request.get(f"{address}?start=0&count=1").json()["entries"][0]
    assert json.loads(first["payload"])["key_tool"] == published["key_tool"]


def _asked_for_nothing(ana):
    asked = [sent.url for sent in ana.evidence.requests]
    assert [url for url in asked if not url.startswith(INSIDE)] == []
    assert ana.evidence.complaints == []


def _holds_no_secret(ana):
    """Neither in what stays in the profile nor in what is carried."""
    secret = ana.secret()
    numbers = [*secret.coefficients, secret.communication_secret]
    texts = [PASSPHRASE, secret.signing_seed.hex(), *(f"{int(number):064x}" for number in numbers)]
    carried = [ana.task.read_bytes(), ana.answer.read_bytes()]
    for data in (*(place.data for place in ana.places()), *carried):
        assert not [text for text in texts if text.encode() in data]
