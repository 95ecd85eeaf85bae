"""What voters and others say looks wrong."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import InputError, NotFoundError, TooManyReportsError
from voting.models import Election, VoterReport
from voting.texts import clean_text

MOST_REPORTS = 1000
LONGEST_TEXT = 2000
LONGEST_CONTACT = 200


@transaction.atomic
def voter_report(*, election: Election, text: str, contact: str) -> VoterReport:
    """Keep a report for the officials; it says who wrote it only if they said so themselves.

    Raises:
        TooManyReportsError: so many are open that nobody could read one more.
    """
    words = clean_text(text, place="text", longest=LONGEST_TEXT, allowed="\n")
    if not words:
        raise InputError(_("text: must not be empty"))
    if election.voter_reports.filter(done_at__isnull=True).count() >= MOST_REPORTS:
        raise TooManyReportsError(f"{MOST_REPORTS} open reports are enough")
    return VoterReport.objects.create(
        election=election,
        text=words,
        contact=clean_text(contact, place="contact", longest=LONGEST_CONTACT),
        reported_at=timezone.now(),
    )


@transaction.atomic
def voter_report_done(*, election: Election, report_id: int, official: User) -> None:
    """Nothing is deleted: who dealt with a report, and when, stands beside it."""
    rows = VoterReport.objects.filter(pk=report_id, election=election, done_at__isnull=True)
    if not rows.update(done_at=timezone.now(), done_by=official):
        raise NotFoundError(_("there is no such report"))
