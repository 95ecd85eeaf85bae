"""Checking what registries say of logs: each once, in order, and no two for one election.

Source: docs/spec/record.md section 8.
"""

from dataclasses import dataclass, field

from crypto import tiles
from crypto.announcement import LOG_BEGUN, REGISTRY_NEXT
from crypto.errors import CryptoError
from crypto.notes import Checkpoint, NoteVerifier, open_checkpoint
from crypto.registry import (
    LOG_ENDED,
    LOG_FROZEN,
    MAX_PAYLOAD,
    REGISTRY_FOLLOWS,
    RegistryNext,
    decode_log_begun,
    decode_log_ended,
    decode_log_frozen,
    decode_registry_entry,
    decode_registry_follows,
    decode_registry_next,
    registry_number,
)
from verifier.logs.files import bundles_of, capped, payload_of
from verifier.logs.folder import Folder
from verifier.logs.folder_report import Fault, FolderReport


@dataclass(slots=True)
class Registry:
    """What the registries of a host say, read one after the other.

    Attributes:
        keys: the key of every log they announced, by origin.
        frozen: origins of logs whose election was frozen.
        ended: origins of logs that take nothing more.
        read: the registries, each with its key and the checkpoint it was read up to.
        following: the registry that the one read last names as the next; None if it goes on.
        faults: what they must not say, by entry.
    """

    keys: dict[str, NoteVerifier] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    read: list[tuple[NoteVerifier, Checkpoint]] = field(default_factory=list)
    following: RegistryNext | None = None
    faults: list[Fault] = field(default_factory=list)
    _elections: dict[str, str] = field(default_factory=dict)
    _manifests: dict[str, bytes] = field(default_factory=dict)
    _said: set[tuple[str, str]] = field(default_factory=set)

    @property
    def origin(self) -> str:
        """The origin of the registry that is being read."""
        return self.read[-1][0].name

    def begin(self, key: NoteVerifier, checkpoint: Checkpoint) -> None:
        """Go on to the registry with this key, which is to be read up to this checkpoint."""
        self.read.append((key, checkpoint))
        self.following = None
        self._said = set()

    def take(self, index: int, entry: bytes, payload: bytes) -> None:
        """Read the next entry."""
        try:
            wrong = self._wrong(index, decode_registry_entry(entry).kind, payload)
        except CryptoError as error:
            wrong = str(error)
        if wrong:
            place = f"entry {index}" if len(self.read) == 1 else f"{self.origin} entry {index}"
            self.faults.append(Fault(place, wrong))

    def _wrong(self, index: int, kind: str, payload: bytes) -> str:
        """Return what is wrong with an entry, empty if nothing is.

        Raises:
            CryptoError: its payload is malformed, or a checkpoint in it is not signed.
        """
        is_later = registry_number(self.origin) > 1
        if (kind == REGISTRY_FOLLOWS) != (index == 0 and is_later):
            return "only a later registry says what it follows, and in its first entry"
        if self.following is not None:
            return f"comes after the entry that ends {self.origin}"
        readers = {
            LOG_BEGUN: self._begun,
            LOG_FROZEN: self._frozen,
            LOG_ENDED: self._ended,
            REGISTRY_FOLLOWS: self._follows,
            REGISTRY_NEXT: self._next,
        }
        return readers[kind](payload)

    def _begun(self, payload: bytes) -> str:
        begun = decode_log_begun(payload)
        key = NoteVerifier.parse(begun.log_key)
        if self._is_repeated(LOG_BEGUN, begun.origin):
            return f"{begun.origin} is begun twice"
        if begun.origin in self.ended:
            return f"{begun.origin} is begun after it has ended"
        if self.keys.setdefault(begun.origin, key) != key:
            return f"{begun.origin} has another key than an earlier registry gave it"
        if self._elections.setdefault(begun.election, begun.origin) != begun.origin:
            return f"election {begun.election} has two logs"
        return ""

    def _frozen(self, payload: bytes) -> str:
        frozen = decode_log_frozen(payload)
        if frozen.origin not in self.keys:
            return f"{frozen.origin} is frozen before it is begun"
        if self._is_repeated(LOG_FROZEN, frozen.origin):
            return f"{frozen.origin} is frozen twice"
        self.frozen.add(frozen.origin)
        if self._manifests.setdefault(frozen.origin, frozen.manifest) != frozen.manifest:
            return f"{frozen.origin} has another manifest than an earlier registry gave it"
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

    def _follows(self, payload: bytes) -> str:
        said = decode_registry_follows(payload, self.origin)
        last = said.verified()
        if len(self.read) == 1:
            return ""
        key, checkpoint = self.read[-2]
        if said.log_key != key.text() or last != checkpoint:
            return f"does not follow the end of {key.name}"
        return ""

    def _next(self, payload: bytes) -> str:
        self.following = decode_registry_next(payload, self.origin)
        return ""

    def _is_repeated(self, kind: str, origin: str) -> bool:
        """Return whether this registry said it before; a later one repeats what is not over."""
        was_said = (kind, origin) in self._said
        self._said.add((kind, origin))
        return was_said


def read_registry(registry: Registry, folder: Folder, report: FolderReport) -> None:
    """Read what the registry in a folder says, after those read before it.

    Args:
        registry: what was read before.
        folder: the registry's folder.
        report: of the folder's check, in which there is no fault.

    Raises:
        CryptoError: a file is damaged.
    """
    registry.begin(report.key, report.checkpoint)
    for tile in bundles_of(report.checkpoint.size):
        for offset, entry in enumerate(tiles.read_bundle(tile, capped(folder.read))):
            index = tile.start + offset
            reference = payload_of(entry, f"entry {index}")
            # A longer payload is none of a registry's: its entry is refused all the same.
            payload = b""
            if reference.size <= MAX_PAYLOAD:
                payload = folder.read(reference.path, reference.size) or b""
            registry.take(index, entry, payload)
