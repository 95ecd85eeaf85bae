"""What the witness answers, apart from HTTP: each question in one transaction.

Source: docs/spec/board.md section 10.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus

from crypto import canonical_json
from crypto.cosignatures import CosignatureSigner
from crypto.errors import DecodeError
from crypto.notes import NoteVerifier
from witness.core import Admitted, Cosigning, Decision, Refusal, admit, decide
from witness.memory import Memory
from witness.submission import decode_submission

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type and body of an answer."""

    status: HTTPStatus
    media_type: str
    body: bytes

    @classmethod
    def refused(cls, status: HTTPStatus, reason: str) -> "Answer":
        """Answer that something was refused, and why."""
        return cls(status, TEXT, f"{reason}\n".encode())

    @classmethod
    def of_text(cls, text: str) -> "Answer":
        """Answer with text."""
        return cls(HTTPStatus.OK, TEXT, text.encode())


_UNKNOWN = Answer.refused(HTTPStatus.NOT_FOUND, "not known here")


class Witness:
    """One witness: its key, its memory and its clock.

    Args:
        signer: its key.
        memory: what it remembers.
        clock: gives the time in seconds since 1970.
    """

    def __init__(self, signer: CosignatureSigner, memory: Memory, clock: Callable[[], int]) -> None:
        self._signer = signer
        self._memory = memory
        self._clock = clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Decide on a submission; what is given out has been stored before this returns."""
        try:
            submission = decode_submission(body)
        except DecodeError as error:
            return Answer.refused(HTTPStatus.BAD_REQUEST, str(error))
        # Before the lock is taken, so that strangers cannot keep it from the logs.
        admitted = admit(submission, self._key_of(submission.checkpoint.origin))
        if isinstance(admitted, Refusal):
            return _answer(admitted)
        return _answer(self._decided(admitted))

    def _decided(self, admitted: Admitted) -> Decision:
        now = self._clock()
        with self._memory.deciding() as records:
            state = records.log_state(admitted.submission.checkpoint)
            decision = decide(admitted, state, self._signer, now)
            if isinstance(decision, Cosigning):
                records.remember(decision.cosigned)
            if decision.evidence is not None:
                records.keep(decision.evidence, now)
        return decision

    def _key_of(self, origin: str) -> NoteVerifier | None:
        with self._memory.reading() as records:
            key = records.log_key(origin)
        return None if key is None else NoteVerifier.parse(key)

    def key(self) -> Answer:
        """Answer with the witness's verifier key."""
        return Answer.of_text(self._signer.verifier().text() + "\n")

    def logs(self) -> Answer:
        """Answer with the logs the witness knows."""
        with self._memory.reading() as records:
            logs = records.logs()
        return Answer(HTTPStatus.OK, JSON, canonical_json.encode([asdict(log) for log in logs]))

    def checkpoint(self, digest: str) -> Answer:
        """Answer with the newest checkpoint of a log and the cosignature given out for it.

        Args:
            digest: SHA-256 of the log's origin, in lower-case hex.
        """
        with self._memory.reading() as records:
            origin = records.origin_of(digest)
            newest = records.newest(origin) if origin is not None else None
        return _UNKNOWN if newest is None else Answer.of_text(newest.note + newest.line)

    def evidence(self) -> Answer:
        """Answer with a list of the evidence kept."""
        with self._memory.reading() as records:
            kept = records.evidence()
        return Answer(HTTPStatus.OK, JSON, canonical_json.encode([asdict(item) for item in kept]))

    def evidence_document(self, digest: str) -> Answer:
        """Answer with one document of evidence.

        Args:
            digest: SHA-256 of the document, in lower-case hex.
        """
        with self._memory.reading() as records:
            document = records.evidence_document(digest)
        return _UNKNOWN if document is None else Answer(HTTPStatus.OK, JSON, document)


def _answer(decision: Decision) -> Answer:
    if isinstance(decision, Cosigning):
        return Answer.of_text(decision.cosigned.line)
    if decision.size is not None:
        return Answer(decision.status, SIZE, f"{decision.size}\n".encode())
    return Answer.refused(decision.status, decision.reason)
