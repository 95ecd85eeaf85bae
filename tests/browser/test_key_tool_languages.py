"""Another language on a key holder's page."""

import pytest

from tests.browser.holders import Holder

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keys")]


def test_what_comes_next_is_said_anew(page, key_server, tmp_path):
    holder = Holder(page, key_server, "other", folder=tmp_path)
    holder.open("#start")
    page.click("[data-language=ar]")
    page.wait_for_selector("h1:text-is('أنت حامل مفتاح')")
    page.wait_for_selector("#start")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.click("[data-language=fr]")
    page.wait_for_selector("h1:text-is('Vous êtes gardien de clé')")
    page.click("#start")
    page.wait_for_selector("#passphrase")
    # What was typed here would be lost, so nothing is offered.
    assert page.locator("[data-language]").count() == 0
