"""Checking what a registry says of logs: each once, in order, and no two for one election.

Source: docs/spec/record.md section 8.
"""

from dataclasses import dataclass, field

from crypto import tiles
from crypto.announcement import LOG_BEGUN
from crypto.errors import CryptoError
from crypto.notes import NoteVerifier, open_checkpoint
from crypto.registry import (
    LOG_ENDED,
    LOG_FROZEN,
    MAX_PAYLOAD,
    decode_log_begun,
    decode_log_ended,
    decode_log_frozen,
    decode_registry_entry,
)
from verifier.logs.files import bundles_of, capped, payload_of
from verifier.logs.folder import Folder
from verifier.logs.folder_report import Fault, FolderReport


@dataclass(slots=True)
class Registry:
    """What a registry says.

    Attributes:
        keys: the key of every log it announced, by origin.
        frozen: origins of logs whose election was frozen.
        ended: origins of logs that take nothing more.
        faults: what it must not say, by entry.
    """

    keys: dict[str, NoteVerifier] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    _elections: set[str] = field(default_factory=set)

    def take(self, index: int, entry: bytes, payload: bytes) -> None:
        """Read the next entry."""
        try:
            wrong = self._wrong(decode_registry_entry(entry).kind, payload)
        except CryptoError as error:
            wrong = str(error)
        if wrong:
            self.faults.append(Fault(f"entry {index}", wrong))

    def _wrong(self, kind: str, payload: bytes) -> str:
        """Return what is wrong with an entry, empty if nothing is.

        Raises:
            CryptoError: its payload is malformed, or a checkpoint in it is not signed.
        """
        readers = {LOG_BEGUN: self._begun, LOG_FROZEN: self._frozen, LOG_ENDED: self._ended}
        return readers[kind](payload)

    def _begun(self, payload: bytes) -> str:
        begun = decode_log_begun(payload)
        if begun.origin in self.keys:
            return f"{begun.origin} is begun twice"
        self.keys[begun.origin] = NoteVerifier.parse(begun.log_key)
        if begun.election in self._elections:
            return f"election {begun.election} has two logs"
        self._elections.add(begun.election)
        return ""

    def _frozen(self, payload: bytes) -> str:
        origin = decode_log_frozen(payload).origin
        if origin not in self.keys:
            return f"{origin} is frozen before it is begun"
        if origin in self.frozen:
            return f"{origin} is frozen twice"
        self.frozen.add(origin)
        return ""

    def _ended(self, payload: bytes) -> str:
        ended = decode_log_ended(payload)
        if ended.origin not in self.keys:
            return f"{ended.origin} has ended before it is begun"
        if ended.origin in self.ended:
            return f"{ended.origin} has ended twice"
        self.ended.add(ended.origin)
        open_checkpoint(ended.checkpoint, self.keys[ended.origin])
        return ""


def read_registry(folder: Folder, report: FolderReport) -> Registry:
    """Return what the registry in a folder says.

    Args:
        folder: the registry's folder.
        report: of the folder's check, in which there is no fault.

    Raises:
        CryptoError: a file is damaged.
    """
    registry = Registry()
    for tile in bundles_of(report.checkpoint.size):
        for offset, entry in enumerate(tiles.read_bundle(tile, capped(folder.read))):
            index = tile.start + offset
            reference = payload_of(entry, f"entry {index}")
            # A longer payload is none of a registry's: its entry is refused all the same.
            payload = b""
            if reference.size <= MAX_PAYLOAD:
                payload = folder.read(reference.path, reference.size) or b""
            registry.take(index, entry, payload)
    return registry
