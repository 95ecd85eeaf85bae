"""Voter codes: made in memory, returned once, never stored. The database keeps public keys only."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crypto.credentials import CODE_RANDOM_BYTES, credential_seed, new_code, parse_code
from crypto.entropy import random_bytes
from crypto.signing import public_key
from voting.models import Election, MailStatus, Voter
from voting.services.guards import draft_locked

BATCH = 1000
# A message that has been "being sent" for this long was interrupted; nobody knows whether it left.
INTERRUPTED_AFTER = timedelta(minutes=10)


@transaction.atomic
def credentials_issue(*, election: Election) -> list[tuple[Voter, str]]:
    """A code for every voter who has none; the caller gets them once and nobody gets them again."""
    locked = draft_locked(election, act="make voter codes")
    voters = list(locked.voters.filter(credential__isnull=True).select_related("style"))
    issued = [(voter, _issue(locked, voter)) for voter in voters]
    Voter.objects.bulk_update(voters, ["credential"], batch_size=BATCH)
    return issued


@transaction.atomic
def credentials_clear(*, election: Election) -> None:
    """Make every code handed out so far useless, so that new ones can be made."""
    locked = draft_locked(election, act="make new voter codes")
    locked.voters.update(credential=None, mail_status=MailStatus.NONE, mailed_at=None)


@transaction.atomic
def invitation_issue(*, voter: Voter) -> str | None:
    """A code for one voter whose mail is about to be sent; None when another worker has begun."""
    locked = draft_locked(voter.election, act="send voting links")
    current = locked.voters.filter(
        pk=voter.pk, credential__isnull=True, mail_status=MailStatus.NONE
    ).first()
    if current is None:
        return None
    code = _issue(locked, current)
    current.mail_status, current.mailed_at = MailStatus.SENDING, timezone.now()
    current.save(update_fields=["credential", "mail_status", "mailed_at"])
    return code


@transaction.atomic
def invitation_report(*, voter: Voter, is_sent: bool) -> None:
    status = MailStatus.SENT if is_sent else MailStatus.FAILED
    Voter.objects.filter(pk=voter.pk, mail_status=MailStatus.SENDING).update(
        mail_status=status, mailed_at=timezone.now()
    )


@transaction.atomic
def invitations_retry(*, election: Election) -> int:
    """Put voters whose mail failed or was interrupted back in line, each for a new code."""
    locked = draft_locked(election, act="send voting links again")
    interrupted = Q(
        mail_status=MailStatus.SENDING, mailed_at__lt=timezone.now() - INTERRUPTED_AFTER
    )
    lost = locked.voters.filter(Q(mail_status=MailStatus.FAILED) | interrupted)
    return lost.update(credential=None, mail_status=MailStatus.NONE, mailed_at=None)


def _issue(election: Election, voter: Voter) -> str:
    code = new_code(random_bytes(CODE_RANDOM_BYTES))
    voter.credential = public_key(credential_seed(parse_code(code), election.slug)).hex()
    return code
