"""Setting up elections whose key holders the server plays: the demonstration and rehearsals."""

from collections.abc import Callable, Sequence

from tally.demonstration import demonstration_advance
from voting.models import Election
from voting.selectors import election_get
from voting.services import (
    ceremony_start,
    credentials_issue,
    election_freeze,
    election_open,
    roll_import,
    threshold_set,
    trustee_add,
)

Report = Callable[[str], None]


def key_holders_stage(
    election: Election, *, names: Sequence[str], threshold: int, report: Report
) -> Election:
    """Add key holders and let them go through the whole key ceremony."""
    for number, name in enumerate(names, start=1):
        trustee_add(
            election=election, name=name, email=f"key-holder-{number}@demonstration.invalid"
        )
    threshold_set(election=election, threshold=threshold)
    ceremony_start(election=election_get(election.pk))
    report("Key holders make their keys")
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
