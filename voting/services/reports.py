"""What key holders tell the organiser through their tool, and that they were there."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import StateError, TooManyReportsError
from voting.models import ReportKind, Trustee, TrusteeReport
from voting.selectors import election_locked
from voting.services.alerts import alert_note
from voting.services.guards import trustee_acting
from voting.states import ElectionState
from voting.texts import clean_text

MOST_REPORTS = 20
LONGEST_REPORT = 1000
# Pages that wait ask every two seconds; a row is not written for each.
SEEN_EVERY = timedelta(seconds=20)


@transaction.atomic
def trustee_report(*, trustee: Trustee, kind: ReportKind, text: str) -> TrusteeReport | None:
    """Keep a report for the officials; None when it is the one before, sent again.

    Raises:
        StateError: the election is over.
        TooManyReportsError: this key holder has reported often enough. A loss that is not known yet
            is always taken: only a drill, of which there are few, lets it be told once more.
    """
    election = election_locked(trustee.election_id)
    if election.state in (ElectionState.PUBLISHED, ElectionState.CANCELLED):
        raise StateError(_("the election is over, so nobody can act on a report"))
    words = clean_text(text, place="text", longest=LONGEST_REPORT, allowed="\n")
    current = trustee_acting(election, trustee)
    newest = current.reports.first()
    if kind is ReportKind.KEY_LOST and not current.has_lost_key:
        current.has_lost_key = True
        current.save(update_fields=["has_lost_key"])
    elif newest is not None and (newest.kind, newest.text) == (kind, words):
        return None
    elif current.reports.count() >= MOST_REPORTS:
        raise TooManyReportsError(f"{MOST_REPORTS} reports of one key holder are enough")
    alert_note(election=election)
    return TrusteeReport.objects.create(
        trustee=current, kind=kind, text=words, reported_at=timezone.now()
    )


def trustee_seen(*, trustee: Trustee) -> None:
    now = timezone.now()
    if trustee.last_seen is not None and now - trustee.last_seen < SEEN_EVERY:
        return
    long_ago = Q(last_seen__isnull=True) | Q(last_seen__lte=now - SEEN_EVERY)
    Trustee.objects.filter(long_ago, pk=trustee.pk).update(last_seen=now)
