"""What a dispute ends with.

Source: docs/spec/board.md section 13.
"""

from dataclasses import dataclass
from enum import Enum

from crypto.canonical_json import JsonValue


class Outcome(Enum):
    """Who is right; the last of several that were found counts."""

    NO_FAULT = "no fault"
    NOT_JUDGED = "not judged"
    FORGED = "receipt forged"
    AT_FAULT = "server at fault"


_STATUS = {
    Outcome.NO_FAULT: 0,
    Outcome.AT_FAULT: 1,
    Outcome.NOT_JUDGED: 2,
    Outcome.FORGED: 3,
}

_ORDER = list(Outcome)


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome, and why.

    Attributes:
        outcome: who is right.
        reasons: why, in words, one sentence each.
        proof: a document that proves the fault to others; None where there is none, or where the
            record itself is the proof.
        standing: what became of the ballot, where there is one; see `Standing.name`.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    proof: bytes | None = None
    standing: str = ""

    @property
    def status(self) -> int:
        """Exit status of the program."""
        return _STATUS[self.outcome]

    def document(self, proof: str) -> JsonValue:
        """Return the judgement for machines; `proof` is where the proof was written, or empty."""
        return {
            "v": 1,
            "outcome": self.outcome.value,
            "status": self.status,
            "reasons": list(self.reasons),
            "standing": self.standing,
            "proof": proof,
        }


def no_fault(*reasons: str, standing: str = "") -> Judgement:
    """Judge that the log did what it signed for."""
    return Judgement(Outcome.NO_FAULT, reasons, standing=standing)


def not_judged(*reasons: str) -> Judgement:
    """Judge nothing, because something is missing."""
    return Judgement(Outcome.NOT_JUDGED, reasons)


def forged(*reasons: str) -> Judgement:
    """Judge that the log did not sign what it is said to have signed."""
    return Judgement(Outcome.FORGED, reasons)


def at_fault(*reasons: str, proof: bytes | None, standing: str = "") -> Judgement:
    """Judge that the log's key signed what cannot be true together."""
    return Judgement(Outcome.AT_FAULT, reasons, proof, standing)


def together(*judgements: Judgement) -> Judgement:
    """Return the judgement over several things: the gravest, with the reasons of all."""
    gravest = max(judgements, key=lambda judgement: _ORDER.index(judgement.outcome))
    reasons = dict.fromkeys(reason for item in judgements for reason in item.reasons)
    standing = next((item.standing for item in judgements if item.standing), "")
    return Judgement(gravest.outcome, tuple(reasons), gravest.proof, standing)
