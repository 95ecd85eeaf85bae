"""Voter codes: made in memory, returned once, never stored. The database keeps public keys only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crypto.credentials import CODE_RANDOM_BYTES, credential_seed, new_code, parse_code
from crypto.entropy import random_bytes
from crypto.signing import public_key
from voting.models import Election, MailStatus, Voter
from voting.services.guards import draft_locked
from voting.states import ElectionState, verify_state

# Each row of a batch walks through a list of cases as long as the batch.
BATCH = 100
# A message that has been "being sent" for this long was interrupted; nobody knows whether it left.
INTERRUPTED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class VoterCode:
    """A new code and its public key; only the key may be kept."""

    code: str
    credential: str


def code_make(*, election: Election) -> VoterCode:
    """A code that nobody has yet. Changes nothing."""
    code = new_code(random_bytes(CODE_RANDOM_BYTES))
    return VoterCode(code, public_key(credential_seed(parse_code(code), election.slug)).hex())


def credentials_issue(*, election: Election) -> list[tuple[Voter, str]]:
    """A code for every voter who has none; the caller gets them once and nobody gets them again.

    Half a millisecond for each voter, so the codes are made before the lock is taken. Of two calls
    at once only one hands out a voter's code.
    """
    verify_state(current=election.state, allowed=ElectionState.DRAFT, act=_("make voter codes"))
    waiting = list(election.voters.filter(credential__isnull=True))
    codes = {voter.pk: _issue(election, voter) for voter in waiting}
    keys = {voter.pk: voter.credential for voter in waiting}
    return [(voter, codes[voter.pk]) for voter in _keys_store(election, keys)]


@transaction.atomic
def _keys_store(election: Election, keys: Mapping[int, str | None]) -> list[Voter]:
    locked = draft_locked(election, act=_("make voter codes"))
    without = locked.voters.filter(credential__isnull=True).select_related("style")
    voters = [voter for voter in without if voter.pk in keys]
    for voter in voters:
        voter.credential = keys[voter.pk]
    Voter.objects.bulk_update(voters, ["credential"], batch_size=BATCH)
    return voters


@transaction.atomic
def credentials_clear(*, election: Election) -> None:
    """Make every code handed out so far useless, so that new ones can be made."""
    locked = draft_locked(election, act=_("make new voter codes"))
    locked.voters.update(credential=None, mail_status=MailStatus.NONE, mailed_at=None)


@transaction.atomic
def invitation_issue(*, voter: Voter) -> str | None:
    """A code for one voter whose mail is about to be sent; None when another worker has begun."""
    locked = draft_locked(voter.election, act=_("send voting links"))
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
    locked = draft_locked(election, act=_("send voting links again"))
    interrupted = Q(
        mail_status=MailStatus.SENDING, mailed_at__lt=timezone.now() - INTERRUPTED_AFTER
    )
    lost = locked.voters.filter(Q(mail_status=MailStatus.FAILED) | interrupted)
    return lost.update(credential=None, mail_status=MailStatus.NONE, mailed_at=None)


def _issue(election: Election, voter: Voter) -> str:
    made = code_make(election=election)
    voter.credential = made.credential
    return made.code
