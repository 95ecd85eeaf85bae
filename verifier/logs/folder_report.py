"""What a check of a log's folder found out.

Source: docs/spec/board.md section 12.
"""

from dataclasses import dataclass, field

from crypto.canonical_json import JsonValue
from crypto.notes import Checkpoint, NoteVerifier

KEPT_FAULTS = 200
"""Faults that are listed; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong.

    Attributes:
        place: the file, below the log's folder.
        detail: what is wrong in it, and where.
    """

    place: str
    detail: str


@dataclass(slots=True)
class FolderReport:
    """What was found out about a folder.

    Attributes:
        key: the log's key.
        checkpoint: the one that stands in the folder.
        faults: those that are listed.
        count: of all faults.
        kept: how many kept checkpoints of a mirror were compared.
        ahead: size of the largest kept checkpoint whose entries are not here yet, or 0.
        strays: files that no log has, or that the checkpoint does not cover.
    """

    key: NoteVerifier
    checkpoint: Checkpoint
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    kept: int = 0
    ahead: int = 0
    strays: list[str] = field(default_factory=list)

    def fault(self, place: str, detail: str) -> None:
        """Record that something is wrong at `place`."""
        self.count += 1
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(Fault(place, detail))

    @property
    def status(self) -> int:
        """Exit status of the program."""
        return 1 if self.count else 0

    def document(self) -> JsonValue:
        """Return the report for machines."""
        return {
            "v": 1,
            "outcome": "failed" if self.count else "passed",
            "status": self.status,
            "origin": self.checkpoint.origin,
            "log_key_id": self.key.key_id.hex(),
            "size": self.checkpoint.size,
            "root": self.checkpoint.root.hex(),
            "faults": [{"place": fault.place, "detail": fault.detail} for fault in self.faults],
            "faults_left_out": self.count - len(self.faults),
            "kept_checkpoints": self.kept,
            "seen_ahead": self.ahead,
            "strays": list(self.strays),
        }
