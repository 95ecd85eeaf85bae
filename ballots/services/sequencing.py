"""Accepted ballots on the record, in batches.

A batch is one transaction under the lock on the election, with few statements however many ballots
it holds. One checkpoint and one set of public files follow it. While they are made the next batch
gathers, so that batches grow with the load by themselves.

What a crash leaves: before the commit the ballots accepted, as they were; after it all of them
recorded, and a head that the next call signs (board.services).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from ballots.models import Reason, Submission, SubmissionKind, SubmissionStatus
from ballots.services.parts import parts_split, parts_take, parts_taken
from ballots.services.turns import turn
from board.rows import rows_update
from board.selectors import log_locked
from board.services import NewEntry, board_append
from crypto.entropy import random_bytes
from voting.models import Election
from voting.selectors import credentials_on_roll, election_locked
from voting.states import ElectionState

BATCH = 500
# A batch of so many does not wait for others: they share the cost of publishing well enough.
GATHERED = 12


def ballots_record(*, election_id: UUID) -> int:
    """Write all accepted ballots on the record, unless somebody is at it. Returns how many.

    Whoever is at it looks again after letting go of the turn. So a ballot that was accepted before
    its task found the turn taken is written by the other.
    """
    recorded = 0
    while _accepted(election_id).exists():
        with turn(election_id) as is_ours:
            if not is_ours:
                break
            recorded += ballots_sequence(election_id=election_id)
    return recorded


def batch_grows(*, election_id: UUID) -> bool:
    """Whether ballots are about to be checked that can share a batch with those accepted so far.

    One whose task seems lost is not waited for, and a batch that is large enough waits for none.
    """
    rows = Submission.objects.filter(election_id=election_id)
    coming = rows.filter(status=SubmissionStatus.WAITING, sweeps=0)
    return coming.exists() and _accepted(election_id)[:GATHERED].count() < GATHERED


@transaction.atomic
def ballots_sequence(*, election_id: UUID) -> int:
    """Write a batch of accepted ballots on the record, shuffled. Returns how many.

    Any number of processes may call this at once; the lock on the election lets one at a time
    through, and those after it find nothing left to do.
    """
    election = election_locked(election_id)
    accepted = _batch(_accepted(election_id))
    if accepted and election.state != ElectionState.OPEN:
        _refuse(accepted, Reason.CLOSED)
        return 0
    return _record(election, accepted)


def promises_keep(*, election: Election) -> int:
    """Write every promised ballot on the record, as a part of the caller's transaction.

    Args:
        election: open, and locked by the caller.
    """
    recorded = 0
    while promised := _batch(_accepted(election.pk).exclude(promise="")):
        recorded += _record(election, promised)
    return recorded


def _accepted(election_id: UUID) -> QuerySet[Submission]:
    return Submission.objects.filter(election_id=election_id, status=SubmissionStatus.ACCEPTED)


def _batch(accepted: QuerySet[Submission]) -> list[Submission]:
    """What came beside a ballot stays where it is; of a test ballot it goes on the record."""
    return list(accepted.defer("companion").select_for_update().order_by("pk")[:BATCH])


def _record(election: Election, batch: Sequence[Submission]) -> int:
    held = _without_overtaken(election, _without_replaced(election, batch))
    fresh = _without_repetitions(election, _shuffled(held))
    if not fresh:
        return 0
    nonces = _nonces(fresh)
    entries = board_append(
        log=log_locked(election.slug),
        entries=[_entry(submission, nonces) for submission in fresh],
    )
    rows_update(
        Submission,
        ("status", "parts", "promise", "entry_index"),
        [
            (SubmissionStatus.RECORDED, None, "", entry.index, submission.pk)
            for submission, entry in zip(fresh, entries, strict=True)
        ],
    )
    return len(fresh)


def _shuffled(submissions: Sequence[Submission]) -> list[Submission]:
    """A random order, so that the record's order says little about who sent when.

    Two ballots of one credential keep theirs, since the later one counts.
    """
    places = sorted(submissions, key=lambda _: random_bytes(16))
    queues: dict[str, list[Submission]] = defaultdict(list)
    for submission in sorted(submissions, key=lambda item: -item.pk):
        queues[submission.credential].append(submission)
    return [queues[place.credential].pop() for place in places]


def _without_replaced(election: Election, batch: Sequence[Submission]) -> list[Submission]:
    """Refuse ballots whose code was replaced, or whose voter was taken off, since they arrived.

    No promised ballot is among them: `roll_change` has those written before it (ballots.closing).
    """
    held = credentials_on_roll(election, {submission.credential for submission in batch})
    void = {submission for submission in batch if submission.credential not in held}
    _refuse(void, Reason.OFF_ROLL)
    return [submission for submission in batch if submission not in void]


def _without_overtaken(election: Election, batch: Sequence[Submission]) -> list[Submission]:
    """Refuse ballots that were sent before one of the same credential that is on the record.

    Their tasks were late or lost. Written now they would be the last ones and undo a later choice.
    A promise allows for it: it is kept by a later ballot of the credential as well.
    """
    newest = newest_recorded(election, {submission.credential for submission in batch})
    late = {
        submission
        for submission in batch
        if submission.kind == SubmissionKind.BALLOT
        and submission.pk < newest.get(submission.credential, 0)
    }
    _refuse(late, Reason.OVERTAKEN)
    return [submission for submission in batch if submission not in late]


def newest_recorded(election: Election, credentials: Iterable[str]) -> dict[str, int]:
    """The ballot each credential sent last of those on the record; test ballots are none."""
    recorded = Submission.objects.filter(
        election=election,
        kind=SubmissionKind.BALLOT,
        status=SubmissionStatus.RECORDED,
        credential__in=credentials,
    )
    return dict(recorded.values_list("credential").annotate(Max("pk")))


def _without_repetitions(election: Election, batch: Sequence[Submission]) -> list[Submission]:
    """Refuse ballots of which a part is on the record or promised; note the parts of the others.

    The parts of a promised ballot are noted already, as its own.
    """
    parts = {
        submission.pk: parts_split(bytes(submission.parts or b""))
        for submission in batch
        if not submission.promise
    }
    fresh, names = _once(batch, parts, set())
    try:
        parts_take(election, names)
    except IntegrityError:
        taken = parts_taken(election, {name for own in parts.values() for name in own})
        fresh, names = _once(batch, parts, taken)
        parts_take(election, names)
    _refuse(set(batch) - set(fresh), Reason.REPEATED)
    return fresh


def _once(
    batch: Sequence[Submission], parts: Mapping[int, Sequence[bytes]], taken: Set[bytes]
) -> tuple[list[Submission], set[bytes]]:
    """The ballots that share no part with `taken` or one before them, and the names of theirs."""
    fresh: list[Submission] = []
    names: set[bytes] = set()
    for submission in batch:
        own = parts.get(submission.pk, [])
        if taken.isdisjoint(own) and names.isdisjoint(own):
            names.update(own)
            fresh.append(submission)
    return fresh, names


def _refuse(submissions: Collection[Submission], reason: Reason) -> None:
    if submissions:
        Submission.objects.filter(pk__in=[item.pk for item in submissions]).update(
            status=SubmissionStatus.REFUSED, reason=reason, parts=None, promise=""
        )


def _nonces(batch: Sequence[Submission]) -> dict[int, bytes]:
    tests = [item.pk for item in batch if item.kind == SubmissionKind.CHALLENGE]
    if not tests:
        return {}
    return dict(Submission.objects.filter(pk__in=tests).values_list("pk", "companion"))


def _entry(submission: Submission, nonces: dict[int, bytes]) -> NewEntry:
    voter = {"credential": submission.credential, "signature": submission.signature}
    ballot = bytes(submission.ballot)
    if submission.kind == SubmissionKind.BALLOT:
        return NewEntry(kind="ballot", payload=ballot, fields=voter)
    # Both documents are canonical, and so is the object that holds them in this order.
    shown = bytes(nonces[submission.pk])
    payload = b'{"ballot":' + ballot + b',"nonces":' + shown + b',"v":1}'
    fields = {"ballot": submission.ballot_hash, **voter}
    return NewEntry(kind="challenge", payload=payload, fields=fields)
