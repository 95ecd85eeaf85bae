"""C09: exactly the last ballot of each voter is counted.

C09.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C09; docs/spec/protocol.md S8.
"""

from crypto.tally import counted_ballots
from verifier.board import Board
from verifier.election import Election
from verifier.report import Report


def recount(board: Board) -> tuple[int, ...]:
    """Return the entry numbers of the ballots that count, ascending; none before the close."""
    opened, closed = board.first("open"), board.first("close")
    if not opened or not closed:
        return ()
    return counted_ballots(
        (ballot.index, ballot.credential)
        for ballot in board.ballots.all()
        if ballot.kind == "ballot" and opened[0].index < ballot.index < closed[0].index
    )


def check_tally_input(election: Election, counted: tuple[int, ...], report: Report) -> None:
    """Compare the published list of counted ballots with the verifier's own."""
    closed = election.board.first("close")
    if election.tally_input is None or not closed:
        report.leave("C09", "there is no close or no tally input that can be read")
        return
    place, payload = election.tally_input.entry.place, election.tally_input.payload
    if payload.size != closed[0].index + 1:
        detail = f"size {payload.size}, but close is entry {closed[0].index}"
        report.fail("C09.2", place, detail)
    own = set(counted)
    for index in sorted(own ^ set(payload.counted)):
        what = "is left out" if index in own else "is listed but does not count"
        report.fail("C09.3", place, f"entry {index} {what}")
    replaced = election.board.ballots.count("ballot") - len(counted)
    report.summarize("C09", f"{len(counted):,} counted, {replaced:,} replaced")
