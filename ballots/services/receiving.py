"""At the door: what is taken into the inbox.

Sending again is harmless at every point: a ballot is named by its hash, and its row goes through
waiting, accepted, recorded (or refused) once. After a crash the row is where its last commit left
it.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.errors import (
    AlreadyUsedError,
    OffRollError,
    QuotaError,
    SignatureRefusedError,
)
from ballots.models import Submission, SubmissionKind
from ballots.reader import Envelope
from ballots.selectors import sent_with
from board.rows import row_insert_once
from crypto.errors import ProofError
from crypto.signing import entry_message, verify_signature
from voting.errors import StateError
from voting.models import Election
from voting.selectors import roll_standing
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
        AlreadyUsedError: the same ballot was cast before and is now to be shown, or the reverse.
    """
    is_on_roll = _verify_voter(election, envelope)
    # The credential is a part of the ballot: the same ballot is among those of the same credential.
    sent = sent_with(election, envelope.submitted.credential.hex())
    if envelope.ballot_hash in sent:
        found = Submission.objects.get(election=election, ballot_hash=envelope.ballot_hash)
    else:
        _verify_open(election)
        if not is_on_roll:
            raise OffRollError(OFF_ROLL)
        _verify_quota(envelope, list(sent.values()))
        found = _submission_insert(election, envelope)
    if found.kind != envelope.kind:
        raise AlreadyUsedError("this locked ballot was used before; lock a new one")
    return found


def _verify_open(election: Election) -> None:
    verify_state(current=election.state, allowed=ElectionState.OPEN, act=_("take the ballot"))
    # The record's `close` follows when everything that arrived before this moment is on it.
    if election.closes_at is not None and election.closes_at <= timezone.now():
        raise StateError("cannot take the ballot: voting has closed")


def _verify_voter(election: Election, envelope: Envelope) -> bool:
    """Check the signature, of a credential that is or was on the roll. Returns whether it is.

    What was sent before a code was replaced is found all the same; nothing new is taken.
    """
    ballot = envelope.submitted
    entry, is_on_roll = roll_standing(election, ballot.credential.hex())
    if entry is None or entry.style != ballot.style:
        raise SignatureRefusedError(NOT_BY_A_VOTER)
    message = entry_message(envelope.kind, bytes.fromhex(envelope.ballot_hash))
    try:
        verify_signature(ballot.credential, message, envelope.signature)
    except ProofError:
        raise SignatureRefusedError(NOT_BY_A_VOTER) from None
    return is_on_roll


def _verify_quota(envelope: Envelope, sent: Sequence[str]) -> None:
    most = MOST_TESTS if envelope.kind == SubmissionKind.CHALLENGE else MOST_BALLOTS
    if sent.count(envelope.kind) >= most:
        raise QuotaError(f"at most {most} of these can be sent with one voter code")


def _submission_insert(election: Election, envelope: Envelope) -> Submission:
    submission = Submission(
        election=election,
        kind=envelope.kind,
        ballot_hash=envelope.ballot_hash,
        credential=envelope.submitted.credential.hex(),
        signature=envelope.signature.hex(),
        ballot=envelope.ballot,
        companion=envelope.companion,
    )
    if not row_insert_once(submission):  # the same ballot arrived twice at once
        return Submission.objects.get(election=election, ballot_hash=envelope.ballot_hash)
    return submission
