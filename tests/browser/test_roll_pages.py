"""The pages about a voter file and about voter codes: what follows the work, and no violation."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.test_count_pages import ELECTION, StandIn, later, opened
from voting.forms.voters import SecondFactorForm
from voting.models import UploadStatus
from voting.roll_csv import RollFault, RollReport, RollRow
from voting.roll_reports import summary_document, summary_read
from voting.selectors import RollCounts
from voting.views.uploads import upload_tables
from voting.works import links_work, upload_work

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("registrar")]

DRAFT = SimpleNamespace(pk=ELECTION.pk, state="draft")
FOUND = RollReport(
    (RollRow(2, "Ada Okafor", "ada@example.org", 1, "All questions"),),
    (RollFault(3, "email", "two @ signs"),),
)


def upload(status, read=0):
    return SimpleNamespace(
        pk=ELECTION.pk, status=status, lines=50_001, lines_read=read, message="No column email."
    )


def upload_page(status, read=0):
    row = upload(status, read)
    summary = summary_read(summary_document(FOUND))
    is_under_way = status in (UploadStatus.WAITING, UploadStatus.ADDING)
    context = {
        "election": DRAFT,
        "upload": row,
        "work": upload_work(row) if is_under_way else None,
        "work_url": "/numbers",
        "summary": summary,
        **upload_tables(summary),
    }
    return render_to_string("voting/voters_check.html", context)


def codes_page(mailed):
    counts = RollCounts(
        voters=50_000,
        weight=50_000,
        with_credential=mailed,
        mailed=mailed,
        mail_failed=0,
        mail_waiting=0,
    )
    context = {
        "election": DRAFT,
        "counts": counts,
        "without_code": counts.voters - mailed,
        "work": links_work(counts),
        "work_url": "/numbers",
        "form": SecondFactorForm(),
    }
    return render_to_string("voting/voter_codes.html", context)


def test_the_bar_of_a_check_grows_without_drawing_the_page_anew(page):
    numbers = {"mark": "waiting", "done": 20_000, "total": 50_001, "text": "20,000 of 50,001"}
    stand_in = StandIn(lambda: upload_page(UploadStatus.WAITING), numbers)
    opened(page, stand_in)
    expect(page.locator("#work-text")).to_have_text("0 of 50,001 lines are checked.")
    later(page, 3)
    expect(page.locator("#work-text")).to_have_text("20,000 of 50,001")
    expect(page.locator("#work-bar")).to_have_js_property("value", 20_000)
    assert stand_in.pages_drawn == 1


def test_what_comes_next_is_drawn_by_the_server(page):
    status = [UploadStatus.WAITING]
    stand_in = StandIn(lambda: upload_page(status[0]), {"mark": "checked"})
    opened(page, stand_in)
    status[0] = UploadStatus.CHECKED
    later(page, 3)
    expect(page.locator("h1")).to_have_text("Check 2 voters")
    assert stand_in.pages_drawn == 2


def test_a_server_that_is_away_for_a_while_does_not_end_the_following(page):
    stand_in = StandIn(
        lambda: codes_page(10), {"mark": "sending", "done": 20, "total": 50_000, "text": "20."}
    )
    opened(page, stand_in)
    page.route("**/numbers", lambda route: route.abort())
    later(page, 3)
    expect(page.locator("#work-text")).to_have_text("10 of 50,000 links are sent.")
    page.unroute("**/numbers")
    later(page, 3)
    expect(page.locator("#work-text")).to_have_text("20.")


PAGES = {
    "waiting": lambda: upload_page(UploadStatus.WAITING, 20_000),
    "checked": lambda: upload_page(UploadStatus.CHECKED),
    "adding": lambda: upload_page(UploadStatus.ADDING),
    "added": lambda: upload_page(UploadStatus.ADDED),
    "failed": lambda: upload_page(UploadStatus.FAILED),
    "codes": lambda: codes_page(0),
    "codes on their way": lambda: codes_page(20_000),
}


@pytest.mark.parametrize("look", ["light", "dark and narrow", "large text"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(browser, name, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        opened(page, StandIn(PAGES[name], {"mark": "waiting"}))
        check(page)
