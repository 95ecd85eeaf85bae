"""Long work that a page follows: how far it is, in numbers and words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from voting.models import RollUpload, UploadStatus
from voting.selectors import RollCounts


@dataclass(frozen=True, slots=True)
class Work:
    """`mark` changes when the page should be drawn anew; without a total nobody knows the end."""

    mark: str
    done: int
    total: int
    text: str


def upload_work(upload: RollUpload) -> Work:
    if upload.status == UploadStatus.WAITING:
        numbers = {"done": f"{upload.lines_read:,}", "all": f"{upload.lines:,}"}
        text = _("%(done)s of %(all)s lines are checked.") % numbers
        return Work(upload.status, upload.lines_read, upload.lines, text)
    # One transaction adds them all, which nobody can look into.
    text = _("The voters are being added, all at once.")
    return Work(upload.status, 0, 0, text)


def links_work(counts: RollCounts) -> Work | None:
    """Links on their way to voters; nothing before the first and after the last."""
    begun = counts.mailed + counts.mail_failed + counts.mail_waiting
    without = counts.voters - counts.with_credential
    if not begun or not (without or counts.mail_waiting):
        return None
    done = counts.mailed + counts.mail_failed
    total = begun + without
    numbers = {"done": f"{done:,}", "all": f"{total:,}"}
    return Work("sending", done, total, _("%(done)s of %(all)s links are sent.") % numbers)
