"""Pages that see a passphrase or a choice run nothing but the files that are published."""

import pytest

from tests.browser.holders import Holder
from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser]
STATIC = "/static/"
PHONE = {"width": 375, "height": 800}


def scripts_of(page):
    """The scripts the page's browser fetches from now on, workers included."""
    fetched = set()

    def note(request):
        path = request.url.partition("?")[0]
        if path.endswith(".js"):
            fetched.add(path)

    page.context.on("request", note)
    return fetched


def unpublished(page, server, fetched, address):
    files = page.request.get(f"{server['address']}{address}").json()["files"]
    known = {f"{server['address']}{STATIC}{path}" for path in files}
    return fetched - known


@pytest.mark.xdist_group("keys")
def test_a_key_holder_s_page_runs_only_what_the_list_of_the_tool_holds(page, key_server, tmp_path):
    fetched = scripts_of(page)
    priya = Holder(page, key_server, "shared", 1, folder=tmp_path)
    priya.open("#prove-key")
    priya.give_key("#prove-key", passphrase="not the passphrase")
    priya.problem()
    assert any(path.endswith("/js/trustee/worker.js") for path in fetched)
    assert not unpublished(page, key_server, fetched, "/api/v1/key-tool")


@pytest.mark.xdist_group("booth")
def test_a_booth_runs_only_what_the_list_of_the_booth_holds(page, booth):
    fetched = scripts_of(page)
    voter = Voter(page, booth)
    voter.sign_in()
    voter.choose_short()
    assert any(path.endswith("/js/booth/worker.js") for path in fetched)
    address = f"/api/v1/elections/{voter.election['id']}/booth"
    assert not unpublished(page, booth, fetched, address)


@pytest.mark.xdist_group("keys")
def test_the_menu_of_a_key_holder_s_page_works_on_a_phone(page, key_server, tmp_path):
    page.set_viewport_size(PHONE)
    Holder(page, key_server, "shared", 1, folder=tmp_path).open("#prove-key")
    assert page.locator("nav a:visible").count() > 0
    assert page.locator("nav button:visible").count() == 0
