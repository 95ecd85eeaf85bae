"""Voter codes made in the registrar's browser: this server stores their public keys only."""

from django.db import transaction
from django.utils.translation import gettext as _

from voting.errors import InputError, StateError
from voting.models import CodeMaker, Election
from voting.registrar import NewKey, PublicKeys, voters_fingerprint, voters_waiting
from voting.selectors import election_locked
from voting.services.credentials import code_maker_note, credentials_write
from voting.services.guards import draft_locked
from voting.services.roll_changes import roll_change


@transaction.atomic
def public_keys_store(*, election: Election, made: PublicKeys) -> int:
    """Give every voter without a code the public key of theirs, all at once or none.

    Sending the same keys again, because the answer was lost, changes nothing.

    Raises:
        StateError: the election is no draft, or its voters are not those the codes were made for.
        InputError: the keys are not exactly those of the voters without a code, or one is in use.
    """
    locked = draft_locked(election, act=_("store the public keys of voter codes"))
    if _are_stored(locked, made):
        return len(made.keys)
    if voters_fingerprint(voters_waiting(locked)) != made.roll:
        raise StateError(_("the voter list has changed since these codes were made"))
    voters = list(locked.voters.filter(credential__isnull=True))
    if {voter.number for voter in voters} != made.keys.keys():
        raise InputError(_("the keys are not those of the voters who have no code"))
    in_use = locked.voters.filter(credential__isnull=False).values_list("credential", flat=True)
    if not set(made.keys.values()).isdisjoint(in_use):
        raise InputError(_("a key is in use already"))
    for voter in voters:
        voter.credential = made.keys[voter.number]
    credentials_write(election=locked, voters=voters, maker=CodeMaker.REGISTRAR)
    return len(voters)


def _are_stored(election: Election, made: PublicKeys) -> bool:
    known = election.voters.filter(credential__isnull=False).values_list("number", "credential")
    return made.keys.items() <= dict(known).items()


@transaction.atomic
def public_key_replace(*, election: Election, number: int, made: NewKey) -> None:
    """Put the public key of a voter's new code in the place of the old one, as a recorded act.

    Sending the same key again, because the answer was lost, changes nothing.

    Raises:
        StateError: the election is neither frozen nor open, or the voter has another key by now.
        InputError: the reason or the key cannot be used.
    """
    locked = election_locked(election.pk)
    current = locked.voters.filter(number=number).values_list("credential", flat=True).first()
    if current == made.key:
        return
    if current != made.old:
        raise StateError(_("this voter has got a new code already"))
    code_maker_note(election=locked, maker=CodeMaker.REGISTRAR)
    roll_change(election=locked, changes={number: made.key}, reason=made.reason)
