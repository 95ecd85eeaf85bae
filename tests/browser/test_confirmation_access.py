"""The pages on which an official types what they are about to do: no violation, in each look."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from tests.browser.test_booth_access import check
from tests.browser.test_count_pages import ELECTION, StandIn, opened
from voting.forms.confirmations import AllNeededForm, CancelForm, TypedTitleForm

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

NAMED = SimpleNamespace(title_text="Riverside board election")
STOP = "voting/ceremony_stop.html"
PAGES = {
    "stop": (STOP, TypedTitleForm(election=NAMED), {"can_stop": True, "makers": ["Ana", "Tom"]}),
    "stop, mistyped": (STOP, TypedTitleForm({"typed": "x"}, election=NAMED), {"can_stop": True}),
    "stop, not the time": (STOP, TypedTitleForm(election=NAMED), {"can_stop": False}),
    "cancel": ("voting/cancel.html", CancelForm(election=NAMED), {}),
    "every key": ("voting/all_needed.html", AllNeededForm(), {}),
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
