"""Pages about messages, requests, reports, organisers and copies: no violation, in each look."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tests.browser.test_booth_access import check
from tests.browser.test_count_pages import ELECTION, StandIn, opened
from voting.forms.messages import (
    AddressForm,
    CopyForm,
    MessagePlanForm,
    OrganiserForm,
    ReportForm,
)
from voting.models import MessageKind, MessageState
from voting.voter_mail import Preview
from voting.voter_messages import LostMessage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NOW = timezone.now()
PERSON = SimpleNamespace(pk=1, first_name="Olga", email="olga@example.org")
VOTER = SimpleNamespace(pk=1, number=1, name="Ada Okafor", email="ada@example.org")
NAMED = SimpleNamespace(
    pk=ELECTION.pk, state="open", time_zone="UTC", title_text="Riverside board election"
)
REQUEST = SimpleNamespace(pk=3, voter=VOTER, asked_at=NOW)
REPORT = SimpleNamespace(
    pk=1, text="The page\nwas empty", contact="ada@example.org", reported_at=NOW, done_at=NOW
)
PREVIEW = Preview("Receipts", "We received your ballot", "Hello Ada,\n\nwe received your ballot.")
LOST = [
    LostMessage(VOTER, MessageKind.RECEIPT, MessageState.BOUNCED, "the mailbox is full", 7),
    LostMessage(VOTER, MessageKind.LINK, MessageState.FAILED, "there is no mailbox"),
]
OVERVIEW = {
    "columns": [{"text": "Message"}, {"text": "Sent", "is_numeric": True}],
    "rows": [[{"text": "Receipts"}, {"text": 4, "is_numeric": True}]],
    "lost": [(LOST[0], ""), (LOST[1], "/new-code")],
    "can_send_again": True,
    "is_draft": True,
    "is_open": True,
    "requests": [(REQUEST, "request-3", "/new-code"), (REQUEST, "request-4", "")],
    "previews": [PREVIEW],
}
ORGANISERS = [
    SimpleNamespace(pk=1, user=PERSON, added_by=None, added_at=None),
    SimpleNamespace(pk=2, user=PERSON, added_by=PERSON, added_at=NOW),
]
PAGES = {
    "messages": ("voting/messages.html", lambda: MessagePlanForm({}), OVERVIEW),
    "inbox": (
        "voting/inbox.html",
        None,
        {"is_kept": True, "mails": [{"to": "ada@example.org", "subject": "Link", "text": "A\nB"}]},
    ),
    "empty inbox": ("voting/inbox.html", None, {"is_kept": True, "mails": []}),
    "remind": ("tally/remind.html", None, {"is_open": True, "count": 3, "preview": PREVIEW}),
    "nobody to remind": ("tally/remind.html", None, {"is_open": True, "preview": PREVIEW}),
    "reports": (
        "voting/voter_reports.html",
        None,
        {"open_reports": [REPORT], "done_reports": [REPORT]},
    ),
    "organisers": (
        "voting/organisers.html",
        lambda: OrganiserForm({"email": "x"}),
        {"organisers": ORGANISERS, "can_remove": True},
    ),
    "copy": ("voting/copy.html", CopyForm, {}),
    "new link": ("voting/new_link.html", AddressForm, {"service_url": "/e/"}),
    "new link, mistyped": ("voting/new_link.html", lambda: AddressForm({"email": "x"}), {}),
    "new link, asked": ("voting/new_link.html", AddressForm, {"is_sent": True}),
    "report": ("voting/report.html", ReportForm, {}),
    "report, empty": ("voting/report.html", lambda: ReportForm({}), {}),
    "report, sent": ("voting/report.html", ReportForm, {"is_sent": True}),
    "sign-in link": ("voting/sign_in_ask.html", AddressForm, {}),
    "sign-in link, asked": ("voting/sign_in_ask.html", AddressForm, {"is_sent": True}),
}


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "en"), ("light", "ar")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(browser, name, scheme, language):
    template, form, more = PAGES[name]
    with translation.override(language):
        made = {"form": form()} if form else {}
        html = render_to_string(template, {"election": NAMED, **made, **more})
    with browser.new_context(
        color_scheme=scheme, viewport={"width": 320, "height": 800}
    ) as context:
        page = context.new_page()
        opened(page, StandIn(lambda: html, {}))
        assert page.locator("h1").count() == 1
        assert page.locator("h1").inner_text() in page.title()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        check(page)
