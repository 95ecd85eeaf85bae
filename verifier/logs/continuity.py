"""Whether a log continues what was seen of it before, and the proof if it does not.

Source: docs/spec/board.md sections 11 and 12.
"""

from dataclasses import dataclass

from crypto.errors import DecodeError, ProofError
from crypto.evidence import Evidence, ForkEvidence, RewriteEvidence, UnprovenEvidence
from crypto.notes import Checkpoint, NoteVerifier
from crypto.tiles import TileReader


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint and the note it was read from; the signature was checked."""

    checkpoint: Checkpoint
    note: str

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.checkpoint.size


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two signed checkpoints that do not fit together.

    Attributes:
        text: what is wrong, in words.
        evidence: what shows it to others; None where there is nothing to show yet.
    """

    text: str
    evidence: Evidence | None


def contradiction(
    key: NoteVerifier, old: Signed, new: Signed, reader: TileReader
) -> Contradiction | None:
    """Return how `new` contradicts `old`; None if it continues it.

    Args:
        key: the log's key.
        old: the checkpoint of at most as many entries.
        new: the other one.
        reader: the tiles under `new`.

    Raises:
        DecodeError: a tile is missing or has a wrong length.
    """
    if old.checkpoint.root == new.checkpoint.root and old.size == new.size:
        return None
    if old.size == new.size:
        text = f"two histories of {old.size:,} entries, both signed by the log"
        return Contradiction(text, ForkEvidence(key.text(), old.note, new.note))
    root, proof = reader.root_at(old.size), tuple(reader.consistency_proof(old.size))
    if root == old.checkpoint.root:
        return None
    text = f"the first {old.size:,} of its {new.size:,} entries are not those it signed for before"
    rewrite = RewriteEvidence(key.text(), old.note, new.note, root, proof)
    try:
        rewrite.verify()
    except (DecodeError, ProofError):
        text = f"its tiles fit neither each other nor the {old.size:,} entries it signed for before"
        return Contradiction(text, UnprovenEvidence(key.text(), old.note, new.note, proof))
    return Contradiction(text, rewrite)
