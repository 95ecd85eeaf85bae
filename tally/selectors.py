"""Reading the count from the record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from board.models import Entry, Log
from board.selectors import entries_of_kind, indexes_of_kind, log_get, payloads_at
from crypto.entries import decode_entry
from crypto.payloads import (
    TallyInputPayload,
    decode_roll_payload,
    decode_tally_input_payload,
)
from crypto.roll_change import decode_roll_change_payload
from crypto.tally import counted_ballots, members
from crypto.tally_payloads import (
    DecryptionPayload,
    EncryptedTally,
    ResultPayload,
    decode_decryption_payload,
    decode_result_payload,
    decode_tally_payload,
)
from crypto.transcript import sha256
from crypto.voter_roll import VoterRoll
from tally.models import Count, Verdict
from voting.ceremonies import DRILL_AGAIN_STATES
from voting.contexts import election_context
from voting.errors import NotFoundError
from voting.models import CeremonyPhase, Election
from voting.selectors import roll_entries
from voting.states import ElectionState

PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Totals:
    """The encrypted totals on the record, and the hash partial decryptions name."""

    tally: EncryptedTally
    payload_hash: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a count is; what people's pages and the API show."""

    ballots: int
    added: int
    has_totals: bool
    unlocked: tuple[int, ...]
    threshold: int
    has_result: bool
    verdict: str
    fault: str


def count_of(election: Election) -> Count | None:
    return Count.objects.filter(election=election).first()


def is_unchecked(election: Election) -> bool:
    """Whether there is a result that the verifier has not judged."""
    waiting = Count.objects.filter(election=election, verdict=Verdict.NONE)
    return election.state == ElectionState.COUNTED and waiting.exists()


def demonstrations_waiting() -> QuerySet[Election]:
    """Demonstrations whose key holders may have something to do."""
    making_keys = Q(state=ElectionState.DRAFT) & ~Q(ceremony_phase=CeremonyPhase.NONE)
    asked_again = Q(state__in=DRILL_AGAIN_STATES, drill_asked_size__isnull=False)
    return Election.objects.filter(
        making_keys | asked_again | Q(state=ElectionState.COUNTING), is_demonstration=True
    )


def is_check_lost(count: Count) -> bool:
    """Whether the last check of the whole count began long ago and said nothing."""
    began = count.check_began_at
    return count.verdict == Verdict.NONE and began is not None and began < timezone.now() - PATIENCE


def count_get(election_id: UUID) -> Count:
    count = Count.objects.filter(election_id=election_id).select_related("election").first()
    if count is None:
        raise NotFoundError("the count has not begun")
    return count


def counted_by_rule(election: Election) -> tuple[int, ...]:
    """Entry numbers of the counted ballots, by the re-vote rule, as the record itself tells it."""
    headers = (
        (index, decode_entry(bytes(data)).credential or "")
        for index, data in entries_of_kind(log_of(election), ["ballot"])
        .values_list("index", "data")
        .iterator()
    )
    changes = list(entries_of_kind(log_of(election), ["roll-change"]))
    if not changes:
        # Half the memory of the digits, and there may be many.
        return counted_ballots((index, bytes.fromhex(digits)) for index, digits in headers)
    roll = VoterRoll(decode_roll_payload(_payload(election, "roll")).voters)
    for entry in changes:
        roll.change(entry.index, decode_roll_change_payload(bytes(entry.payload.data)))
    return roll.counted(headers)


def tally_input(election: Election) -> TallyInputPayload:
    return decode_tally_input_payload(_payload(election, "tally-input"))


def totals(election: Election) -> Totals:
    """Raises NotFoundError before they are on the record."""
    context = election_context(election)
    entry = _entry(election, "tally")
    payload = decode_tally_payload(bytes(entry.payload.data), context.group)
    return Totals(members(context, payload.contests), bytes(entry.payload.sha256))


def decryptions(election: Election) -> list[DecryptionPayload]:
    """In the order of the record; each was checked before it was appended."""
    group = election_context(election).group
    entries = entries_of_kind(log_of(election), ["decryption"])
    return [decode_decryption_payload(bytes(entry.payload.data), group) for entry in entries]


def result_hash(election: Election) -> str:
    """Of the entry with the totals, as it stands on the record."""
    return sha256(_payload(election, "result")).hex()


def result(election: Election) -> ResultPayload:
    """Raises NotFoundError before it is on the record."""
    group = election_context(election).group
    return decode_result_payload(_payload(election, "result"), group)


def ballots_at(election: Election, indexes: Collection[int]) -> dict[int, bytes]:
    return payloads_at(log_of(election), indexes)


def ballots_between(election: Election, span: range) -> list[int]:
    """Entry numbers of the cast ballots within `span`, ascending, whether or not they count."""
    return indexes_of_kind(log_of(election), "ballot", span)


def chunks_stop(election: Election) -> int:
    """Number of the entry from which on ballots are in no chunk yet."""
    return election.chunks.aggregate(stop=Max("stop"))["stop"] or 0


def is_added_up(election: Election) -> bool:
    """Whether every chunk that there is holds exactly those of its ballots that count."""
    return not election.chunks.filter(is_final=False).exists()


def ballots_added(election: Election) -> int:
    """How many of the ballots that count are added up for good."""
    final = election.chunks.filter(is_final=True).values_list("ballots", "left_out")
    return sum(ballots - len(left_out) for ballots, left_out in final)


def added_weight(election: Election) -> int:
    """Sum of the weights of the ballots in all chunks; once added up, of all that count."""
    return election.chunks.aggregate(weight=Sum("weight"))["weight"] or 0


def has_entry(election: Election, kind: str) -> bool:
    return entries_of_kind(log_of(election), [kind]).exists()


def payload_hash(election: Election, kind: str) -> bytes:
    return bytes(_entry(election, kind).payload.sha256)


def record_size(election: Election) -> int:
    return log_get(election.slug).size


def decryption_entry(election: Election, trustee: int) -> Entry | None:
    for entry in entries_of_kind(log_of(election), ["decryption"]):
        if decode_entry(bytes(entry.data)).trustee == trustee:
            return entry
    return None


def credentials_at(election: Election, indexes: Collection[int]) -> list[str]:
    """Credentials of the ballots at these entries."""
    wanted = frozenset(indexes)
    rows = entries_of_kind(log_of(election), ["ballot"]).values_list("index", "data").iterator()
    return [decode_entry(bytes(data)).credential or "" for index, data in rows if index in wanted]


def counted_weight(election: Election) -> int:
    """Sum of the weights of all counted ballots."""
    credentials = credentials_at(election, tally_input(election).counted)
    roll = roll_entries(election, credentials)
    return sum(roll[credential].weight for credential in credentials)


def progress(election: Election) -> Progress:
    count = count_get(election.pk)
    unlocked = [
        decode_entry(bytes(data)).trustee or 0
        for data in entries_of_kind(log_of(election), ["decryption"]).values_list("data", flat=True)
    ]
    return Progress(
        ballots=count.ballots,
        added=ballots_added(election),
        has_totals=has_entry(election, "tally"),
        unlocked=tuple(unlocked),
        threshold=election.threshold,
        has_result=has_entry(election, "result"),
        verdict=count.verdict,
        fault=count.fault,
    )


def _entry(election: Election, kind: str) -> Entry:
    entry = entries_of_kind(log_of(election), [kind]).first()
    if entry is None:
        raise NotFoundError(f"there is no {kind} on the record yet")
    return entry


def _payload(election: Election, kind: str) -> bytes:
    return bytes(_entry(election, kind).payload.data)


def log_of(election: Election) -> Log:
    if election.log is None:
        raise NotFoundError("the election has no record yet")
    return election.log
