"""Voter codes made in the registrar's browser: this server stores their public keys only."""

from django.db import transaction
from django.utils.translation import gettext as _

from voting.errors import InputError, StateError
from voting.models import CodeMaker, Election
from voting.registrar import PublicKeys, voters_fingerprint, voters_waiting
from voting.services.credentials import credentials_write
from voting.services.guards import draft_locked


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
