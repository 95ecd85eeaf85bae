"""At the door: what is taken into the inbox.

Sending again is harmless at every point: a ballot is named by its hash, and its row goes through
waiting, accepted, recorded (or refused) once. After a crash the row is where its last commit left
it.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.errors import (
    AlreadyUsedError,
    BusyError,
    OffRollError,
    QuotaError,
    SignatureRefusedError,
)
from ballots.models import Submission, SubmissionKind, SubmissionStatus
from ballots.reader import Envelope
from crypto.errors import ProofError
from crypto.signing import entry_message, verify_signature
from voting.errors import StateError
from voting.models import Election
from voting.selectors import credentials_on_roll, roll_entries
from voting.states import ElectionState, verify_state

# What one credential may leave in the inbox: far above use, far below harm.
MOST_BALLOTS = 40
MOST_TESTS = 5
OFF_ROLL = "this voter code was replaced or taken off the list; use your newest code"
NOT_BY_A_VOTER = "the ballot is not signed by a voter of this election"


def submission_receive(*, election: Election, envelope: Envelope) -> Submission:
    """Put a ballot of the right shape into the inbox, or find it there, also after the close.

    Raises:
        StateError: voting is not open, or its planned end has come.
        SignatureRefusedError: not signed by a credential of the roll with the ballot's style.
        OffRollError: signed by one that was on the roll and is not any more.
        QuotaError: this credential has sent too many.
        BusyError: as many ballots wait as may wait.
        AlreadyUsedError: the same ballot was cast before and is now to be shown, or the reverse.
    """
    _verify_voter(election, envelope)
    # The credential is a part of the ballot: the same ballot is among those of the same credential.
    sent = dict(_sent(election, envelope.submitted.credential.hex()))
    if envelope.ballot_hash in sent:
        found = Submission.objects.get(election=election, ballot_hash=envelope.ballot_hash)
    else:
        _verify_open(election)
        _verify_on_roll(election, envelope)
        _verify_quota(envelope, list(sent.values()))
        _verify_room()
        found = _submission_insert(election, envelope)
    if found.kind != envelope.kind:
        raise AlreadyUsedError("this locked ballot was used before; lock a new one")
    return found


def _verify_open(election: Election) -> None:
    verify_state(current=election.state, allowed=ElectionState.OPEN, act=_("take the ballot"))
    # The record's `close` follows when everything that arrived before this moment is on it.
    if election.closes_at is not None and election.closes_at <= timezone.now():
        raise StateError("cannot take the ballot: voting has closed")


def _verify_voter(election: Election, envelope: Envelope) -> None:
    """Check the signature, of a credential that is or was on the roll."""
    ballot, credential = envelope.submitted, envelope.submitted.credential.hex()
    entry = roll_entries(election, [credential]).get(credential)
    if entry is None or entry.style != ballot.style:
        raise SignatureRefusedError(NOT_BY_A_VOTER)
    message = entry_message(envelope.kind, bytes.fromhex(envelope.ballot_hash))
    try:
        verify_signature(ballot.credential, message, envelope.signature)
    except ProofError:
        raise SignatureRefusedError(NOT_BY_A_VOTER) from None


def _verify_on_roll(election: Election, envelope: Envelope) -> None:
    """What was sent before the code was replaced is found all the same; nothing new is taken."""
    if not credentials_on_roll(election, [envelope.submitted.credential.hex()]):
        raise OffRollError(OFF_ROLL)


def _sent(election: Election, credential: str) -> QuerySet[Submission, tuple[str, str]]:
    """Hash and kind of everything this credential sent; its quotas keep that short."""
    sent = Submission.objects.filter(election=election, credential=credential)
    return sent.values_list("ballot_hash", "kind")


def _verify_quota(envelope: Envelope, sent: Sequence[str]) -> None:
    most = MOST_TESTS if envelope.kind == SubmissionKind.CHALLENGE else MOST_BALLOTS
    if sent.count(envelope.kind) >= most:
        raise QuotaError(f"at most {most} of these can be sent with one voter code")


def _verify_room() -> None:
    """Refuse what could only wait: taken in, it would slow down all that is there."""
    depth = settings.TABELLA_QUEUE_DEPTH
    waiting = Submission.objects.filter(status=SubmissionStatus.WAITING)
    if waiting.order_by("pk").values("pk")[:depth].count() >= depth:
        raise BusyError("many ballots are being checked; send this one again in a moment")


def _submission_insert(election: Election, envelope: Envelope) -> Submission:
    try:
        with transaction.atomic():
            return Submission.objects.create(
                election=election,
                kind=envelope.kind,
                ballot_hash=envelope.ballot_hash,
                credential=envelope.submitted.credential.hex(),
                signature=envelope.signature.hex(),
                ballot=envelope.ballot,
                companion=envelope.companion,
            )
    except IntegrityError:  # the same ballot arrived twice at once
        return Submission.objects.get(election=election, ballot_hash=envelope.ballot_hash)
