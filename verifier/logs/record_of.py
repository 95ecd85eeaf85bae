"""Making an election record out of a log's folder.

Source: docs/spec/record.md section 6.
"""

from typing import BinaryIO

from crypto import record_format
from crypto.record_format import RecordWriter
from verifier.errors import UnusableLogError
from verifier.logs.folder import Folder
from verifier.logs.folder_record import FolderRecord

_WHOLE = (record_format.MANIFEST, record_format.CHECKPOINT, record_format.WITNESS_POLICY)
_LINED = (record_format.ENTRIES, record_format.PAYLOADS, record_format.COMMITMENTS)


def record_write(folder: Folder, stream: BinaryIO) -> int:
    """Write the record of the election whose log stands in `folder`; return its size in entries.

    Args:
        folder: a folder in which `fsck` finds no fault; it is not checked again.
        stream: seekable, and empty.

    Raises:
        UnusableLogError: the log is of no election that was frozen.
        CryptoError: a file is damaged.
    """
    record = FolderRecord(folder)
    if not record.is_frozen:
        raise UnusableLogError("there is no record before an election is frozen")
    writer = RecordWriter(stream)
    for name in _WHOLE:
        writer.begin(name)
        writer.write(record.read(name))
    for name in _LINED:
        writer.begin(name)
        for line in record.lines(name):
            writer.write(line + b"\n")
    writer.close()
    return record.size
