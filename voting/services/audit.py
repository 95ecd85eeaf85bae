"""The officials' audit log: what they did, who agreed, and why. Lines are added and nothing else.

Each line holds the SHA-256 of its own words and of the line before it, so that whoever keeps the
newest hash notices when an older line was changed by somebody who owns the database.
"""

from django.contrib.auth.models import User
from django.db import transaction

from crypto import canonical_json
from crypto.reader import format_time
from crypto.transcript import sha256
from voting.errors import StateError
from voting.models import AuditEntry, AuditKind, Election, ElectionOfficial
from voting.selectors import election_locked
from voting.services.guards import now_in_seconds

FIRST_PREVIOUS = "0" * 64


def audit_note(
    *,
    election: Election,
    kind: AuditKind,
    first: User | None,
    second: User | None = None,
    act: str = "",
    content_hash: str = "",
    reason: str = "",
) -> AuditEntry:
    """Add a line; a part of the caller's transaction, which holds the lock on the election.

    Without a `first` it was done on the server itself, by whoever runs it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise StateError("the audit log is written inside the transaction of its cause only")
    last = AuditEntry.objects.filter(election=election).order_by("-number").first()
    entry = AuditEntry(
        election=election,
        number=last.number + 1 if last else 0,
        at=now_in_seconds(),
        kind=kind,
        act=act,
        first=first.username if first else "",
        first_account=first.pk if first else None,
        second=second.username if second else "",
        second_account=second.pk if second else None,
        content_hash=content_hash,
        reason=reason,
        previous=last.hash if last else FIRST_PREVIOUS,
    )
    entry.hash = audit_hash(entry)
    entry.save(force_insert=True)
    return entry


def audit_hash(entry: AuditEntry) -> str:
    """What the line after this one holds. Every word of the line stands in it."""
    return sha256(
        canonical_json.encode(
            {
                "act": entry.act,
                "at": format_time(entry.at),
                "content": entry.content_hash,
                "election": str(entry.election_id),
                "first": [entry.first, entry.first_account or 0],
                "kind": entry.kind,
                "number": entry.number,
                "previous": entry.previous,
                "reason": entry.reason,
                "second": [entry.second, entry.second_account or 0],
                "v": 1,
            }
        )
    ).hex()


def audit_fits(election: Election) -> bool:
    """Whether every line follows from the one before it."""
    previous = FIRST_PREVIOUS
    for number, entry in enumerate(election.audit.all()):
        if (entry.number, entry.previous, entry.hash) != (number, previous, audit_hash(entry)):
            return False
        previous = entry.hash
    return True


@transaction.atomic
def account_note(*, user: User, kind: AuditKind, by_server: bool = False) -> None:
    """Tell every election that this account runs what happened to how it signs in."""
    rows = ElectionOfficial.objects.filter(user=user).order_by("election_id")
    for election_id in rows.values_list("election_id", flat=True):
        locked = election_locked(election_id)
        audit_note(
            election=locked,
            kind=kind,
            first=None if by_server else user,
            second=user if by_server else None,
        )
