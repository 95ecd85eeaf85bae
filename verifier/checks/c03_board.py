"""C03: the entries are the ones the log signed for, and continue what the observer saw before.

C03.1 and C03.2 are tested when the lines are read (`verifier.board`), the text of the checkpoint
when it is decoded (`verifier.election`).
Source: docs/spec/verification.md C03; docs/spec/board.md sections 2 to 4 and 9.
"""

from crypto.cosignatures import CosignatureVerifier
from crypto.errors import DecodeError, ProofError
from crypto.notes import Checkpoint, NoteVerifier
from crypto.witness_policy import Witnesses
from verifier.board import Board
from verifier.election import Election, checkpoint_of
from verifier.report import Report


def check_board(election: Election, kept_note: str | None, report: Report) -> None:
    """Check the record's checkpoint, and the one the observer kept if there is one."""
    board = election.board
    if election.checkpoint:
        _check_tree(board, election.checkpoint, report)
    if election.log_key is None:
        report.leave("C03", "there is no log key that can be read")
        return
    log = NoteVerifier.parse(election.log_key)
    if election.checkpoint:
        _check_signatures(election, log, report)
    if kept_note is not None:
        _check_kept(board, kept_note, log, report)
    kept = "" if kept_note is None else ", continues the kept checkpoint"
    report.summarize("C03", f"{board.size:,} entries{kept}")


def _check_tree(board: Board, checkpoint: Checkpoint, report: Report) -> None:
    if checkpoint.size != board.size:
        detail = f"of {checkpoint.size:,} entries, but the record has {board.size:,}"
        report.fail("C03.5", "checkpoint", detail)
    elif checkpoint.root != board.roots[board.size]:
        report.fail("C03.6", "checkpoint", "its root is not the root over the entries")


def _check_signatures(election: Election, log: NoteVerifier, report: Report) -> None:
    note = election.checkpoint_note
    with report.holds("C03.4", "checkpoint"):
        log.verify(note)
    witnesses = election.manifest.payload.witnesses if election.manifest else Witnesses((), 0)
    keys = [CosignatureVerifier.parse(key) for key in witnesses.keys]
    with report.holds("C03.3", "checkpoint"):
        _verify_signers(note, {log.name, *(key.name for key in keys)})
    _check_quorum(note, keys, witnesses.quorum, report)


def _verify_signers(note: str, allowed: set[str]) -> None:
    """Leave no line in the checkpoint that nobody answers for."""
    names = [line.split(" ")[1] for line in note.rpartition("\n\n")[2].splitlines()]
    if len(set(names)) != len(names) or not allowed.issuperset(names):
        raise DecodeError("a signature line is of neither the log nor a witness, or stands twice")


def _check_quorum(note: str, keys: list[CosignatureVerifier], quorum: int, report: Report) -> None:
    signed = 0
    for key in keys:
        if f"\n\N{EM DASH} {key.name} " in note:
            with report.holds("C03.9", f"witness {key.name}"):
                key.verify(note)
                signed += 1
    if signed < quorum:
        detail = f"signed by {signed} witnesses, but the manifest asks for {quorum}"
        report.fail("C03.9", "checkpoint", detail)


def _check_kept(board: Board, note: str, log: NoteVerifier, report: Report) -> None:
    with report.holds("C03.7", "kept checkpoint"):
        log.verify(note)
        checkpoint = checkpoint_of(note)
        if checkpoint.origin != log.name:
            raise ProofError(f"of another origin than {log.name}")
        if checkpoint.size > board.size:
            detail = f"of {checkpoint.size:,} entries, but the record has only {board.size:,}"
            report.fail("C03.8", "kept checkpoint", detail)
        elif checkpoint.root != board.roots[checkpoint.size]:
            detail = f"the record's first {checkpoint.size:,} entries have another root"
            report.fail("C03.8", "kept checkpoint", detail)
