"""The voter roll and voter codes (screen O3)."""

import csv
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting.errors import RollError, VotingError
from voting.forms.voters import SecondFactorForm, VoterFileForm
from voting.mail import voter_link
from voting.models import Election, RollUpload, SecondFactor
from voting.roll_csv import RollReport
from voting.selectors import roll_counts
from voting.services import (
    Faulty,
    credentials_clear,
    credentials_issue,
    invitations_retry,
    roll_clear,
    roll_import,
    roll_read,
    roll_upload,
    second_factor_set,
    voter_remove,
)
from voting.sign_in_words import CODE_MAKER_WORDS, SECOND_FACTOR_WORDS
from voting.spreadsheets import safe_cell
from voting.tasks import invitations_send
from voting.views.access import official_context, official_page, signed_in

FIRST_ROWS = 10
MOST_FAULTS_SHOWN = 200
VOTERS_PER_PAGE = 100


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def voters(request: HttpRequest, election: Election) -> HttpResponse:
    form = VoterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["file"]
            roll_read(election=election, text=text)
            upload = roll_upload(election=election, official=signed_in(request), text=text)
        except VotingError as error:
            form.add_error("file", error.message)
        else:
            return redirect("official-voters-check", election.pk, upload.pk)
    context = official_context(
        election, form=form, counts=roll_counts(election), **_voters_page(request, election)
    )
    return render(request, "voting/voters.html", context)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def voters_check(request: HttpRequest, election: Election, upload_id: UUID) -> HttpResponse:
    """What a file would add; nobody is added before the official says so."""
    upload = RollUpload.objects.filter(
        pk=upload_id, election=election, official=signed_in(request)
    ).first()
    if upload is None:
        raise Http404
    if request.method == "POST":
        return _add(request, election, upload)
    try:
        report = roll_read(election=election, text=upload.text)
    except RollError as error:
        messages.error(request, error.message)
        return redirect("official-voters", election.pk)
    context = official_context(election, upload=upload, report=report, **_report_tables(report))
    return render(request, "voting/voters_check.html", context)


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
def codes_download(request: HttpRequest, election: Election) -> HttpResponse:
    """Voter codes as a file, this once: they are in this answer and nowhere else."""
    try:
        issued = credentials_issue(election=election)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("official-codes", election.pk)
    if not issued:
        messages.error(request, _("Every voter has a code already."))
        return redirect("official-codes", election.pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="voter-codes-{election.slug[:8]}.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer)
    rows.writerow(["name", "email", "code", "link"])
    for voter, code in issued:
        cells = (voter.name, voter.email, code, voter_link(election, code))
        rows.writerow(map(safe_cell, cells))
    return answer


@official_page
@require_POST
def codes_mail(request: HttpRequest, election: Election) -> HttpResponse:
    _enqueue(election)
    messages.success(request, _("Voting links are being sent. You can leave this page."))
    return redirect("official-codes", election.pk)


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


def _add(request: HttpRequest, election: Election, upload: RollUpload) -> HttpResponse:
    try:
        report = roll_import(election=election, text=upload.text, faulty=Faulty.LEAVE_OUT)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("official-voters", election.pk)
    count = len(report.rows)
    text = ngettext("%(count)s voter is added.", "%(count)s voters are added.", count)
    messages.success(request, text % {"count": f"{count:,}"})
    return redirect("official-voters", election.pk)


def _report_tables(report: RollReport) -> dict[str, object]:
    return {
        "row_columns": [
            {"text": _("Line"), "is_numeric": True},
            {"text": _("Name")},
            {"text": _("Email")},
            {"text": _("Weight"), "is_numeric": True},
            {"text": _("Ballot style")},
        ],
        "rows": [
            [
                {"text": row.line, "is_numeric": True},
                {"text": row.name},
                {"text": row.email},
                {"text": row.weight, "is_numeric": True},
                {"text": row.style},
            ]
            for row in report.rows[:FIRST_ROWS]
        ],
        "fault_columns": [
            {"text": _("Line"), "is_numeric": True},
            {"text": _("Column")},
            {"text": _("What is wrong")},
        ],
        "faults": [
            [
                {"text": fault.line, "is_numeric": True},
                {"text": fault.column},
                {"text": fault.message},
            ]
            for fault in report.faults[:MOST_FAULTS_SHOWN]
        ],
        "faults_hidden": max(0, len(report.faults) - MOST_FAULTS_SHOWN),
    }


def _voters_page(request: HttpRequest, election: Election) -> dict[str, object]:
    rows = election.voters.select_related("style").order_by("number")
    page = Paginator(rows, VOTERS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
