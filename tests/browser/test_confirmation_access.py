"""The pages on which an official types what they are about to do: no violation, in each look."""

from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from tests.browser.test_booth_access import check
from tests.browser.test_count_pages import ELECTION, StandIn, opened
from voting.forms.confirmations import AllNeededForm, CancelForm, TypedTitleForm
from voting.forms.roll_changes import NewCodeForm, RevokeForm

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NAMED = SimpleNamespace(title_text="Riverside board election")
ADA = SimpleNamespace(
    **{"name": "Ada Okafor", "email": "ada@example.org", "number": 1, "credential": "ab" * 32},
    **{"weight": 1, "style": SimpleNamespace(name="All questions")},
    get_mail_status_display="Sent",
)
GONE = SimpleNamespace(**{**vars(ADA), "name": "Ben Sørensen", "number": 2, "credential": None})
CODE = {"code": "B9V8-Z5G8-7K1K-BFVR-16P9-T", "link": "https://tabella.example/e/1/vote#B9V8"}
LIST = {
    "counts": SimpleNamespace(voters=1),
    "page": Paginator([ADA, GONE], 50).get_page(1),
    "search": "a",
    "next_url": "?page=2",
}
STOP = "voting/ceremony_stop.html"
PAGES = {
    "stop": (STOP, TypedTitleForm(election=NAMED), {"can_stop": True, "makers": ["Ana", "Tom"]}),
    "stop, mistyped": (STOP, TypedTitleForm({"typed": "x"}, election=NAMED), {"can_stop": True}),
    "stop, not the time": (STOP, TypedTitleForm(election=NAMED), {"can_stop": False}),
    "cancel": ("voting/cancel.html", CancelForm(election=NAMED), {}),
    "every key": ("voting/all_needed.html", AllNeededForm(), {}),
    "new code": (
        "voting/voter_code_new.html",
        NewCodeForm(voter=ADA),
        {"voter": ADA, "can_change": True},
    ),
    "new code, nothing filled in": (
        "voting/voter_code_new.html",
        NewCodeForm({"typed": "x"}, voter=ADA),
        {"voter": ADA, "can_change": True},
    ),
    "new code, shown": ("voting/voter_code_shown.html", None, {"voter": ADA, **CODE}),
    "taken off": (
        "voting/voter_revoke.html",
        RevokeForm({}, voter=ADA),
        {"voter": ADA, "can_change": True},
    ),
    "taken off before": ("voting/voter_revoke.html", RevokeForm(voter=GONE), {"voter": GONE}),
    "list": ("voting/voters_fixed.html", None, {**LIST, "can_change": True}),
    "list after the close": ("voting/voters_fixed.html", None, {**LIST, "can_change": False}),
    "list, nobody found": ("voting/voters_fixed.html", None, {"counts": LIST["counts"]}),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_confirmation_is_accessible(browser, name, scheme):
    template, form, more = PAGES[name]
    html = render_to_string(template, {"election": ELECTION, "form": form, **more})
    with browser.new_context(
        color_scheme=scheme, viewport={"width": 320, "height": 800}
    ) as context:
        page = context.new_page()
        opened(page, StandIn(lambda: html, {}))
        check(page)
