"""C06: who may vote is fixed before the first ballot or changed in the open, and only those voted.

C06.1 and C06.6 are tested when the payloads are decoded (`verifier.election`).
Source: docs/spec/verification.md C06.
"""

from crypto.voter_roll import VoterRoll, Wrong
from verifier.board import Board, Entry
from verifier.election import Election
from verifier.report import Report
from verifier.spool import SpooledBallot
from verifier.voters import VoterTable

_SENTENCES = {Wrong.NOT_ON_ROLL: "C06.7", Wrong.KNOWN_BEFORE: "C06.8"}


def changes_in_force(board: Board) -> list[Entry]:
    """Return the entries that change the roll: those between `freeze` and `close`.

    One that stands elsewhere is a failure of C04.1 and changes nothing: behind the close it would
    undo what is counted already.
    """
    return [entry for entry in board.of("roll-change") if _is_in_force(board, entry.index)]


def _is_in_force(board: Board, index: int) -> bool:
    frozen, closed = board.first("freeze"), board.first("close")
    if not frozen or index < frozen[0].index:
        return False
    return not closed or index < closed[0].index


def follow_roll(election: Election, report: Report) -> VoterRoll | None:
    """Return the roll with all its changes; None if one of them or the roll cannot be read."""
    if election.roll is None:
        return None
    roll = VoterRoll(election.roll.voters(), VoterTable())
    payloads = {found.entry.index: found.payload for found in election.roll_changes}
    entries = changes_in_force(election.board)
    if any(entry.index not in payloads for entry in entries):
        return None
    for entry in entries:
        payload = payloads[entry.index]
        for found in roll.change(entry.index, payload):
            detail = f"changes[{found.position}]: {found.wrong.value}"
            report.fail(_SENTENCES[found.wrong], entry.place, detail)
    return roll


def check_roll(election: Election, roll: VoterRoll | None, report: Report) -> None:
    """Check the roll, and every ballot against it; the styles of ballots are known by now.

    Args:
        election: the record's small payloads.
        roll: what `follow_roll` returned.
        report: where failures go.
    """
    if election.roll is None or election.manifest is None:
        report.leave("C06", "there is no roll or no manifest that can be read")
        return
    place, count = election.roll.entry.place, len(election.manifest.payload.styles)
    for position, voter in enumerate(election.roll.voters()):
        if voter.style > count:
            detail = f"voters[{position}]: style {voter.style}, but there are {count}"
            report.fail("C06.2", place, detail)
    if election.freeze is None:
        report.leave("C06", "there is no freeze that can be read")
    elif election.freeze.payload.roll != election.roll.entry.payload_hash:
        report.fail("C06.3", election.freeze.entry.place, "names another roll")
    if roll is None:
        report.leave("C06", "a change of the roll cannot be read")
        return
    for ballot in election.board.ballots.all():
        _check_ballot(ballot, roll, report)
    report.summarize("C06", _summary(roll))


def note_changes(election: Election, report: Report) -> None:
    """Say how many codes each change issued again: so many ballots could be the organisers' own."""
    for entry, payload in ((found.entry, found.payload) for found in election.roll_changes):
        counts = f"{payload.reissued:,}, voters taken off the roll: {payload.revoked:,}"
        report.note(f"{entry.place}: voter codes issued again: {counts}")


def _check_ballot(ballot: SpooledBallot, roll: VoterRoll, report: Report) -> None:
    voter = roll.entry(ballot.credential)
    if voter is None:
        report.fail("C06.4", ballot.place, "its credential is not on the roll")
        return
    if ballot.style not in {0, voter.style}:
        detail = f"of style {ballot.style}, but its voter has {voter.style}"
        report.fail("C06.5", ballot.place, detail)
    if not roll.holds(ballot.credential, ballot.index):
        report.fail("C06.9", ballot.place, "its credential is not on the roll at this entry")


def _summary(roll: VoterRoll) -> str:
    text = f"{roll.size:,} voter{'s' if roll.size > 1 else ''}"
    if roll.is_changed:
        text += f", {roll.reissued:,} codes issued again, {roll.revoked:,} taken off"
    return text
