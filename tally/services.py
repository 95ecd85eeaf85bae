"""The steps of a count. Each is one transaction, and doing it again changes nothing.

State after a crash: whatever entry the record has last says which step is next; chunks that have
their product keep it (tally.chunks).
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from board.models import Entry
from board.services import NewEntry, log_freeze
from crypto.canonical_json import JsonValue
from crypto.entries import decode_entry, encode_entry
from crypto.errors import ProofError
from crypto.payloads import TallyInputPayload, TurnPayload
from crypto.tally import (
    PartialDecryption,
    members,
    merge_totals,
    open_totals,
    result_items,
    verify_partial_decryption,
)
from crypto.tally_payloads import (
    DecryptionPayload,
    ResultPayload,
    TallyPayload,
    decode_decryption_payload,
)
from tally import selectors
from tally.chunks import (
    HELD,
    MOST_GIVEN_OUT,
    chunks_give_back,
    chunks_give_out,
    chunks_settle,
)
from tally.errors import TallyError
from tally.grids import totals_of
from tally.models import Count, Verdict
from voting.ceremonies import ceremony_view
from voting.contexts import election_context
from voting.models import Election, Trustee
from voting.selectors import election_get, election_locked
from voting.services.elections import election_advance
from voting.services.guards import entry_append, now_in_seconds, record_append
from voting.states import ElectionState

logger = logging.getLogger(__name__)

LONGEST_FAULT = 300
CHECK_LOST_AFTER = timedelta(hours=6)


@transaction.atomic
def count_start(*, election_id: UUID) -> list[int]:
    """Fix on the record which ballots count. Returns the numbers of the chunks to be made now."""
    election = election_locked(election_id)
    if election.state == ElectionState.CLOSED:
        _tally_input_append(election)
    elif election.state != ElectionState.COUNTING:
        return []
    elif not election.chunks.exists():
        # Nobody voted, or the count began with a version that had other chunks.
        chunks_settle(election=election, counted=selectors.tally_input(election).counted)
    return chunks_give_out(election=election, most=MOST_GIVEN_OUT)


def _tally_input_append(election: Election) -> None:
    counted = selectors.counted_by_rule(election)
    size = selectors.record_size(election)
    payload = TallyInputPayload(election_id=election.slug, counted=counted, size=size)
    record_append(election=election, kind="tally-input", payload=payload.encode())
    Count.objects.create(election=election, ballots=len(counted))
    chunks_settle(election=election, counted=counted)
    election_advance(election=election, to=ElectionState.COUNTING)


@transaction.atomic
def tally_finish(*, election_id: UUID) -> bool:
    """Put the encrypted totals on the record once every chunk is made. Returns whether they are."""
    election = election_locked(election_id)
    if selectors.has_entry(election, "tally"):
        return True
    if election.state != ElectionState.COUNTING:
        return False
    if not selectors.is_added_up(election):
        return False
    if selectors.ballots_added(election) != selectors.count_get(election_id).ballots:
        raise TallyError("the chunks do not hold exactly the ballots that count")
    context = election_context(election)
    texts = election.chunks.values_list("totals", flat=True).iterator(chunk_size=HELD)
    parts = (totals_of(text, context.group) for text in texts)
    totals = merge_totals(context, parts)
    members(context, totals)
    payload = TallyPayload(
        election_id=election.slug,
        contests=totals,
        tally_input=selectors.payload_hash(election, "tally-input"),
    )
    record_append(election=election, kind="tally", payload=payload.encode(context.group))
    fault_note(election_id=election_id, fault="")
    return True


def decryption_accept(*, trustee: Trustee, payload: bytes, signature: bytes) -> Entry:
    """Check a key holder's unlock shares and append them. Sending them twice is sending them once.

    The proofs are checked without a lock: what they speak of is on the record and stays as it is.

    Raises:
        TallyError: the totals are not there yet, are opened already, or this key holder has given
            other shares before.
        CryptoError: malformed, or a signature or proof does not hold.
    """
    fields: dict[str, JsonValue] = {"signature": signature.hex(), "trustee": trustee.index}
    header = decode_entry(encode_entry("decryption", payload, **fields))
    election = election_get(trustee.election_id)
    known = _known_decryption(election, trustee.index, payload)
    if known is not None:
        return known
    header.verify_signature(ceremony_view(election).signing_key(trustee.index))
    decoded = decode_decryption_payload(payload, election_context(election).group)
    if decoded.trustee != trustee.index:
        raise ProofError("decryption: names another trustee than the one who sends it")
    _verified(election, [decoded])
    new = NewEntry(kind="decryption", payload=payload, fields=fields)
    return _decryption_append(election_id=election.pk, trustee=trustee.index, new=new)


@transaction.atomic
def _decryption_append(*, election_id: UUID, trustee: int, new: NewEntry) -> Entry:
    election = election_locked(election_id)
    known = _known_decryption(election, trustee, new.payload)
    return known or entry_append(election=election, entry=new)


def _known_decryption(election: Election, trustee: int, payload: bytes) -> Entry | None:
    """The entry of an earlier request; None if shares can be taken now. Raises TallyError."""
    known = selectors.decryption_entry(election, trustee)
    if known is not None and bytes(known.payload.data) == payload:
        return known
    if known is not None:
        raise TallyError("this key holder has unlocked the totals already")
    if election.state != ElectionState.COUNTING or not selectors.has_entry(election, "tally"):
        raise TallyError("there are no totals to unlock now")
    return None


def _verified(election: Election, given: list[DecryptionPayload]) -> list[PartialDecryption]:
    context, totals, view = (
        election_context(election),
        selectors.totals(election),
        ceremony_view(election),
    )
    return [
        verify_partial_decryption(
            payload,
            context=context,
            tally=totals.tally,
            tally_hash=totals.payload_hash,
            share_key=view.share_key(payload.trustee),
        )
        for payload in given
    ]


def result_combine(*, election_id: UUID) -> bool:
    """Open the totals once enough key holders gave their shares. Returns whether they are open.

    Finding the counts can take a while and holds no lock: it rests on entries that stay.

    Raises:
        DecryptionError: a total holds no possible number; names contest and option.
    """
    election = election_get(election_id)
    if election.state != ElectionState.COUNTING:
        return election.state in (ElectionState.COUNTED, ElectionState.PUBLISHED)
    given = selectors.decryptions(election)[: election.threshold]
    if len(given) < election.threshold:
        return False
    _result_append(election_id=election_id, payload=_result(election, given))
    return True


def _result(election: Election, given: list[DecryptionPayload]) -> bytes:
    context, totals = election_context(election), selectors.totals(election)
    counts = open_totals(
        context,
        totals.tally,
        _verified(election, given),
        total_weight=selectors.added_weight(election),
    )
    payload = ResultPayload(
        election_id=election.slug,
        ballots=selectors.count_get(election.pk).ballots,
        contests=result_items(counts),
        tally=totals.payload_hash,
        trustees=tuple(sorted(item.trustee for item in given)),
    )
    return payload.encode(context.group)


@transaction.atomic
def _result_append(*, election_id: UUID, payload: bytes) -> None:
    election = election_locked(election_id)
    if election.state != ElectionState.COUNTING:
        return  # another worker was quicker, or the election was cancelled meanwhile
    record_append(election=election, kind="result", payload=payload)
    fault_note(election_id=election_id, fault="")
    election_advance(election=election, to=ElectionState.COUNTED)


@transaction.atomic
def check_begin(*, election_id: UUID) -> bool:
    """Whether the caller is to check the whole count now: nobody did or does."""
    now = timezone.now()
    idle = Q(check_began_at__isnull=True) | Q(check_began_at__lt=now - CHECK_LOST_AFTER)
    waiting = Count.objects.filter(idle, election_id=election_id, verdict=Verdict.NONE)
    return waiting.update(check_began_at=now) == 1


@transaction.atomic
def fault_note(*, election_id: UUID, fault: str) -> None:
    """Keep why the count got stuck, in words that name the place; empty when it goes on."""
    Count.objects.filter(election_id=election_id).exclude(fault=fault[:LONGEST_FAULT]).update(
        fault=fault[:LONGEST_FAULT]
    )


@transaction.atomic
def count_retry(*, election: Election) -> None:
    """Forget faults, lost chunks and a verdict that did not pass, so the next step is tried."""
    locked = election_locked(election.pk)
    rows = Count.objects.filter(election=locked).exclude(verdict=Verdict.PASSED)
    if locked.state in (ElectionState.COUNTING, ElectionState.COUNTED):
        rows.update(fault="", verdict=Verdict.NONE, report="", check_began_at=None)
        chunks_give_back(election_id=locked.pk)


@transaction.atomic
def verdict_note(*, election_id: UUID, verdict: Verdict, report: str) -> None:
    """Keep what the verifier said of the record."""
    Count.objects.filter(election_id=election_id).update(verdict=verdict, report=report)


@transaction.atomic
def result_publish(*, election: Election) -> Election:
    """End the record. Only a result whose record passed the verifier is published."""
    locked = election_locked(election.pk)
    if locked.state == ElectionState.PUBLISHED or locked.log is None:
        return locked
    if locked.state != ElectionState.COUNTED:
        raise TallyError("there is no result to publish yet")
    if selectors.count_get(locked.pk).verdict != Verdict.PASSED:
        raise TallyError("the whole count has to be checked again, and to pass, before publishing")
    turn = TurnPayload(election_id=locked.slug, at=now_in_seconds())
    record_append(election=locked, kind="final", payload=turn.encode())
    log_freeze(log=locked.log)
    return election_advance(election=locked, to=ElectionState.PUBLISHED)
