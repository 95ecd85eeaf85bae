"""The way of a ballot from the edge to the record.

Sending again is harmless at every point: a ballot is named by its hash, and its row goes through
waiting, accepted, recorded (or refused) once. After a crash the row is where its last commit left
it.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from ballots.errors import AlreadyUsedError, QuotaError, SignatureRefusedError
from ballots.models import BallotPart, Reason, Submission, SubmissionKind, SubmissionStatus
from ballots.reader import Envelope
from board.selectors import log_locked
from board.services import NewEntry, board_append
from crypto import canonical_json
from crypto.ballot import (
    SubmittedBallot,
    decode_ballot,
    verify_ballot,
    with_members,
)
from crypto.ballot_parts import ballot_parts
from crypto.ballot_size import MAX_ENVELOPE
from crypto.canonical_json import JsonValue
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.commitments import decode_commitments, verify_commitments
from crypto.context import ElectionContext
from crypto.entropy import random_bytes
from crypto.errors import CryptoError, ProofError
from crypto.signing import entry_message, verify_signature
from voting.contexts import election_context
from voting.errors import NotFoundError, StateError
from voting.models import Election
from voting.selectors import election_locked, roll_entry
from voting.states import ElectionState, verify_state

logger = logging.getLogger(__name__)

# What one credential may leave in the inbox: far above use, far below harm.
MOST_BALLOTS = 40
MOST_TESTS = 5
BATCH = 500
# A long queue looks like lost tasks; few at a time, so that a sweep cannot swell it without end.
MOST_RESTARTED = 50
LONGEST_DETAIL = 200
NOT_BY_A_VOTER = "the ballot is not signed by a voter of this election"


def submission_receive(*, election: Election, envelope: Envelope) -> Submission:
    """Put a ballot of the right shape into the inbox, or find it there, also after the close.

    Raises:
        StateError: voting is not open, or its planned end has come.
        SignatureRefusedError: not signed by a credential of the roll with the ballot's style.
        QuotaError: this credential has sent too many.
        AlreadyUsedError: the same ballot was cast before and is now to be shown, or the reverse.
    """
    _verify_voter(election, envelope)
    found = Submission.objects.filter(election=election, ballot_hash=envelope.ballot_hash).first()
    if found is None:
        _verify_open(election)
        _verify_quota(election, envelope)
        found = _submission_insert(election, envelope)
    if found.kind != envelope.kind:
        raise AlreadyUsedError("this locked ballot was used before; lock a new one")
    return found


def _verify_open(election: Election) -> None:
    verify_state(current=election.state, allowed=ElectionState.OPEN, act="take the ballot")
    # The record's `close` follows when everything that arrived before this moment is on it.
    if election.closes_at is not None and election.closes_at <= timezone.now():
        raise StateError("cannot take the ballot: voting has closed")


def _verify_voter(election: Election, envelope: Envelope) -> None:
    ballot = envelope.submitted
    try:
        entry = roll_entry(election, ballot.credential.hex())
        message = entry_message(envelope.kind, bytes.fromhex(envelope.ballot_hash))
        verify_signature(ballot.credential, message, envelope.signature)
    except (NotFoundError, ProofError):
        raise SignatureRefusedError(NOT_BY_A_VOTER) from None
    if entry.style != ballot.style:
        raise SignatureRefusedError(NOT_BY_A_VOTER)


def _verify_quota(election: Election, envelope: Envelope) -> None:
    most = MOST_TESTS if envelope.kind == SubmissionKind.CHALLENGE else MOST_BALLOTS
    sent = Submission.objects.filter(
        election=election, credential=envelope.submitted.credential.hex(), kind=envelope.kind
    ).count()
    if sent >= most:
        raise QuotaError(f"at most {most} of these can be sent with one voter code")


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


def submission_verify(*, submission_id: int) -> UUID:
    """Check the proofs of one ballot, if that was not done before. Returns its election."""
    submission = Submission.objects.select_related("election").get(pk=submission_id)
    if submission.status != SubmissionStatus.WAITING:
        return submission.election_id
    reason, detail = _verdict(submission, election_context(submission.election))
    waiting = Submission.objects.filter(pk=submission_id, status=SubmissionStatus.WAITING)
    if reason is None:
        waiting.update(status=SubmissionStatus.ACCEPTED)
    else:
        waiting.update(status=SubmissionStatus.REFUSED, reason=reason, detail=detail)
        logger.warning("submission %s refused: %s", submission_id, reason)
    return submission.election_id


def _verdict(submission: Submission, context: ElectionContext) -> tuple[Reason | None, str]:
    submitted = decode_ballot(bytes(submission.ballot), context)
    check, reason = CHECKS[SubmissionKind(submission.kind)]
    companion = canonical_json.decode(
        bytes(submission.companion), max_size=MAX_ENVELOPE, place="companion"
    )
    try:
        check(submitted, companion, context)
    except CryptoError as error:
        return _blamed(submitted, context, reason), str(error)[:LONGEST_DETAIL]
    return None, ""


def _check_cast(submitted: SubmittedBallot, companion: JsonValue, context: ElectionContext) -> None:
    commitments = decode_commitments(companion, context, submitted.style)
    verify_commitments(with_members(submitted, context), commitments, context)


def _check_shown(
    submitted: SubmittedBallot, companion: JsonValue, context: ElectionContext
) -> None:
    nonces = decode_nonces(companion, context, submitted.style)
    open_challenged_ballot(verify_ballot(submitted, context), nonces, context)


CHECKS = {
    SubmissionKind.BALLOT: (_check_cast, Reason.COMMITMENTS),
    SubmissionKind.CHALLENGE: (_check_shown, Reason.NONCES),
}


def _blamed(submitted: SubmittedBallot, context: ElectionContext, companion: Reason) -> Reason:
    """What is wrong with a ballot that failed: itself, or else what came beside it."""
    try:
        verify_ballot(submitted, context)
    except CryptoError:
        return Reason.PROOF
    return companion


@transaction.atomic
def ballots_sequence(*, election_id: UUID) -> int:
    """Write the accepted ballots of an election on the record, shuffled. Returns how many.

    Any number of processes may call this at once; the lock on the election lets one at a time
    through, and those after it find nothing left to do.
    """
    election = election_locked(election_id)
    accepted = list(
        Submission.objects.filter(election=election, status=SubmissionStatus.ACCEPTED)
        .select_for_update()
        .order_by("pk")[:BATCH]
    )
    if not accepted:
        return 0
    if election.state != ElectionState.OPEN:
        _refuse(accepted, Reason.CLOSED)
        return 0
    fresh = _without_repetitions(election, _shuffled(_without_overtaken(election, accepted)))
    entries = board_append(
        log=log_locked(election.slug), entries=[_entry(submission) for submission in fresh]
    )
    for submission, entry in zip(fresh, entries, strict=True):
        submission.status = SubmissionStatus.RECORDED
        submission.entry_index = entry.index
    Submission.objects.bulk_update(fresh, ["status", "entry_index"])
    return len(fresh)


def submissions_sweep(*, election_id: UUID) -> list[int]:
    """Ids of the oldest ballots whose task seems lost: two sweeps saw them unfinished."""
    unfinished = Submission.objects.filter(
        election_id=election_id,
        status__in=(SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED),
    )
    seen_before = unfinished.filter(sweeps__gte=1).order_by("pk").values_list("pk", flat=True)
    lost = list(seen_before[:MOST_RESTARTED])
    unfinished.filter(sweeps=0).update(sweeps=1)
    Submission.objects.filter(pk__in=lost).update(sweeps=0)
    return lost


def _shuffled(submissions: Sequence[Submission]) -> list[Submission]:
    """A random order, so that the record's order says little about who sent when.

    Two ballots of one credential keep theirs, since the later one counts.
    """
    places = sorted(submissions, key=lambda _: random_bytes(16))
    queues: dict[str, list[Submission]] = defaultdict(list)
    for submission in sorted(submissions, key=lambda item: -item.pk):
        queues[submission.credential].append(submission)
    return [queues[place.credential].pop() for place in places]


def _without_overtaken(election: Election, batch: Sequence[Submission]) -> list[Submission]:
    """Refuse ballots that were sent before one of the same credential that is on the record.

    Their tasks were late or lost. Written now they would be the last ones and undo a later choice.
    """
    newest = dict(
        Submission.objects.filter(
            election=election,
            kind=SubmissionKind.BALLOT,
            status=SubmissionStatus.RECORDED,
            credential__in={submission.credential for submission in batch},
        )
        .values_list("credential")
        .annotate(Max("pk"))
    )
    late = [
        submission
        for submission in batch
        if submission.kind == SubmissionKind.BALLOT
        and submission.pk < newest.get(submission.credential, 0)
    ]
    _refuse(late, Reason.OVERTAKEN)
    return [submission for submission in batch if submission not in late]


def _without_repetitions(election: Election, batch: Iterable[Submission]) -> list[Submission]:
    """Refuse ballots of which a part is on the record already; note the parts of the others."""
    context = election_context(election)
    fresh = []
    for submission in batch:
        ballot = decode_ballot(bytes(submission.ballot), context)
        names = list(ballot_parts(ballot, context.group))
        known = BallotPart.objects.filter(election=election, name__in=names)
        if len(set(names)) != len(names) or known.exists():
            _refuse([submission], Reason.REPEATED)
            continue
        BallotPart.objects.bulk_create(BallotPart(election=election, name=name) for name in names)
        fresh.append(submission)
    return fresh


def _refuse(submissions: Sequence[Submission], reason: Reason) -> None:
    Submission.objects.filter(pk__in=[item.pk for item in submissions]).update(
        status=SubmissionStatus.REFUSED, reason=reason
    )


def _entry(submission: Submission) -> NewEntry:
    voter = {"credential": submission.credential, "signature": submission.signature}
    ballot = bytes(submission.ballot)
    if submission.kind == SubmissionKind.BALLOT:
        return NewEntry(kind="ballot", payload=ballot, fields=voter)
    # Both documents are canonical, and so is the object that holds them in this order.
    payload = b'{"ballot":' + ballot + b',"nonces":' + bytes(submission.companion) + b',"v":1}'
    fields = {"ballot": submission.ballot_hash, **voter}
    return NewEntry(kind="challenge", payload=payload, fields=fields)
