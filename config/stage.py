"""Setting up elections whose key holders the server plays: demonstrations and rehearsals."""

from collections.abc import Callable, Sequence

from tally.demonstration import demonstration_advance
from voting.models import Election
from voting.selectors import election_get, trustee_get
from voting.services import (
    ceremony_start,
    credentials_issue,
    election_freeze,
    election_open,
    roll_import,
    threshold_set,
    trustee_add,
    trustee_invite,
)

Report = Callable[[str], None]


def key_holders_stage(
    election: Election, *, names: Sequence[str], threshold: int, report: Report
) -> Election:
    """Add key holders and let them go through the whole key ceremony."""
    emails = [
        f"key-holder-{number}@demonstration.invalid" for number, _ in enumerate(names, start=1)
    ]
    _key_holders_add(election, names=names, emails=emails, threshold=threshold)
    report("Key holders make their keys")
    return _keys_begin(election)


def key_holders_with_person_stage(
    election: Election, *, person: str, names: Sequence[str], threshold: int
) -> Election:
    """Begin the key ceremony; the first key holder, at the address `person`, is left to a person.

    The others do what can be done without them.
    """
    emails = [f"{name.lower()}@demonstration.invalid" for name in names[1:]]
    _key_holders_add(election, names=names, emails=[person, *emails], threshold=threshold)
    trustee_invite(trustee=trustee_get(election, 1))
    return _keys_begin(election)


def _key_holders_add(
    election: Election, *, names: Sequence[str], emails: Sequence[str], threshold: int
) -> None:
    for name, email in zip(names, emails, strict=True):
        trustee_add(election=election, name=name, email=email)
    threshold_set(election=election, threshold=threshold)


def _keys_begin(election: Election) -> Election:
    ceremony_start(election=election_get(election.pk))
    while demonstration_advance(election=election_get(election.pk)):
        pass
    return election_get(election.pk)


def voters_stage(election: Election, *, names: Sequence[str]) -> list[str]:
    """Add voters by name. Returns their codes in the same order; nobody else has them."""
    lines = [
        f"{name},voter-{number}@demonstration.invalid" for number, name in enumerate(names, start=1)
    ]
    roll_import(election=election, text="\n".join(["name,email", *lines]))
    issued = credentials_issue(election=election)
    return [code for _, code in sorted(issued, key=lambda pair: pair[0].number)]


def opening_stage(election: Election) -> Election:
    election_freeze(election=election)
    election_open(election=election_get(election.pk))
    return election_get(election.pk)
