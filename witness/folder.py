"""The witness's folder: its key, and beside it what it remembers.

The two belong together. The memory is made first and the key last, so that there is never a key
that could sign without a memory; whoever finds one without the other refuses to go on.
"""

import os
from pathlib import Path

from crypto import canonical_json, entropy, signing
from crypto.canonical_json import JsonValue
from crypto.cosignatures import CosignatureSigner, CosignatureVerifier
from crypto.errors import DecodeError
from crypto.reader import Fields
from witness.errors import UnusableError
from witness.memory import Memory

_KEY = "key.json"
_MEMORY = "memory.sqlite3"
_MAX_KEY_FILE = 4096
_OTHERS = 0o077
_OWNER_ONLY = 0o600


def create(folder: Path, name: str) -> CosignatureVerifier:
    """Make a new key and its memory in `folder`; return the public half.

    Raises:
        UnusableError: the name is malformed, or the folder cannot be used or is in use.
    """
    signer = CosignatureSigner(name, entropy.random_bytes(signing.SEED_SIZE))
    verifier = signer.verifier()
    try:
        CosignatureVerifier.parse(verifier.text(), "name")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (DecodeError, OSError) as error:
        raise UnusableError(f"cannot make a witness: {error}") from error
    Memory.create(folder / _MEMORY, verifier.text())
    _write_key(folder / _KEY, signer)
    return verifier


def open_memory(folder: Path) -> Memory:
    """Return what the witness in `folder` remembers.

    Raises:
        UnusableError: there is none.
    """
    return Memory(folder / _MEMORY)


def open_signer(folder: Path) -> CosignatureSigner:
    """Return the key of the witness in `folder`, if it is the one its memory belongs to.

    Raises:
        UnusableError: there is no key, others can read it, or the memory is of another one.
    """
    signer = _read_key(folder / _KEY)
    with open_memory(folder).reading() as records:
        if records.witness_key() != signer.verifier().text():
            raise UnusableError("the memory belongs to another key: signing would forget")
    return signer


def _write_key(path: Path, signer: CosignatureSigner) -> None:
    document: JsonValue = {
        "name": signer.name,
        "seed": signer.seed.hex(),
        "type": "witness-key",
        "v": 1,
    }
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(canonical_json.encode(document))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise UnusableError(f"cannot write {path}: {error.strerror}") from error


def _read_key(path: Path) -> CosignatureSigner:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(_MAX_KEY_FILE + 1)
    except OSError as error:
        raise UnusableError(f"cannot read {path}: {error.strerror}") from error
    if os.name == "posix" and mode & _OTHERS:
        raise UnusableError(f"others can read {path}: make a new key, readable by you alone")
    try:
        value = canonical_json.decode(data, max_size=_MAX_KEY_FILE, place="key")
        fields = Fields(value, "key", ("name", "seed", "type", "v"))
        fields.version()
        fields.choice("type", ("witness-key",))
        return CosignatureSigner(fields.text("name", 255), fields.octets("seed", 32))
    except DecodeError as error:
        raise UnusableError(f"{path} is damaged: {error}") from error
