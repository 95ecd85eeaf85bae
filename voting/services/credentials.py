"""Voter codes: made in memory, returned once, never stored. The database keeps public keys only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crypto.credentials import CODE_RANDOM_BYTES, credential_seed, new_code, parse_code
from crypto.entropy import random_bytes
from crypto.signing import public_key
from voting.models import CodeMaker, Election, MailStatus, Voter
from voting.services.guards import draft_locked
from voting.states import ElectionState, verify_state

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


def credentials_issue(*, election: Election, most: int | None = None) -> list[tuple[Voter, str]]:
    """A code for every voter who has none; the caller gets them once and nobody gets them again.

    `most` limits them to the first so many.

    Half a millisecond for each voter, so the codes are made before the lock is taken. Of two calls
    at once only one hands out a voter's code.
    """
    verify_state(current=election.state, allowed=ElectionState.DRAFT, act=_("make voter codes"))
    waiting = list(election.voters.filter(credential__isnull=True).order_by("number")[:most])
    if not waiting:
        return []
    codes = {voter.pk: _issue(election, voter) for voter in waiting}
    keys = {voter.pk: voter.credential for voter in waiting}
    return [(voter, codes[voter.pk]) for voter in _keys_store(election, keys, waiting[-1].number)]


@transaction.atomic
def _keys_store(
    election: Election, keys: Mapping[int, str | None], last_number: int
) -> list[Voter]:
    locked = draft_locked(election, act=_("make voter codes"))
    without = locked.voters.filter(credential__isnull=True, number__lte=last_number)
    voters = [voter for voter in without.select_related("style") if voter.pk in keys]
    for voter in voters:
        voter.credential = keys[voter.pk]
    credentials_write(election=locked, voters=voters, maker=CodeMaker.SERVER)
    return voters


def credentials_write(*, election: Election, voters: Sequence[Voter], maker: CodeMaker) -> None:
    """Store the public keys of these voters of a locked election, and who made their codes.

    One statement for each row, prepared once: with lists of cases, as bulk_update writes them,
    50,000 rows take 25 times as long.
    """
    if not voters:
        return
    table, quote = Voter._meta.db_table, connection.ops.quote_name  # noqa: SLF001  Django's own API
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table)} SET credential = %s WHERE id = %s",  # noqa: S608  no value in it
            [(voter.credential, voter.pk) for voter in voters],
        )
    code_maker_note(election=election, maker=maker)


def code_maker_note(*, election: Election, maker: CodeMaker) -> None:
    """Remember who made codes that are in force now. Part of the caller's transaction."""
    together = maker if election.code_maker in (CodeMaker.NONE, maker) else CodeMaker.BOTH
    if together != election.code_maker:
        election.code_maker = together
        election.save(update_fields=["code_maker"])


@transaction.atomic
def credentials_clear(*, election: Election) -> None:
    """Make every code handed out so far useless, so that new ones can be made."""
    locked = draft_locked(election, act=_("make new voter codes"))
    locked.voters.update(credential=None, mail_status=MailStatus.NONE, mailed_at=None)
    locked.code_maker = CodeMaker.NONE
    locked.save(update_fields=["code_maker"])


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
    code_maker_note(election=locked, maker=CodeMaker.SERVER)
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
