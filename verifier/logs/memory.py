"""What a mirror never forgets: the log's key, every checkpoint it saw, every contradiction.

It stands in `.mirror` beside the log's files. Who loses it loses the power to notice that a log
tells another history than before.
Source: docs/spec/board.md section 12.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from crypto import tiles
from crypto.errors import CryptoError
from crypto.evidence import MAX_EVIDENCE, Evidence
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, open_checkpoint
from crypto.transcript import sha256
from verifier.errors import UnusableLogError
from verifier.logs.files import decode_note
from verifier.logs.folder import OWN, Folder

try:
    import fcntl
except ImportError:  # not on Windows: the rest of the program works there
    fcntl = None  # type: ignore[assignment]

KEY = f"{OWN}/key"
"""The file with the log's key."""

_CHECKPOINTS = f"{OWN}/checkpoints"
_EVIDENCE = f"{OWN}/evidence"
_ALARMS = f"{OWN}/alarms"
INCOMING = f"{OWN}/incoming"
"""Where downloaded tiles and bundles wait until all of them are proved."""

_MAX_KEY = 1024


class Memory:
    """The memory of the mirror in one folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    @contextmanager
    def alone(self, work: str = "lock") -> Iterator[None]:
        """Let no second run do the same work in the folder meanwhile.

        Args:
            work: names the work, as the name of a file.

        Raises:
            UnusableLogError: another one does, or this system cannot keep others away.
        """
        if fcntl is None:
            raise UnusableLogError("mirrors need a system that can lock files, as Linux or macOS")
        with self._folder.make(f"{OWN}/{work}").open("wb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise UnusableLogError("another run is at work in this folder") from error
            yield

    def key(self) -> NoteVerifier | None:
        """Return the log's key; None before the first run.

        Raises:
            UnusableLogError: the file that holds it is damaged.
        """
        data = self._folder.read(KEY, _MAX_KEY)
        if data is None:
            return None
        try:
            return NoteVerifier.parse(decode_note(data).removesuffix("\n"), KEY)
        except CryptoError as error:
            raise UnusableLogError(str(error)) from error

    def keep_key(self, key: NoteVerifier) -> None:
        """Keep the log's key for good."""
        self._folder.write(KEY, f"{key.text()}\n".encode())
        self._folder.sync()

    def keep_note(self, note: str) -> str:
        """Keep a checkpoint that the log signed; return where."""
        path = _note_path(note)
        if not self._folder.has(path, len(note.encode())):
            self._folder.write(path, note.encode())
            self._folder.sync()
        return path

    def keep_evidence(self, evidence: Evidence) -> str:
        """Keep what proves a contradiction; return where."""
        data = evidence.encode()
        path = f"{_EVIDENCE}/{_name(data)}.json"
        self._folder.write(path, data)
        self._folder.sync()
        return path

    def keep_alarm(self, document: bytes) -> str:
        """Keep a report on what is wrong with the entries themselves; return where."""
        path = f"{_ALARMS}/{_name(document)}.json"
        self._folder.write(path, document)
        self._folder.sync()
        return path

    def notes(self, key: NoteVerifier) -> list[tuple[Checkpoint, str]]:
        """Return all checkpoints that were ever seen, with their notes, by size.

        Raises:
            UnusableLogError: one of the files is damaged.
        """
        found = [self.note(path, key) for path in self.note_paths()]
        return sorted(found, key=lambda pair: (pair[0].size, pair[1]))

    def note_paths(self) -> list[str]:
        """Return the paths of all checkpoints that were ever seen."""
        return [f"{_CHECKPOINTS}/{name}" for name in self._folder.files(_CHECKPOINTS)]

    def note(self, path: str, key: NoteVerifier) -> tuple[Checkpoint, str]:
        """Return the checkpoint kept at `path`, with its note.

        Raises:
            UnusableLogError: the file is damaged.
        """
        try:
            note = decode_note(self._folder.read(path, MAX_NOTE) or b"")
            checkpoint = open_checkpoint(note, key)
        except CryptoError as error:
            raise UnusableLogError(f"{path}: {error}") from error
        if path != _note_path(note):
            raise UnusableLogError(f"{path}: is not what it was when it was kept")
        return checkpoint, note

    def spoiled_evidence(self) -> list[str]:
        """Return the paths of kept contradictions that have not the hash in their name any more."""
        paths = [f"{_EVIDENCE}/{name}" for name in self._folder.files(_EVIDENCE)]
        return [path for path in paths if self._evidence_name(path) != path]

    def _evidence_name(self, path: str) -> str:
        try:
            data = self._folder.read(path, MAX_EVIDENCE) or b""
        except UnusableLogError:
            return ""
        return f"{_EVIDENCE}/{_name(data)}.json"

    def standing(self, key: NoteVerifier) -> tuple[Checkpoint, str] | None:
        """Return the checkpoint whose files are all here; None if there is none in order."""
        data = self._folder.read(tiles.CHECKPOINT, MAX_NOTE)
        if data is None:
            return None
        try:
            note = decode_note(data)
            return open_checkpoint(note, key), note
        except CryptoError:
            return None


def _note_path(note: str) -> str:
    return f"{_CHECKPOINTS}/{note.splitlines()[1]}-{_name(note.encode())}"


def _name(data: bytes) -> str:
    return sha256(data).hex()[:16]
