"""What a witness decides: from what it remembers of a log and what is asked, without any I/O.

The one promise: of every log there is at most one root for each size that bears this witness's
cosignature, and each cosigned checkpoint continues all cosigned before it.
Source: docs/spec/board.md section 10; C2SP tlog-witness, add-checkpoint.
"""

from dataclasses import dataclass
from http import HTTPStatus

from crypto import merkle
from crypto.cosignatures import CosignatureSigner
from crypto.errors import ProofError
from crypto.evidence import Evidence, ForkEvidence, UnprovenEvidence
from crypto.notes import Checkpoint, NoteVerifier, encode_signature_line, signatures_of
from witness.submission import Submission


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint this witness has cosigned.

    Attributes:
        checkpoint: what was cosigned.
        note: its text with the log's signature and no other.
        line: the witness's own signature line.
        time: of the cosignature, in seconds since 1970.
    """

    checkpoint: Checkpoint
    note: str
    line: str
    time: int


@dataclass(frozen=True, slots=True)
class Admitted:
    """A submission whose checkpoint the log has signed.

    Attributes:
        submission: what was asked.
        key: the log's key; its name is the origin.
        note: the checkpoint with the log's signature and no other.
    """

    submission: Submission
    key: NoteVerifier
    note: str


@dataclass(frozen=True, slots=True)
class LogState:
    """What is remembered of a log that matters for one submission.

    Attributes:
        origin: the log's name.
        newest: the largest checkpoint cosigned, or None.
        rival: a note the log signed for the submitted size and another root, or "".
    """

    origin: str
    newest: Cosigned | None
    rival: str

    @property
    def head(self) -> Checkpoint:
        """The checkpoint the next one has to continue; that of an empty log at first."""
        if self.newest is None:
            return Checkpoint(self.origin, 0, merkle.EMPTY_ROOT)
        return self.newest.checkpoint


@dataclass(frozen=True, slots=True)
class Cosigning:
    """The decision to cosign.

    Attributes:
        cosigned: what has to be stored before the line is given out.
        evidence: what has to be kept besides, or None.
    """

    cosigned: Cosigned
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The decision not to cosign.

    Attributes:
        status: the answer's HTTP status.
        reason: in words.
        size: of the newest cosigned checkpoint, where the log has to know it; otherwise None.
        evidence: what has to be kept, or None.
    """

    status: HTTPStatus
    reason: str
    size: int | None = None
    evidence: Evidence | None = None


Decision = Cosigning | Refusal


def admit(submission: Submission, key: NoteVerifier | None) -> Admitted | Refusal:
    """Let in what the log has signed.

    Args:
        submission: what was asked.
        key: the key of the log it names, which never changes; None for a log nobody told of.
    """
    if key is None:
        return Refusal(HTTPStatus.NOT_FOUND, "the log is not known here")
    try:
        return Admitted(submission, key, _log_signed(submission.note, key))
    except ProofError as error:
        return Refusal(HTTPStatus.FORBIDDEN, str(error))


def decide(admitted: Admitted, state: LogState, signer: CosignatureSigner, now: int) -> Decision:
    """Decide on one submission.

    Args:
        admitted: what was asked, signed by the log.
        state: what is remembered of the log.
        signer: the witness's key.
        now: the clock, in seconds since 1970.
    """
    submission, note = admitted.submission, admitted.note
    fork = ForkEvidence(admitted.key.text(), state.rival, note) if state.rival else None
    if submission.old > submission.checkpoint.size:
        return Refusal(HTTPStatus.BAD_REQUEST, "the old size is the larger one", evidence=fork)
    if submission.old != state.head.size:
        reason = "another size was cosigned last"
        return Refusal(HTTPStatus.CONFLICT, reason, size=state.head.size, evidence=fork)
    try:
        _verify_continues(submission, state.head)
    except ProofError as error:
        evidence = fork or _unproven(admitted, state)
        return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), evidence=evidence)
    return Cosigning(_cosigned(submission.checkpoint, note, state, signer, now), fork)


def _log_signed(note: str, key: NoteVerifier) -> str:
    """Return `note` with the log's signature alone, so that no unchecked line is passed on."""
    text = key.verify(note)
    _, signatures = signatures_of(note, key.name, key.key_id)
    return f"{text}\n{encode_signature_line(key.name, key.key_id + signatures[0])}"


def _verify_continues(submission: Submission, head: Checkpoint) -> None:
    merkle.verify_consistency(
        first=head.size,
        first_root=head.root,
        second=submission.checkpoint.size,
        second_root=submission.checkpoint.root,
        proof=submission.proof,
    )


def _unproven(admitted: Admitted, state: LogState) -> UnprovenEvidence:
    first = state.newest.note if state.newest else ""
    proof = admitted.submission.proof
    return UnprovenEvidence(admitted.key.text(), first, admitted.note, proof)


def _cosigned(
    checkpoint: Checkpoint, note: str, state: LogState, signer: CosignatureSigner, now: int
) -> Cosigned:
    # A clock that was set back must not make a later statement look like the earlier one.
    time = max(now, state.newest.time) if state.newest else now
    return Cosigned(checkpoint, note, signer.cosign(checkpoint.text(), time), time)
