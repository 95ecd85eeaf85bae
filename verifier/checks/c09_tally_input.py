"""C09: exactly the last ballot of each voter is counted.

C09.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C09; docs/spec/protocol.md S8.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby

from crypto.voter_roll import VoterRoll
from verifier.board import Board
from verifier.checks.c06_roll import changes_in_force
from verifier.election import Election
from verifier.report import Report


def recount(board: Board, roll: VoterRoll | None) -> bool:
    """Find out which ballots count and leave their numbers and weights on the spool.

    Returns:
        Whether that can be told. Not before the close, and not where the roll was changed and
        cannot be followed: which credentials are one voter is then not known.
    """
    if not board.first("close") or (roll is None and changes_in_force(board)):
        return False
    board.ballots.count_last(_in_time(board, roll))
    return True


def _in_time(board: Board, roll: VoterRoll | None) -> Iterator[tuple[int, str, int]]:
    """Yield number, voter and weight of the ballots that one of the same voter may replace."""
    for ballot in board.ballots.all():
        if ballot.kind != "ballot" or not _is_in_time(board, ballot.index):
            continue
        if roll is None:
            yield ballot.index, ballot.credential, 0
        elif not roll.is_revoked(ballot.credential):
            entry = roll.entry(ballot.credential)
            weight = entry.weight if entry else 0
            yield ballot.index, roll.voter(ballot.credential), weight


def _is_in_time(board: Board, index: int) -> bool:
    opened, closed = board.first("open"), board.first("close")
    return bool(opened) and opened[0].index < index < closed[0].index


def check_tally_input(
    election: Election, roll: VoterRoll | None, report: Report, *, is_recounted: bool
) -> None:
    """Compare the published list of counted ballots with the verifier's own.

    Args:
        election: the record's small payloads.
        roll: what `follow_roll` returned.
        report: where failures go.
        is_recounted: what `recount` returned.
    """
    closed = election.board.first("close")
    if election.tally_input is None or not closed:
        report.leave("C09", "there is no close or no tally input that can be read")
        return
    board, listed = election.board, election.tally_input
    place = listed.entry.place
    if listed.size != closed[0].index + 1:
        detail = f"size {listed.size}, but close is entry {closed[0].index}"
        report.fail("C09.2", place, detail)
    if not is_recounted:
        report.leave("C09", "a change of the roll cannot be read")
        return
    for index, is_own in _differences(board.ballots.counted(), listed.counted()):
        what = "is left out" if is_own else "is listed but does not count"
        report.fail("C09.3", place, f"entry {index} {what}")
    report.summarize("C09", _summary(board, roll))


def _differences(own: Iterable[int], listed: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """Yield the numbers that only one of two ascending lists has, and whether it is our own."""
    both = merge(((index, True) for index in own), ((index, False) for index in listed))
    for index, found in groupby(both, key=lambda one: one[0]):
        sides = [is_own for _, is_own in found]
        if len(sides) == 1:
            yield index, sides[0]


def _summary(board: Board, roll: VoterRoll | None) -> str:
    counted = board.ballots.counted_ballots
    withdrawn = sum(
        ballot.kind == "ballot" and roll is not None and roll.is_revoked(ballot.credential)
        for ballot in board.ballots.all()
    )
    replaced = board.ballots.count("ballot") - counted - withdrawn
    text = f"{counted:,} counted, {replaced:,} replaced"
    return f"{text}, {withdrawn:,} of voters taken off" if withdrawn else text
