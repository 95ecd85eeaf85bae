"""All twelve checks over one record, in order.

Source: docs/spec/verification.md.
"""

from dataclasses import dataclass, field

from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.tally import members
from crypto.tally_payloads import EncryptedTally
from verifier.ballots import BallotReading, Workload, read_ballots
from verifier.board import Board, read_board
from verifier.checks.c01_parameters import check_parameters
from verifier.checks.c02_manifest import check_manifest
from verifier.checks.c03_board import check_board
from verifier.checks.c04_states import check_states
from verifier.checks.c05_ceremony import Keys, check_ceremony
from verifier.checks.c06_roll import check_roll, follow_roll, note_changes
from verifier.checks.c09_tally_input import check_tally_input, recount
from verifier.checks.c10_aggregation import check_aggregation
from verifier.checks.c11_partial_decryptions import check_partial_decryptions
from verifier.checks.c12_result import Counting, check_result
from verifier.commitments import compare_commitments
from verifier.election import Election, checkpoint_of, decode_election
from verifier.record import RecordSource
from verifier.report import Report
from verifier.state import State, Subject
from verifier.terminal import Progress


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify.

    Attributes:
        kept_note: text of a checkpoint the observer kept, or None.
        progress: shows how far the ballots are.
        jobs: how many processes may share the work, at least 1.
        state: what was found out before about the first ballots of the record, if anything.
    """

    kept_note: str | None = None
    progress: Progress = field(default_factory=Progress)
    jobs: int = 1
    state: State = field(default_factory=State)


def verify_record(record: RecordSource, options: Options, report: Report) -> Election:
    """Run every check that can be run and return what the record says.

    Raises:
        UnusableRecordError: the record holds nothing that could be checked.
        UnusableStateError: the state is of another log, or cannot be written.
    """
    sizes = options.state.sizes | _kept_sizes(options.kept_note)
    board = read_board(record, report, sizes)
    election = decode_election(record, board, report)
    check_parameters(record, election, report)
    check_manifest(record, election, report)
    check_board(election, options.kept_note, report)
    check_states(election, report)
    keys = check_ceremony(election, report)
    _verify_votes(record, election, keys, options, report)
    if board.is_cancelled and not report.failed_sentences:
        report.forget_gaps("the election was cancelled before")
    return election


def _kept_sizes(note: str | None) -> set[int]:
    if note is None:
        return set()
    try:
        return {checkpoint_of(note).size}
    except CryptoError:
        return set()  # C03.7 says so


def _verify_votes(
    record: RecordSource, election: Election, keys: Keys | None, options: Options, report: Report
) -> None:
    note_changes(election, report)
    roll = follow_roll(election, report)
    is_recounted = recount(election.board, roll)
    totals = None
    if keys and election.manifest:
        manifest = election.manifest.entry.payload
        options.state.begin(Subject.of(keys.context), election.board)
        workload = Workload(record, election.board, keys.context, manifest, options.state)
        reading = read_ballots(workload, report, options.progress, jobs=options.jobs)
        spool = election.board.ballots
        compare_commitments(record, keys.context, spool, report, right=reading.lines)
        if is_recounted:
            totals = _own_totals(election.board, reading, keys.context)
        _summarize_ballots(election.board, report)
    else:
        report.leave("C07", "the joint key is not known")
        report.leave("C08", "the joint key is not known")
    check_roll(election, roll, report)
    check_tally_input(election, roll, report, is_recounted=is_recounted)
    check_aggregation(election, totals, report)
    decryptions = check_partial_decryptions(election, keys, totals, report)
    counting = None
    if keys and totals:
        counted = election.board.ballots.counted_ballots
        contest_weights = _contest_weights(keys.context, election.board)
        counting = Counting(keys.context, totals, decryptions, contest_weights, counted)
    check_result(election, counting, report)


def _own_totals(
    board: Board, reading: BallotReading, context: ElectionContext
) -> EncryptedTally | None:
    """Return the totals of the counted ballots; None if one of them cannot be used."""
    is_whole = board.ballots.usable_counted == board.ballots.counted_ballots
    return members(context, reading.totals) if is_whole else None


def _contest_weights(context: ElectionContext, board: Board) -> tuple[int, ...]:
    """Return how much weight was counted in each contest."""
    sums = [0] * len(context.manifest.contests)
    for style, weight in board.ballots.weights_by_style():
        for number in context.manifest.style(style).contests:
            sums[number - 1] += weight
    return tuple(sums)


def _summarize_ballots(board: Board, report: Report) -> None:
    for check, kind, name in (("C07", "ballot", "ballot"), ("C08", "challenge", "test ballot")):
        count = board.ballots.count(kind)
        report.summarize(check, f"{count:,} {name}{'' if count == 1 else 's'}")
