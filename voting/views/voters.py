"""The voter roll and voter codes (screen O3)."""

from collections.abc import Iterator
from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting.errors import VotingError
from voting.forms.voters import SecondFactorForm, VoterFileForm
from voting.mail import voter_link
from voting.models import Election, SecondFactor, Voter
from voting.selectors import roll_counts
from voting.services import (
    credentials_clear,
    credentials_issue,
    invitations_retry,
    roll_clear,
    second_factor_set,
    voter_remove,
)
from voting.sign_in_words import CODE_MAKER_WORDS, SECOND_FACTOR_WORDS
from voting.spreadsheets import csv_line
from voting.states import ElectionState
from voting.tasks import invitations_send
from voting.views.access import official_context, official_page
from voting.views.roll_changes import fixed_list
from voting.views.uploads import upload_begin
from voting.works import links_work

CODES_AT_ONCE = 1_000
VOTERS_PER_PAGE = 100


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def voters(request: HttpRequest, election: Election) -> HttpResponse:
    if election.state != ElectionState.DRAFT and request.method != "POST":
        return fixed_list(request, election)
    form = VoterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return upload_begin(request, election, form.cleaned_data["file"])
        except VotingError as error:
            form.add_error("file", error.message)
    context = official_context(
        election, form=form, counts=roll_counts(election), **_voters_page(request, election)
    )
    return render(request, "voting/voters.html", context)


@official_page
@require_POST
def voter_delete(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    try:
        voter_remove(election=election, number=number)
        messages.success(request, _("The voter is removed."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-voters", election.pk)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def voters_clear(request: HttpRequest, election: Election) -> HttpResponse:
    if request.method == "POST":
        try:
            roll_clear(election=election)
            messages.success(request, _("The voter list is empty."))
        except VotingError as error:
            messages.error(request, error.message)
        return redirect("official-voters", election.pk)
    context = official_context(election, counts=roll_counts(election))
    return render(request, "voting/voters_clear.html", context)


@official_page
@require_safe
def codes(request: HttpRequest, election: Election) -> HttpResponse:
    counts = roll_counts(election)
    context = official_context(
        election,
        counts=counts,
        without_code=counts.voters - counts.with_credential,
        not_arrived=counts.mail_failed + counts.mail_waiting,
        work=links_work(counts),
        work_url=reverse("official-codes-state", args=[election.pk]),
        made_by=CODE_MAKER_WORDS[election.code_maker],
        form=SecondFactorForm(
            initial={"second_factor": election.second_factor == SecondFactor.MAIL}
        ),
        second_factor=SECOND_FACTOR_WORDS[election.second_factor],
    )
    return render(request, "voting/voter_codes.html", context)


@official_page
@require_POST
def second_factor(request: HttpRequest, election: Election) -> HttpResponse:
    form = SecondFactorForm(request.POST)
    try:
        if form.is_valid():
            second_factor_set(election=election, second_factor=form.chosen())
            messages.success(request, str(SECOND_FACTOR_WORDS[form.chosen()]))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-codes", election.pk)


@official_page
@require_POST
def codes_download(request: HttpRequest, election: Election) -> HttpResponseBase:
    """Voter codes as a file, this once: they are in this answer and nowhere else.

    They are made as they are sent, so that nobody waits for the last before the first comes. Where
    the answer breaks off, the codes of up to so many voters were made and reached nobody.
    """
    try:
        first = credentials_issue(election=election, most=CODES_AT_ONCE)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("official-codes", election.pk)
    if not first:
        messages.error(request, _("Every voter has a code already."))
        return redirect("official-codes", election.pk)
    answer = StreamingHttpResponse(
        _code_lines(election, first), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="voter-codes-{election.slug[:8]}.csv"'
    return answer


def _code_lines(election: Election, issued: list[tuple[Voter, str]]) -> Iterator[str]:
    yield "\ufeff" + csv_line(["name", "email", "code", "link"])
    while issued:
        for voter, code in issued:
            yield csv_line([voter.name, voter.email, code, voter_link(election, code)])
        issued = credentials_issue(election=election, most=CODES_AT_ONCE)


@official_page
@require_POST
def codes_mail(request: HttpRequest, election: Election) -> HttpResponse:
    _enqueue(election)
    messages.success(request, _("Voting links are being sent. You can leave this page."))
    return redirect("official-codes", election.pk)


@official_page
@require_safe
def codes_state(request: HttpRequest, election: Election) -> HttpResponse:  # noqa: ARG001
    """How far the sending of links is, for the page that follows it."""
    work = links_work(roll_counts(election))
    return JsonResponse(asdict(work) if work else {"mark": ""})


@official_page
@require_POST
def codes_retry(request: HttpRequest, election: Election) -> HttpResponse:
    try:
        count = invitations_retry(election=election)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("official-codes", election.pk)
    _enqueue(election)
    text = ngettext(
        "A new link is being sent to %(count)s voter.",
        "New links are being sent to %(count)s voters.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("official-codes", election.pk)


@official_page
@require_POST
def codes_clear(request: HttpRequest, election: Election) -> HttpResponse:
    try:
        credentials_clear(election=election)
        messages.success(request, _("Codes made before do not work any more. Make new ones."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-codes", election.pk)


def _enqueue(election: Election) -> None:
    transaction.on_commit(lambda: invitations_send.delay(election.slug))


def _voters_page(request: HttpRequest, election: Election) -> dict[str, object]:
    rows = election.voters.select_related("style").order_by("number")
    page = Paginator(rows, VOTERS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
