"""Reading the inbox and what became of its ballots."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length

from ballots.models import UNFINISHED, Submission, SubmissionKind, SubmissionStatus
from board.errors import NotOnRecordError
from board.prepared import Prepared, Slot, columns_of
from board.published import published, receipt_text
from board.selectors import log_get
from crypto.ballot import parse_tracker, tracker
from crypto.base32 import decode as base32_decode
from voting.errors import NotFoundError
from voting.models import Election
from voting.selectors import Holder, election_public, holder_of, holders_changed

TRACKER_HEX_DIGITS = 25  # 100 bits


@dataclass(frozen=True, slots=True)
class BallotStanding:
    """Where a ballot on the record stands."""

    status: str  # counted, replaced, withdrawn or test
    tracker: str
    ballot_hash: str
    index: int
    replaced_by: int | None


_ELECTION = Slot(Election, "id", "election")
# All but its long documents, which stay in the database: many ask often.
_SHORT = columns_of(
    Submission,
    {
        *("id", "election", "kind", "ballot_hash", "credential", "signature", "status"),
        *("reason", "detail", "entry_index", "is_taken", "sweeps", "promise"),
    },
)
_fate = Prepared(
    lambda: Submission.objects.filter(
        election=_ELECTION,
        ballot_hash=Slot(Submission, "ballot_hash"),
    ).values_list(*_SHORT)
)
_sent = Prepared(
    lambda: Submission.objects.filter(
        election=_ELECTION, credential=Slot(Submission, "credential")
    ).values_list("ballot_hash", "kind")
)
_before = Prepared(
    lambda: Submission.objects.filter(
        status=SubmissionStatus.WAITING, is_taken=False, pk__lt=Slot(Submission, "id")
    ).values_list("pk")[:1]
)


def submission_get(election_id: UUID, ballot_hash: str) -> Submission:
    """What became of a ballot.

    An election with ballots is public, so that one which is not has none to be found.
    """
    for row in _fate.rows(election=election_id, ballot_hash=ballot_hash):
        return Submission.from_db(None, _SHORT, row)
    election_public(election_id)
    raise NotFoundError("there is no such ballot")


def sent_with(election: Election, credential: str) -> dict[str, str]:
    """Kind by hash of everything a credential sent; its quotas keep that short."""
    return dict(_sent.rows(election=election.pk, credential=credential))


def submission_receipt(submission: Submission, size: int | None = None) -> str:
    """Entry, proof and checkpoint as one text: the newest, or the one over `size` entries."""
    if submission.entry_index is None:
        raise NotFoundError("the ballot is not on the record")
    return receipt_text(log_get(str(submission.election_id)), submission.entry_index, size)


def standing_by_tracker(election: Election, text: str) -> BallotStanding | None:
    """Raises DecodeError where the text is no ballot code; None where nothing has that code."""
    code = parse_tracker(text)
    prefix = f"{base32_decode(code.replace('-', ''), 20, 'ballot code'):0{TRACKER_HEX_DIGITS}x}"
    found = _recorded(election).filter(ballot_hash__startswith=prefix).first()
    return None if found is None else _standing(found, holder_of(election, found.credential))


def standings_of_credential(election: Election, credential: str) -> list[BallotStanding]:
    """Everything the voter with this credential has on the record, in the record's order.

    Also with the codes that the voter had before this one.
    """
    holder = holder_of(election, credential)
    rows = _recorded(election).filter(credential__in=holder.credentials).order_by("entry_index")
    return [_standing(row, holder) for row in rows]


def cast_ballots(election: Election) -> "QuerySet[Submission]":
    """Ballots on the record, those that were replaced later as well, and no tests."""
    return _recorded(election).filter(kind=SubmissionKind.BALLOT)


def voters_who_voted(election: Election) -> int:
    """How many voters of those on the list now; one with two codes is one voter."""
    changed = holders_changed(election)
    cast = cast_ballots(election)
    names = {name for holder in changed for name in holder.credentials}
    with_changed = set(cast.filter(credential__in=names).values_list("credential", flat=True))
    others = cast.values("credential").distinct().count() - len(with_changed)
    return others + sum(
        not holder.is_taken_off and not with_changed.isdisjoint(holder.credentials)
        for holder in changed
    )


def ballots_withdrawn(election: Election) -> int:
    """Ballots on the record of voters who were taken off the list; none of them is counted."""
    gone = [holder for holder in holders_changed(election) if holder.is_taken_off]
    names = {name for holder in gone for name in holder.credentials}
    return cast_ballots(election).filter(credential__in=names).count()


def credentials_who_voted(election: Election) -> frozenset[str]:
    """Credentials of voters with a ballot on the record, those they had before or have now too."""
    voted = set(cast_ballots(election).values_list("credential", flat=True).distinct())
    for holder in holders_changed(election):
        if not voted.isdisjoint(holder.credentials):
            voted.update(holder.credentials)
    return frozenset(voted)


def ballots_recorded(election: Election) -> int:
    return cast_ballots(election).count()


def signed_size(election: Election) -> int:
    """Entries under the newest signed head; less than all of them for a moment only."""
    try:
        return published(log_get(election.slug)).size
    except NotOnRecordError:
        return 0


def tests_recorded(election: Election) -> int:
    return _recorded(election).filter(kind=SubmissionKind.CHALLENGE).count()


def submissions_refused(election: Election) -> "QuerySet[Submission]":
    return election.submissions.filter(status=SubmissionStatus.REFUSED).order_by("pk")


def submissions_unfinished(election: Election) -> "QuerySet[Submission]":
    """Ballots neither recorded nor refused."""
    return election.submissions.filter(status__in=UNFINISHED)


def elections_with_unfinished() -> set[UUID]:
    rows = Submission.objects.filter(status__in=UNFINISHED)
    return set(rows.values_list("election_id", flat=True))


def elections_with_waiting() -> list[UUID]:
    """Elections with ballots whose proofs nobody checks yet."""
    waiting = Submission.objects.filter(status=SubmissionStatus.WAITING, is_taken=False)
    return list(waiting.order_by().values_list("election_id", flat=True).distinct())


def waiting_count(most: int) -> int:
    """Ballots whose proofs are not checked yet, counted up to a number."""
    waiting = Submission.objects.filter(status=SubmissionStatus.WAITING)
    return waiting.order_by().values("pk")[:most].count()


def is_first_to_wait(submission: Submission) -> bool:
    """Whether no ballot that came before waits for somebody to take it.

    Asked after the ballot was committed: whoever takes the one before takes this one as well, or
    sees that it waits.
    """
    return not _before.rows(id=submission.pk)


def commitments_size(election: Election) -> int:
    """Bytes of what came beside the ballots on the record."""
    return cast_ballots(election).aggregate(size=Sum(Length("companion")))["size"] or 0


def _recorded(election: Election) -> "QuerySet[Submission]":
    return Submission.objects.filter(election=election, status=SubmissionStatus.RECORDED)


def _standing(row: Submission, holder: Holder) -> BallotStanding:
    later = (
        _recorded(row.election)
        .filter(
            kind=SubmissionKind.BALLOT,
            credential__in=holder.credentials,
            entry_index__gt=row.entry_index,
        )
        .order_by("entry_index")
        .values_list("entry_index", flat=True)
        .first()
    )
    has_place = row.kind == SubmissionKind.BALLOT and not holder.is_taken_off
    replaced_by = later if has_place else None
    return BallotStanding(
        status=_status(row, holder, replaced_by),
        tracker=tracker(row.ballot_hash),
        ballot_hash=row.ballot_hash,
        index=row.entry_index or 0,
        replaced_by=replaced_by,
    )


def _status(row: Submission, holder: Holder, replaced_by: int | None) -> str:
    if row.kind == SubmissionKind.CHALLENGE:
        return "test"
    if holder.is_taken_off:
        return "withdrawn"
    return "counted" if replaced_by is None else "replaced"
