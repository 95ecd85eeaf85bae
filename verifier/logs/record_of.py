"""Making an election record out of a log's folder.

All members are byte for byte those of the server's record but commitments.jsonl, which no log holds
and no verdict needs: it is empty.
Source: docs/spec/record.md section 6.
"""

from collections.abc import Iterator
from typing import BinaryIO

from crypto import canonical_json, record_format, tiles
from crypto.canonical_json import MAX_LINE
from crypto.entries import decode_entry
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE
from crypto.record_format import RecordWriter
from verifier.errors import UnusableLogError
from verifier.logs.files import bundles_of, capped, decode_note, payload_of, stated_by
from verifier.logs.folder import Folder


def record_write(folder: Folder, stream: BinaryIO) -> int:
    """Write the record of the election whose log stands in `folder`; return its size in entries.

    Args:
        folder: a folder in which `fsck` finds no fault; it is not checked again.
        stream: seekable, and empty.

    Raises:
        UnusableLogError: the log is of no election that was frozen.
        CryptoError: a file is damaged.
    """
    note = folder.read(tiles.CHECKPOINT, MAX_NOTE)
    if note is None:
        raise UnusableLogError("there is no log in this folder: it has no checkpoint")
    size = stated_by(decode_note(note)).size
    manifest = _manifest(folder, size)
    writer = RecordWriter(stream)
    for name, data in (
        (record_format.MANIFEST, manifest),
        (record_format.CHECKPOINT, note),
        (record_format.WITNESS_POLICY, _policy(manifest)),
    ):
        writer.begin(name)
        writer.write(data)
    writer.begin(record_format.ENTRIES)
    for entry in _entries(folder, size):
        writer.write(entry + b"\n")
    writer.begin(record_format.PAYLOADS)
    for entry in _entries(folder, size):
        writer.write(_payload(folder, entry) + b"\n")
    writer.begin(record_format.COMMITMENTS)
    writer.close()
    return size


def _entries(folder: Folder, size: int) -> Iterator[bytes]:
    for tile in bundles_of(size):
        yield from tiles.read_bundle(tile, capped(folder.read))


def _payload(folder: Folder, entry: bytes) -> bytes:
    reference = payload_of(entry, "entry")
    data = folder.read(reference.path, reference.size)
    if data is None:
        raise DecodeError(f"{reference.path}: is missing")
    return data


def _manifest(folder: Folder, size: int) -> bytes:
    for entry in _entries(folder, size):
        if decode_entry(entry).kind == "election":
            return _payload(folder, entry)
    raise UnusableLogError("there is no record before an election is frozen")


def _policy(manifest: bytes) -> bytes:
    document = canonical_json.decode(manifest, max_size=MAX_LINE, place="manifest")
    policy = document.get("witnesses", {}) if isinstance(document, dict) else {}
    return canonical_json.encode(policy)
