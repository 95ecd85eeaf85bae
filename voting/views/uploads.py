"""A voter file from its upload to the voters it adds; what is long is done in tasks."""

from dataclasses import asdict
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from voting.models import Election, RollUpload, UploadStatus
from voting.roll_reports import RollSummary, summary_read
from voting.services import (
    is_short,
    roll_upload,
    roll_upload_add,
    roll_upload_check,
    roll_upload_confirm,
)
from voting.spreadsheets import csv_line
from voting.tasks import roll_add, roll_check
from voting.views.access import official_context, official_page, signed_in
from voting.works import upload_work

UNDER_WAY = (UploadStatus.WAITING, UploadStatus.ADDING)
TEMPLATE_ROWS = (
    ("name", "email", "weight", "style"),
    ("Ada Okafor", "ada@example.org", "1", ""),
    ("Ben Sørensen", "ben@example.org", "", ""),
)


@official_page
@require_safe
def template(request: HttpRequest, election: Election) -> HttpResponse:  # noqa: ARG001
    """A file to fill in, which spreadsheets open as it is."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="voters.csv"'
    answer.write("\ufeff" + "".join(map(csv_line, TEMPLATE_ROWS)))
    return answer


def upload_begin(request: HttpRequest, election: Election, text: str) -> HttpResponse:
    """Keep the file, have it checked, and lead to the page that says what was found.

    Raises:
        VotingError: no voters can be added now.
    """
    upload = roll_upload(
        election=election,
        official=signed_in(request),
        text=text,
        language=get_language() or "en",
    )
    if is_short(upload):
        roll_upload_check(upload_id=upload.pk)
    else:
        transaction.on_commit(partial(roll_check.delay, str(upload.pk)))
    return redirect("official-voters-check", election.pk, upload.pk)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, election: Election, upload_id: UUID) -> HttpResponse:
    """What a file would add; nobody is added before the official says so."""
    upload = _upload(request, election, upload_id)
    if request.method == "POST":
        return _go_on(request, election, upload)
    summary = summary_read(upload.report) if upload.report else None
    context = official_context(
        election,
        upload=upload,
        work=upload_work(upload) if upload.status in UNDER_WAY else None,
        work_url=reverse("official-voters-check-state", args=[election.pk, upload.pk]),
        summary=summary,
        **(upload_tables(summary) if summary else {}),
    )
    return render(request, "voting/voters_check.html", context)


@official_page
@require_safe
def state(request: HttpRequest, election: Election, upload_id: UUID) -> HttpResponse:
    return JsonResponse(asdict(upload_work(_upload(request, election, upload_id))))


def _upload(request: HttpRequest, election: Election, upload_id: UUID) -> RollUpload:
    upload = RollUpload.objects.filter(
        pk=upload_id, election=election, official=signed_in(request)
    ).first()
    if upload is None:
        raise Http404
    return upload


def _go_on(request: HttpRequest, election: Election, upload: RollUpload) -> HttpResponse:
    """Add what was checked; a task that got lost is started again."""
    page = redirect("official-voters-check", election.pk, upload.pk)
    if upload.status == UploadStatus.WAITING:
        transaction.on_commit(partial(roll_check.delay, str(upload.pk)))
        return page
    if not roll_upload_confirm(upload=upload):
        return page
    if not is_short(upload):
        transaction.on_commit(partial(roll_add.delay, str(upload.pk)))
        return page
    roll_upload_add(upload_id=upload.pk)
    return _added(request, election, upload)


def _added(request: HttpRequest, election: Election, upload: RollUpload) -> HttpResponse:
    upload.refresh_from_db()
    if upload.status == UploadStatus.FAILED:
        messages.error(request, upload.message)
    else:
        count = summary_read(upload.report).row_count
        text = ngettext("%(count)s voter is added.", "%(count)s voters are added.", count)
        messages.success(request, text % {"count": f"{count:,}"})
    return redirect("official-voters", election.pk)


def upload_tables(summary: RollSummary) -> dict[str, object]:
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
            for row in summary.rows
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
            for fault in summary.faults
        ],
    }
