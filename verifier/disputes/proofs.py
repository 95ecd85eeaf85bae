"""What proves a log's fault to others, where two checkpoints alone do not.

Checkpoints that contradict each other are crypto.evidence. These documents carry what a log signed
about single entries.
Source: docs/spec/board.md section 13.
"""

from dataclasses import dataclass
from typing import ClassVar

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.entries import decode_entry
from crypto.errors import ProofError
from crypto.notes import (
    MAX_NOTE,
    MAX_PROOF,
    NoteVerifier,
    decode_tlog_proof,
    open_checkpoint,
)
from crypto.promises import open_promise
from crypto.reader import Fields

TYPE = "log-dispute"
"""Value of the field `type`."""

MAX_DISPUTE = 256 * 1024
"""Bytes of the largest document."""

_MAX_KEY = 500
_ENDS = frozenset({"final", "cancel"})


@dataclass(frozen=True, slots=True)
class TwoEntries:
    """Two receipts of one number for two entries.

    Attributes:
        log_key: the log's verifier key.
        first: one receipt.
        second: the other one.
    """

    kind: ClassVar[str] = "two-entries"

    log_key: str
    first: str
    second: str

    def verify(self, key: NoteVerifier) -> None:
        """Check that the log signed for two entries at one place.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a receipt does not hold, or they do not contradict.
        """
        first, second = (decode_tlog_proof(text) for text in (self.first, self.second))
        first.verify(key)
        second.verify(key)
        if first.index != second.index or first.entry == second.entry:
            raise ProofError("dispute: the two receipts do not contradict")

    def words(self) -> str:
        """Say what it proves."""
        index = decode_tlog_proof(self.first).index
        return f"the log signed for two different entries with number {index}"


@dataclass(frozen=True, slots=True)
class BeyondEnd:
    """A checkpoint of more entries than the log had when it ended for good.

    Attributes:
        log_key: the log's verifier key.
        first: the larger checkpoint.
        second: a receipt of the entry `final` or `cancel`.
    """

    kind: ClassVar[str] = "beyond-end"

    log_key: str
    first: str
    second: str

    def verify(self, key: NoteVerifier) -> None:
        """Check that the log signed for entries after its last one.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a signature does not hold, or there is no contradiction.
        """
        larger = open_checkpoint(self.first, key)
        end = decode_tlog_proof(self.second)
        end.verify(key)
        if decode_entry(end.entry).kind not in _ENDS:
            raise ProofError("dispute: the entry is not one that ends a log")
        if larger.size <= end.index + 1:
            raise ProofError("dispute: the checkpoint ends where the log does")

    def words(self) -> str:
        """Say what it proves."""
        index = decode_tlog_proof(self.second).index
        return f"the log ended with entry {index}, and signed for entries after it"


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise, and the checkpoint of a log that was closed without keeping it.

    It takes the log's entries to see that it was not kept; they are public.

    Attributes:
        log_key: the log's verifier key.
        first: the promise.
        second: the checkpoint.
    """

    kind: ClassVar[str] = "broken-promise"

    log_key: str
    first: str
    second: str

    def verify(self, key: NoteVerifier) -> None:
        """Check that the log signed both.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a signature does not hold.
        """
        open_promise(self.first, key)
        open_checkpoint(self.second, key)

    def words(self) -> str:
        """Say what it proves together with the log's entries."""
        return "the log promised a ballot and was closed without it"


Dispute = TwoEntries | BeyondEnd | BrokenPromise

_KINDS: dict[str, type[Dispute]] = {
    kind.kind: kind for kind in (TwoEntries, BeyondEnd, BrokenPromise)
}


def encode_dispute(dispute: Dispute) -> bytes:
    """Return the document, canonical JSON."""
    document: dict[str, JsonValue] = {
        "first": dispute.first,
        "kind": dispute.kind,
        "log_key": dispute.log_key,
        "second": dispute.second,
        "type": TYPE,
        "v": 1,
    }
    return canonical_json.encode(document)


def decode_dispute(data: bytes) -> Dispute:
    """Return the document in `data`; `verify` says whether it proves anything.

    Raises:
        DecodeError: it is none.
    """
    value = canonical_json.decode(data, max_size=MAX_DISPUTE, place="dispute")
    fields = Fields(value, "dispute", ("first", "kind", "log_key", "second", "type", "v"))
    fields.version()
    fields.choice("type", (TYPE,))
    kind = _KINDS[fields.choice("kind", _KINDS)]
    longest = max(MAX_PROOF, MAX_NOTE)
    key = NoteVerifier.parse(fields.text("log_key", _MAX_KEY), "dispute.log_key")
    return kind(key.text(), fields.text("first", longest), fields.text("second", longest))
