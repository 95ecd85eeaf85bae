"""The log's key as its first entry gives it.

The key is believed because the log itself signed for the entry; that it is the right log's key is
for whoever compares it with a manifest, a receipt or a registry.
Source: docs/spec/board.md section 4.
"""

from crypto import canonical_json, merkle
from crypto.errors import DecodeError
from crypto.notes import NoteVerifier, open_checkpoint
from crypto.tiles import TileReader, read_bundle
from verifier.logs.files import ReadCapped, capped, edge_of, payload_of, stated_by

_MAX_FIRST = 2**20


def first_key(note: str, read: ReadCapped) -> NoteVerifier:
    """Return the key that the first entry names and that signed `note`.

    Args:
        note: a checkpoint of at least one entry.
        read: gives the files of the log.

    Raises:
        CryptoError: the first entry is not under the checkpoint, names no key, or the key it names
            did not sign.
    """
    checkpoint = stated_by(note)
    entry = _first_entry(checkpoint.size, read)
    proof = TileReader(checkpoint.size, capped(read)).inclusion_proof(0)
    merkle.verify_inclusion(
        leaf=merkle.leaf_hash(entry),
        index=0,
        size=checkpoint.size,
        proof=proof,
        root=checkpoint.root,
    )
    key = named_key(_first_payload(entry, read))
    if key.name != checkpoint.origin:
        raise DecodeError("entry 0 names the key of another log, as a registry's: give it by --key")
    open_checkpoint(note, key)
    return key


def stated_key(size: int, read: ReadCapped) -> NoteVerifier:
    """Return the key that the first entry names, whatever the tiles above it say.

    For whoever computes the root over all entries anyway.

    Args:
        size: number of entries, at least 1.
        read: gives the files of the log.

    Raises:
        CryptoError: the first entry or its payload is missing or damaged, or names no key.
    """
    return named_key(_first_payload(_first_entry(size, read), read))


def named_key(payload: bytes) -> NoteVerifier:
    """Return the key that the payload of a log's first entry names.

    Raises:
        DecodeError: it names none.
    """
    place = "payload of entry 0"
    value = canonical_json.decode(payload, max_size=_MAX_FIRST, place=place)
    text = value.get("log_key") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise DecodeError(f"{place}: names no log key; give it by --key")
    return NoteVerifier.parse(text, f"{place}.log_key")


def _first_entry(size: int, read: ReadCapped) -> bytes:
    if size == 0:
        raise DecodeError("the log holds no entry that could name its key")
    return read_bundle(edge_of(size, 0), capped(read))[0]


def _first_payload(entry: bytes, read: ReadCapped) -> bytes:
    reference = payload_of(entry, "entry 0")
    payload = read(reference.path, min(reference.size, _MAX_FIRST))
    if payload is None:
        raise DecodeError(f"{reference.path}: is missing")
    reference.verify(payload)
    return payload
