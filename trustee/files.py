"""The key holder's files on this computer: the key file, its passphrase, and the note of an unlock.

Source: docs/spec/protocol.md S11.
"""

import os
from contextlib import suppress
from getpass import getpass
from pathlib import Path
from tempfile import mkstemp

from crypto import entropy
from crypto.errors import DecodeError
from crypto.kdf import NONCE_SIZE
from crypto.key_file import (
    MAX_KEY_FILE,
    SALT_SIZE,
    KeyPurpose,
    decode_key_file,
    decode_key_purpose,
    encode_key_file,
)
from crypto.trustee_keys import TrusteeSecret
from trustee.errors import RefusedError, UnusableError
from trustee.passphrases import verify_strong
from trustee.way import Way

_OWNER_ONLY = 0o600
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""A new file, its bytes as they are; only Windows has to be asked for the latter."""


def ask_passphrase(file: Path | None) -> str:
    """Return the passphrase from the first line of a file, or from the person at the terminal.

    Raises:
        UnusableError: the file cannot be read, or nobody is at the terminal.
    """
    if file is None:
        return _typed("Passphrase of your key file: ")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"the passphrase file cannot be read: {file}") from error
    return lines[0] if lines else ""


def new_passphrase(file: Path | None) -> str:
    """Return a passphrase for a new key file; a person at the terminal types it twice.

    Raises:
        UnusableError: it is too weak, or was typed differently the second time.
    """
    passphrase = ask_passphrase(file)
    verify_strong(passphrase)
    if file is None and _typed("The same passphrase again: ") != passphrase:
        raise UnusableError("the two passphrases differ; nothing was made")
    return passphrase


def _typed(prompt: str) -> str:
    try:
        return getpass(prompt)
    except EOFError as error:
        raise UnusableError("no passphrase was typed") from error


def write_key_file(path: Path, secret: TrusteeSecret, purpose: KeyPurpose, passphrase: str) -> None:
    """Write a new key file only its owner may read, and check that it opens again.

    Raises:
        UnusableError: there is a file already, it cannot be written, or what was written does not
            open.
    """
    data = encode_key_file(
        secret,
        purpose,
        passphrase,
        salt=entropy.random_bytes(SALT_SIZE),
        nonce=entropy.random_bytes(NONCE_SIZE),
    )
    _write_new(path, data)
    opened = decode_key_file(
        _read(path), passphrase, election_id=purpose.election_id, trustee=purpose.trustee
    )
    if opened != (purpose, secret):
        raise UnusableError(f"{path} does not hold what was written; use another disk")


def open_key_file(path: Path, way: Way, passphrase: str) -> tuple[KeyPurpose, TrusteeSecret]:
    """Open the key file of the election and key holder the program runs for.

    Raises:
        UnusableError: it cannot be read, is damaged or of another election, or the passphrase is
            wrong.
    """
    data = _read(path)
    try:
        return decode_key_file(data, passphrase, election_id=way.election_id, trustee=way.trustee)
    except DecodeError as error:
        raise UnusableError(str(error)) from error


def link_text(argument: str) -> str:
    """Return a link given as it is, or as @ and the name of the file that holds it.

    Raises:
        UnusableError: the file cannot be read.
    """
    if not argument.startswith("@"):
        return argument
    return _read(Path(argument[1:])).decode("ascii", "replace").strip()


def read_purpose(path: Path) -> KeyPurpose | None:
    """Return what a key file says it is for, or None if there is no file.

    Raises:
        UnusableError: it cannot be read or is damaged.
    """
    if not path.exists():
        return None
    try:
        return decode_key_purpose(_read(path))
    except DecodeError as error:
        raise UnusableError(str(error)) from error


class UnlockNote:
    """A note beside the key file of the one tally it was used for.

    A server that hides an unlock share could ask for another one, of totals that differ by a single
    ballot; the note makes this computer refuse. State after a crash: either there is no note, and
    nothing was sent; or there is a whole one, and the same tally may be unlocked again, no other.

    Args:
        key_file: path of the key file.
    """

    def __init__(self, key_file: Path) -> None:
        self._path = key_file.with_name(key_file.name + ".unlocked")

    def verify(self, tally_hash: bytes) -> None:
        """Check that the key file was not used for another tally.

        Raises:
            RefusedError: it was, or the note is damaged and does not tell.
            UnusableError: the note cannot be read.
        """
        if not self._path.exists():
            return
        noted = _read(self._path)
        if len(noted.strip()) != 2 * len(tally_hash):
            raise RefusedError(
                f"the note of what your key was used for is damaged ({self._path}); if you are "
                "certain that you have not unlocked anything yet, remove it and try again"
            )
        if noted.decode("ascii", "replace").strip() != tally_hash.hex():
            raise RefusedError(
                "your key was used for other totals before; unlocking a second time could open "
                f"somebody's ballot ({self._path})"
            )

    def write(self, tally_hash: bytes) -> None:
        """Note the tally before its unlock share is sent.

        Raises:
            UnusableError: the note cannot be written.
        """
        if not self._path.exists():
            _write_whole(self._path, tally_hash.hex().encode() + b"\n")
        self.verify(tally_hash)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_KEY_FILE + 1)
    except OSError as error:
        raise UnusableError(f"cannot read {path}: {error.strerror}") from error


def _write_new(path: Path, data: bytes) -> None:
    try:
        descriptor = os.open(path, _NEW, _OWNER_ONLY)
    except FileExistsError as error:
        raise UnusableError(f"{path} exists already; nothing was overwritten") from error
    except OSError as error:
        raise UnusableError(f"cannot write {path}: {error.strerror}") from error
    try:
        _fill(descriptor, data)
    except OSError as error:
        # What a full disk left of it would be taken for a whole file the next time.
        with suppress(OSError):
            path.unlink()
        raise UnusableError(f"cannot write {path}: {error.strerror}") from error


def _write_whole(path: Path, data: bytes) -> None:
    """Write a new file that is there whole or not at all, whenever the power fails."""
    try:
        descriptor, name = mkstemp(prefix=path.name + ".", suffix=".part", dir=path.parent)
        try:
            _fill(descriptor, data)
            _name(Path(name), path)
        finally:
            with suppress(OSError):
                os.unlink(name)
        _sync_folder(path.parent)
    except OSError as error:
        raise UnusableError(f"cannot write {path}: {error.strerror}") from error


def _fill(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a rename it never takes the place of another file
    except FileExistsError:
        return  # another run of the program was first; whoever reads it finds out what it says
    except OSError:
        part.replace(path)  # disks such as memory sticks know no second name of a file


def _sync_folder(folder: Path) -> None:
    """Make the new name last; where folders cannot be opened, such as on Windows, it does."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
