"""The voter list after the freeze: new codes, and voters taken off (screen O3)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from voting.errors import VotingError
from voting.forms.roll_changes import MAIL, NewCodeForm, RevokeForm
from voting.models import Election, Voter
from voting.roll_acts import voter_content
from voting.selectors import roll_counts
from voting.services import reason_clean
from voting.services.roll_changes import CHANGING_STATES
from voting.views.access import act_page, official_context
from voting.views.acts import act_ask

VOTERS_PER_PAGE = 50
LONGEST_SEARCH = 254


def fixed_list(request: HttpRequest, election: Election) -> HttpResponse:
    """The list with a search, for an official whose access was looked at before."""
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows = election.voters.select_related("style").order_by("number")
    found = rows.filter(Q(name__icontains=search) | Q(email__icontains=search)) if search else rows
    page = Paginator(found, VOTERS_PER_PAGE).get_page(request.GET.get("page"))
    context = official_context(
        election,
        counts=roll_counts(election),
        page=page,
        search=search,
        can_change=election.state in CHANGING_STATES,
        previous_url=_page_url(search, page.number - 1) if page.has_previous() else "",
        next_url=_page_url(search, page.number + 1) if page.has_next() else "",
    )
    return render(request, "voting/voters_fixed.html", context)


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def code_new(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    voter = _voter_or_404(election, number)
    form = NewCodeForm(request.POST or None, voter=voter)
    if request.method == "POST" and form.is_valid():
        try:
            return _replace(request, election, voter, form)
        except VotingError as error:
            form.add_error(None, error.message)
    return _asked(request, election, voter, form, "voting/voter_code_new.html")


def _replace(
    request: HttpRequest, election: Election, voter: Voter, form: NewCodeForm
) -> HttpResponse:
    shown, reason = form.cleaned_data["credential"], reason_clean(form.cleaned_data["reason"])
    if shown != voter.credential:
        messages.error(request, _("This voter has got a new code already. Look at the list again."))
        return redirect("official-voters", election.pk)
    name = "new-code-mail" if form.cleaned_data["way"] == MAIL else "new-code-hand"
    return act_ask(request, election, name, voter_content(voter, reason), reason=reason)


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    voter = _voter_or_404(election, number)
    form = RevokeForm(request.POST or None, voter=voter)
    if request.method == "POST" and form.is_valid():
        try:
            reason = reason_clean(form.cleaned_data["reason"])
            content = voter_content(voter, reason)
            return act_ask(request, election, "voter-off", content, reason=reason)
        except VotingError as error:
            form.add_error(None, error.message)
    return _asked(request, election, voter, form, "voting/voter_revoke.html")


def _asked(
    request: HttpRequest,
    election: Election,
    voter: Voter,
    form: NewCodeForm | RevokeForm,
    template: str,
) -> HttpResponse:
    can_change = election.state in CHANGING_STATES and voter.credential is not None
    context = official_context(election, voter=voter, form=form, can_change=can_change)
    return render(request, template, context)


def _voter_or_404(election: Election, number: int) -> Voter:
    voter = election.voters.filter(number=number).first()
    if voter is None:
        raise Http404
    voter.election = election
    return voter


def _page_url(search: str, page: int) -> str:
    asked = [("q", search), ("page", str(page))]
    return f"?{urlencode([pair for pair in asked if pair[1]])}"
