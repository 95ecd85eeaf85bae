"""A voter file on its way: kept, checked, and its voters added.

What is short happens while the official waits, what is long in a task; the steps are the same. Each
is safe to run again: after a crash the file is where its last commit left it, and nobody is on the
voter roll before everybody is.
"""

from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from voting.errors import RollError, VotingError
from voting.models import Election, RollUpload, UploadStatus
from voting.roll_reports import summary_document
from voting.services.guards import draft_locked
from voting.services.roll import Faulty, roll_import, roll_read

# Lines that are read and added within a tenth of a second or two.
SHORT = 2_000
BEFORE_ADDING = (UploadStatus.CHECKED, UploadStatus.ADDING)


@transaction.atomic
def roll_upload(
    *, election: Election, official: User, text: str, language: str = "en"
) -> RollUpload:
    """Keep a file between its check and its confirmation; a newer file takes its place.

    `language` is that of the official, for what is said about the file.
    """
    locked = draft_locked(election, act=_("add voters"))
    RollUpload.objects.filter(election=locked, official=official).delete()
    return RollUpload.objects.create(
        election=locked,
        official=official,
        text=text,
        language=language,
        lines=len(text.splitlines()),
    )


def is_short(upload: RollUpload) -> bool:
    return upload.lines <= SHORT


def roll_upload_check(*, upload_id: UUID) -> None:
    """Read the file and keep what was found; how far it is stands in the row meanwhile."""
    upload = _waiting(upload_id, UploadStatus.WAITING)
    if upload is None:
        return
    row = RollUpload.objects.filter(pk=upload.pk, status=UploadStatus.WAITING)

    def tell(lines: int) -> None:
        row.update(lines_read=lines)

    with translation.override(upload.language):
        try:
            report = roll_read(election=upload.election, text=upload.text, on_progress=tell)
        except RollError as error:
            _fail(upload, error)
            return
    row.update(
        status=UploadStatus.CHECKED, lines_read=upload.lines, report=summary_document(report)
    )


@transaction.atomic
def roll_upload_confirm(*, upload: RollUpload) -> bool:
    """The official has looked at what the check found and wants it added; said twice, it holds."""
    confirmed = RollUpload.objects.filter(pk=upload.pk, status__in=BEFORE_ADDING)
    return confirmed.update(status=UploadStatus.ADDING) == 1


def roll_upload_add(*, upload_id: UUID) -> None:
    """Add every voter of a confirmed file that can be added, in one transaction, and forget it."""
    upload = _waiting(upload_id, UploadStatus.ADDING)
    if upload is None:
        return
    with translation.override(upload.language):
        try:
            _add(upload)
        except VotingError as error:
            _fail(upload, error)


@transaction.atomic
def _add(upload: RollUpload) -> None:
    locked = draft_locked(upload.election, act=_("add voters"))
    # Another worker may have been quicker.
    if not locked.uploads.filter(pk=upload.pk, status=UploadStatus.ADDING).exists():
        return
    report = roll_import(election=locked, text=upload.text, faulty=Faulty.LEAVE_OUT)
    upload.status, upload.text = UploadStatus.ADDED, ""
    upload.report = summary_document(report)
    upload.save(update_fields=["status", "text", "report"])


def _waiting(upload_id: UUID, status: UploadStatus) -> RollUpload | None:
    rows = RollUpload.objects.select_related("election").filter(pk=upload_id, status=status)
    return rows.first()


def _fail(upload: RollUpload, error: VotingError) -> None:
    RollUpload.objects.filter(pk=upload.pk).update(
        status=UploadStatus.FAILED, text="", message=error.message[:1000]
    )
