"""The booth for practice (screen O2, "See what voters see").

Only officials of the election reach it: the page that voters open loads
none of its scripts. What is locked here is locked with a key that is thrown away.
"""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from voting.models import Election
from voting.practice import practice_manifest
from voting.readiness import practice_missing
from voting.selectors import styles_of
from voting.views.access import official_page


# The browser itself keeps the promise that nothing is sent.
@csp_replace({"connect-src": [NONE], "form-action": [NONE]})
@official_page
@require_safe
def practice(request: HttpRequest, election: Election) -> HttpResponse:
    missing = practice_missing(election)
    if missing:
        text = _("Voters cannot see this ballot yet: %(missing)s.") % {
            "missing": ", ".join(missing)
        }
        messages.error(request, text)
        return redirect("official-questions", election.pk)
    context = {
        "election": election,
        "leave_url": reverse("official-questions", args=[election.pk]),
        "manifest": practice_manifest(election).decode(),
        "service_name": election.title_text,
        "service_url": reverse("official-election", args=[election.pk]),
        "style": _style(request, election),
    }
    return render(request, "ballots/practice.html", context)


def _style(request: HttpRequest, election: Election) -> int:
    """Number of the ballot style that was asked for, or else of the first one."""
    asked = request.GET.get("style", "")
    numbers = {str(style.number): style.number for style in styles_of(election)}
    return numbers.get(asked, 1)
