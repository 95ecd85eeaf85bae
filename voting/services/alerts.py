"""Messages to officials that something with the key holders needs them.

What happened is counted in the election's row, in the transaction of its cause, and taken off when
a message about it has left. So nothing is lost, whatever fails; a crash while a message is being
sent costs a second copy of it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from voting.models import Election
from voting.selectors import election_locked

# A key holder could report as often as they like; what comes earlier is summed up.
ALERT_EVERY = timedelta(minutes=10)


def alert_note(*, election: Election) -> None:
    """One more thing that officials have to know."""
    Election.objects.filter(pk=election.pk).update(alert_events=F("alert_events") + 1)


def alerts_due(*, now: datetime) -> QuerySet[Election]:
    rested = Q(alerted_at__isnull=True) | Q(alerted_at__lte=now - ALERT_EVERY)
    return Election.objects.filter(rested, alert_events__gt=0)


@transaction.atomic
def alert_take(*, election_id: UUID) -> Election | None:
    """The election to write about, for this worker alone; None when it is not the time.

    If nothing is reported of the message, it is due again after the usual time.
    """
    locked = election_locked(election_id)
    now = timezone.now()
    if not alerts_due(now=now).filter(pk=locked.pk).exists():
        return None
    locked.alerted_at = now
    locked.save(update_fields=["alerted_at"])
    return locked


def alert_sent(*, election: Election) -> None:
    """Take off what the message told; what happened while it was sent stays."""
    told = election.alert_events
    Election.objects.filter(pk=election.pk).update(alert_events=F("alert_events") - told)
