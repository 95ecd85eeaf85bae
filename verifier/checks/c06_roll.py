"""C06: who may vote is fixed before the first ballot, and only those have voted.

C06.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C06.
"""

from crypto.payloads import RollEntry
from crypto.transcript import sha256
from verifier.election import Election
from verifier.report import Report


def roll_by_credential(election: Election) -> dict[str, RollEntry]:
    """Return the voters by the hex of their credentials; nobody if there is no roll."""
    if election.roll is None:
        return {}
    return {voter.credential.hex(): voter for voter in election.roll.payload.voters}


def check_roll(election: Election, report: Report) -> None:
    """Check the roll, and every ballot against it; the styles of ballots are known by now."""
    if election.roll is None or election.manifest is None:
        report.leave("C06", "there is no roll or no manifest that can be read")
        return
    place, count = election.roll.entry.place, len(election.manifest.payload.styles)
    for position, voter in enumerate(election.roll.payload.voters):
        if voter.style > count:
            detail = f"voters[{position}]: style {voter.style}, but there are {count}"
            report.fail("C06.2", place, detail)
    if election.freeze is None:
        report.leave("C06", "there is no freeze that can be read")
    elif election.freeze.payload.roll != sha256(election.roll.entry.payload):
        report.fail("C06.3", election.freeze.entry.place, "names another roll")
    _check_ballots(election, report)
    voters = len(election.roll.payload.voters)
    report.summarize("C06", f"{voters:,} voter{'s' if voters > 1 else ''}")


def _check_ballots(election: Election, report: Report) -> None:
    roll = roll_by_credential(election)
    for ballot in election.board.ballots.all():
        voter = roll.get(ballot.credential)
        if voter is None:
            report.fail("C06.4", ballot.place, "its credential is not on the roll")
        elif ballot.style not in {0, voter.style}:
            detail = f"of style {ballot.style}, but its voter has {voter.style}"
            report.fail("C06.5", ballot.place, detail)
