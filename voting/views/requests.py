"""What anybody may ask for or report without signing in: forms that work without scripts."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from voting.errors import NotFoundError, VotingError
from voting.forms.messages import AddressForm, ReportForm
from voting.models import Election, MailStatus
from voting.selectors import election_get, election_public, is_public
from voting.services import (
    link_request_note,
    sign_in_request_note,
    voter_report,
)
from voting.services.requests import ASKABLE
from voting.states import ElectionState
from voting.tasks import link_request_enqueue, sign_in_request_enqueue
from voting.throttle import Brake, network_of

HOUR = 3600
BY_ADDRESS = Brake("link-address", 3, HOUR)
BY_NETWORK = Brake("link-network", 30, HOUR)
SIGN_IN_BY_ADDRESS = Brake("sign-in-address", 3, HOUR)
SIGN_IN_BY_NETWORK = Brake("sign-in-network", 20, HOUR)
REPORTS_BY_NETWORK = Brake("report-network", 10, HOUR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """The answer is the same whether or not the address is on the voter list."""
    election = _asked_of(election_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, network = form.cleaned_data["email"].strip(), network_of(request)
        if BY_NETWORK.is_on(network):
            return _too_many(request, election, form, "voting/new_link.html")
        BY_NETWORK.note(network)
        name = f"{election.slug}/{email}"
        if not BY_ADDRESS.is_on(name):
            BY_ADDRESS.note(name)
            _note_link_request(election, email)
        return redirect(f"{request.path}?sent=1")
    context = {**_context(election), "form": form, "is_sent": "sent" in request.GET}
    return render(request, "voting/new_link.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """Something looks wrong: to the officials, without a name unless one is given."""
    try:
        election = election_public(election_id)
    except NotFoundError as error:
        raise Http404 from error
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        network = network_of(request)
        if REPORTS_BY_NETWORK.is_on(network):
            return _too_many(request, election, form, "voting/report.html")
        try:
            voter_report(election=election, **form.cleaned_data)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            REPORTS_BY_NETWORK.note(network)
            return redirect(f"{request.path}?sent=1")
    context = {**_context(election), "form": form, "is_sent": "sent" in request.GET}
    return render(request, "voting/report.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_ask(request: HttpRequest) -> HttpResponse:
    """A sign-in link by mail; the answer is the same for addresses without an account."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, network = form.cleaned_data["email"].strip(), network_of(request)
        if SIGN_IN_BY_NETWORK.is_on(network):
            return _too_many(request, None, form, "voting/sign_in_ask.html")
        SIGN_IN_BY_NETWORK.note(network)
        if not SIGN_IN_BY_ADDRESS.is_on(email):
            SIGN_IN_BY_ADDRESS.note(email)
            _note_sign_in_request(email)
        return redirect(f"{request.path}?sent=1")
    context = {"form": form, "is_sent": "sent" in request.GET}
    return render(request, "voting/sign_in_ask.html", context)


def _note_link_request(election: Election, email: str) -> None:
    """Too many that wait are dropped in silence: an answer of its own would tell of the others."""
    try:
        link_request_enqueue(link_request_note(election=election, email=email))
    except VotingError:
        return


def _note_sign_in_request(email: str) -> None:
    try:
        sign_in_request_enqueue(sign_in_request_note(email=email))
    except VotingError:
        return


def _asked_of(election_id: UUID) -> Election:
    """An election that voters may know of: of a draft those do who were sent a link."""
    try:
        election = election_get(election_id)
    except NotFoundError as error:
        raise Http404 from error
    is_known = is_public(election) or _has_mailed(election)
    if not is_known or election.state not in ASKABLE:
        raise Http404
    return election


def _has_mailed(election: Election) -> bool:
    mailed = election.voters.filter(mail_status=MailStatus.SENT)
    return election.state == ElectionState.DRAFT and mailed.exists()


def _too_many(
    request: HttpRequest, election: Election | None, form: AddressForm | ReportForm, template: str
) -> HttpResponse:
    form.add_error(None, _("Too many requests came from your network. Try again in an hour."))
    context = {**(_context(election) if election else {}), "form": form}
    return render(request, template, context, status=429)


def _context(election: Election) -> dict[str, object]:
    return {
        "election": election,
        "is_demonstration": election.is_demonstration,
        "service_name": election.title_text,
        "service_url": reverse("election", args=[election.pk]) if election.manifest else "",
    }
