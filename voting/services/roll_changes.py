"""Changes of the voter roll after the freeze: new codes, and voters taken off.

Codes are made elsewhere: whoever makes one hands its public key to `roll_change`.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from board.models import Entry
from crypto.reader import read_hex
from crypto.roll_change import Change, RollChangePayload
from voting.errors import InputError, NotFoundError, StateError
from voting.models import CodeMaker, CredentialChange, Election, MailStatus, Voter
from voting.selectors import election_locked, roll_entries
from voting.services.credentials import VoterCode, code_make, code_maker_note
from voting.services.guards import now_in_seconds, record_append
from voting.signals import roll_changing
from voting.states import STATE_NAMES, ElectionState
from voting.texts import clean_text

LONGEST_REASON = 2000
# Of one entry: the document stays short enough for pages to tell what it says, and the transaction
# for ballots to wait for it. More voters take more entries.
MOST_CHANGES = 500
CHANGING_STATES = (ElectionState.FROZEN, ElectionState.OPEN)


@transaction.atomic
def roll_change(*, election: Election, changes: Mapping[int, str], reason: str) -> Entry:
    """Give voters new credentials or take them off the roll, as one entry that everyone can read.

    What a voter cast before still counts after a new credential, until the voter votes again. Of a
    voter taken off nothing counts. Nobody new comes on the roll. Promised ballots are put on the
    record before the entry; others of an old credential that are still on their way are refused.

    Args:
        election: frozen or open.
        changes: by the voter's number the public key of a new code, 64 hex digits, or an empty
            text to take the voter off.
        reason: public, 1 to 2,000 characters.

    Raises:
        StateError: the election is in another state.
        NotFoundError: a number is of nobody who is on the roll.
        InputError: no changes or too many, no reason, or a key that is or was on the roll or stands
            here twice.
        DecodeError: a key is not 64 hex digits.
    """
    locked = _locked(election)
    words = _reason(reason)
    voters = _voters(locked, changes)
    _verify_keys(locked, [new for new in changes.values() if new])
    if locked.state == ElectionState.OPEN:
        roll_changing.send(sender=Election, election=locked)
    made = [Change(voter.credential or "", changes[voter.number]) for voter in voters]
    payload = RollChangePayload(
        election_id=locked.slug,
        at=now_in_seconds(),
        changes=tuple(sorted(made, key=lambda change: change.old)),
        reason=words,
    )
    entry = record_append(election=locked, kind="roll-change", payload=payload.encode())
    changes_store(election=locked, voters=voters, payload=payload, entry_index=entry.index)
    return entry


def changes_store(
    *, election: Election, voters: list[Voter], payload: RollChangePayload, entry_index: int
) -> None:
    """Let the rows of voters follow an entry; a part of the caller's transaction."""
    following = {change.old: change.new for change in payload.changes}
    CredentialChange.objects.bulk_create(
        CredentialChange(
            election=election,
            voter=voter,
            entry_index=entry_index,
            old=voter.credential or "",
            new=following[voter.credential or ""],
        )
        for voter in voters
    )
    for voter in voters:
        voter.credential = following[voter.credential or ""] or None
        voter.mail_status, voter.mailed_at = MailStatus.NONE, None
    Voter.objects.bulk_update(voters, ["credential", "mail_status", "mailed_at"], batch_size=100)


@transaction.atomic
def code_replace(*, voter: Voter, credential: str, reason: str) -> VoterCode | None:
    """A new code for a voter who still has this credential; None when that was done before.

    So a request or a task that comes twice makes one code. The code is in the answer alone.
    """
    locked = _locked(voter.election)
    if not locked.voters.filter(pk=voter.pk, credential=credential).exists():
        return None
    made = code_make(election=locked)
    code_maker_note(election=locked, maker=CodeMaker.SERVER)
    roll_change(election=locked, changes={voter.number: made.credential}, reason=reason)
    return made


@transaction.atomic
def code_send_begin(*, voter: Voter, credential: str, reason: str) -> VoterCode | None:
    """`code_replace` for a code whose message is about to be sent."""
    made = code_replace(voter=voter, credential=credential, reason=reason)
    if made is not None:
        Voter.objects.filter(pk=voter.pk).update(
            mail_status=MailStatus.SENDING, mailed_at=timezone.now()
        )
    return made


def reason_clean(reason: str) -> str:
    """The reason as it will stand on the record. Raises InputError."""
    return _reason(reason)


def _locked(election: Election) -> Election:
    locked = election_locked(election.pk)
    if locked.state not in CHANGING_STATES:
        raise StateError(
            _("cannot change the voter list: the election is %(state)s")
            % {"state": STATE_NAMES[locked.state]}
        )
    return locked


def _voters(election: Election, changes: Mapping[int, str]) -> list[Voter]:
    if not 1 <= len(changes) <= MOST_CHANGES:
        raise InputError(
            _("changes: 1 to %(most)s voters at a time, got %(count)s")
            % {"most": MOST_CHANGES, "count": len(changes)}
        )
    voters = list(election.voters.filter(number__in=changes, credential__isnull=False))
    if len(voters) != len(changes):
        raise NotFoundError(_("there is no such voter on the list"))
    return voters


def _verify_keys(election: Election, keys: list[str]) -> None:
    for key in keys:
        read_hex(key, "changes", 64)
    if len(set(keys)) != len(keys) or _known(election, keys):
        raise InputError(_("changes: a new code is or was another voter’s already"))


def _known(election: Election, keys: list[str]) -> bool:
    """Whether one of the keys is on the roll, or was; a key that was new once is old by now."""
    return bool(keys) and bool(roll_entries(election, keys))


def _reason(reason: str) -> str:
    words = clean_text(reason, place="reason", longest=LONGEST_REASON, allowed="\n")
    if not words:
        raise InputError(_("reason: must not be empty"))
    return words
