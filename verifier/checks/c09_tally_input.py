"""C09: exactly the last ballot of each voter is counted.

C09.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C09; docs/spec/protocol.md S8.
"""

from crypto.tally import counted_ballots
from crypto.voter_roll import VoterRoll
from verifier.board import Board
from verifier.checks.c06_roll import changes_in_force
from verifier.election import Election
from verifier.report import Report


def recount(board: Board, roll: VoterRoll | None) -> tuple[int, ...] | None:
    """Return the entry numbers of the ballots that count, ascending.

    None before the close, and where the roll was changed and cannot be followed: which credentials
    are one voter is then not known.
    """
    if not board.first("close"):
        return None
    ballots = (
        (ballot.index, ballot.credential)
        for ballot in board.ballots.all()
        if ballot.kind == "ballot" and _is_in_time(board, ballot.index)
    )
    if roll is not None:
        return roll.counted(ballots)
    return None if changes_in_force(board) else counted_ballots(ballots)


def _is_in_time(board: Board, index: int) -> bool:
    opened, closed = board.first("open"), board.first("close")
    return bool(opened) and opened[0].index < index < closed[0].index


def check_tally_input(
    election: Election, roll: VoterRoll | None, counted: tuple[int, ...] | None, report: Report
) -> None:
    """Compare the published list of counted ballots with the verifier's own."""
    closed = election.board.first("close")
    if election.tally_input is None or not closed:
        report.leave("C09", "there is no close or no tally input that can be read")
        return
    place, payload = election.tally_input.entry.place, election.tally_input.payload
    if payload.size != closed[0].index + 1:
        detail = f"size {payload.size}, but close is entry {closed[0].index}"
        report.fail("C09.2", place, detail)
    if counted is None:
        report.leave("C09", "a change of the roll cannot be read")
        return
    own = set(counted)
    for index in sorted(own ^ set(payload.counted)):
        what = "is left out" if index in own else "is listed but does not count"
        report.fail("C09.3", place, f"entry {index} {what}")
    report.summarize("C09", _summary(election.board, roll, len(counted)))


def _summary(board: Board, roll: VoterRoll | None, counted: int) -> str:
    withdrawn = sum(
        ballot.kind == "ballot" and roll is not None and roll.is_revoked(ballot.credential)
        for ballot in board.ballots.all()
    )
    replaced = board.ballots.count("ballot") - counted - withdrawn
    text = f"{counted:,} counted, {replaced:,} replaced"
    return f"{text}, {withdrawn:,} of voters taken off" if withdrawn else text
