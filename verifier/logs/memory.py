"""What a mirror never forgets: the log's key, every checkpoint it saw, every contradiction.

It stands in `.mirror` beside the log's files. Who loses it loses the power to notice that a log
tells another history than before.
Source: docs/spec/board.md section 12.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from crypto import tiles
from crypto.errors import CryptoError
from crypto.evidence import Evidence
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, open_checkpoint
from crypto.transcript import sha256
from verifier.errors import UnusableLogError
from verifier.logs.files import decode_note
from verifier.logs.folder import OWN, Folder

try:
    import fcntl
except ImportError:  # not on Windows: the rest of the program works there
    fcntl = None  # type: ignore[assignment]

_KEY = f"{OWN}/key"
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
        data = self._folder.read(_KEY, _MAX_KEY)
        if data is None:
            return None
        try:
            return NoteVerifier.parse(decode_note(data).removesuffix("\n"), _KEY)
        except CryptoError as error:
            raise UnusableLogError(str(error)) from error

    def keep_key(self, key: NoteVerifier) -> None:
        """Keep the log's key for good."""
        self._folder.write(_KEY, f"{key.text()}\n".encode())
        self._folder.sync()

    def keep_note(self, note: str) -> str:
        """Keep a checkpoint that the log signed; return where."""
        checkpoint_size = note.split("\n")[1]
        path = f"{_CHECKPOINTS}/{checkpoint_size}-{_name(note.encode())}"
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
        found = []
        for name in self._folder.files(_CHECKPOINTS):
            path = f"{_CHECKPOINTS}/{name}"
            try:
                note = decode_note(self._folder.read(path, MAX_NOTE) or b"")
                found.append((open_checkpoint(note, key), note))
            except CryptoError as error:
                raise UnusableLogError(f"{path}: {error}") from error
        return sorted(found, key=lambda pair: (pair[0].size, pair[1]))

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


def _name(data: bytes) -> str:
    return sha256(data).hex()[:16]
