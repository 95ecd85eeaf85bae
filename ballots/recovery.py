"""The inbox made again from the record, after an older database was put back."""

from django.db import transaction

from ballots.models import BallotPart, Submission, SubmissionKind, SubmissionStatus
from board.models import Entry
from board.selectors import entries_of_kind, log_get
from crypto import canonical_json
from crypto.ballot import decode_ballot, verify_ballot
from crypto.ballot_parts import ballot_parts
from crypto.canonical_json import MAX_LINE
from crypto.commitments import commitments_of, encode_commitments
from crypto.context import ElectionContext
from crypto.entries import EntryHeader, decode_entry
from voting.contexts import election_context
from voting.models import Election


def submissions_restore(*, election_id: str) -> int:
    """Note every ballot on the record that the inbox does not know as recorded. Returns how many.

    Commitments are computed from the proofs again, which takes as long as checking them; nothing
    else that came beside a ballot is needed.
    """
    election = Election.objects.filter(pk=election_id).first()
    if election is None or not election.joint_key:
        return 0
    known = set(
        election.submissions.filter(status=SubmissionStatus.RECORDED).values_list(
            "entry_index", flat=True
        )
    )
    context = election_context(election)
    restored = 0
    for entry in entries_of_kind(log_get(election.slug), SubmissionKind.values).iterator(50):
        if entry.index not in known:
            _restore(election, entry, context)
            restored += 1
    return restored


@transaction.atomic
def _restore(election: Election, entry: Entry, context: ElectionContext) -> None:
    header = decode_entry(bytes(entry.data))
    ballot, companion = _documents(header, bytes(entry.payload.data), context)
    Submission.objects.update_or_create(
        election=election,
        ballot_hash=header.ballot or header.payload_hash,
        defaults={
            "kind": header.kind,
            "credential": header.credential or "",
            "signature": header.signature or "",
            "ballot": ballot,
            "companion": companion,
            "status": SubmissionStatus.RECORDED,
            "entry_index": entry.index,
            "reason": "",
            "detail": "",
            "parts": None,
            "promise": "",
        },
    )
    names = ballot_parts(decode_ballot(ballot, context), context.group)
    rows = [BallotPart(election=election, name=name) for name in names]
    BallotPart.objects.bulk_create(rows, ignore_conflicts=True)


def _documents(
    header: EntryHeader, payload: bytes, context: ElectionContext
) -> tuple[bytes, bytes]:
    """Return the ballot and what came beside it."""
    if header.kind == SubmissionKind.BALLOT:
        verified = verify_ballot(decode_ballot(payload, context), context)
        commitments = encode_commitments(commitments_of(verified, context), context.group)
        return payload, canonical_json.encode(commitments)
    shown = canonical_json.decode(payload, max_size=MAX_LINE, place="challenge")
    parts = shown if isinstance(shown, dict) else {}
    return canonical_json.encode(parts["ballot"]), canonical_json.encode(parts["nonces"])
