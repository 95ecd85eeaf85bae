"""Writing the election record: one file with everything an observer needs."""

from collections.abc import Iterator
from typing import BinaryIO

from ballots.models import Submission
from board.models import Log
from board.published import Published, published
from board.selectors import entries_range
from crypto import canonical_json, record_format
from crypto.record_format import RecordWriter
from voting.errors import StateError
from voting.models import Election

BATCH = 200


def record_write(election: Election, stream: BinaryIO) -> Published:
    """Write the record up to the published checkpoint, which is returned.

    Raises:
        StateError: the election is not frozen yet.
    """
    if election.log is None or election.manifest is None:
        raise StateError("there is no record to download before the election is frozen")
    checkpoint = published(election.log)
    writer = RecordWriter(stream)
    writer.begin(record_format.MANIFEST)
    writer.write(bytes(election.manifest))
    writer.begin(record_format.CHECKPOINT)
    writer.write(checkpoint.note.encode())
    writer.begin(record_format.WITNESS_POLICY)
    writer.write(_witness_policy(bytes(election.manifest)))
    writer.begin(record_format.ENTRIES)
    for line in _lines(election.log, checkpoint.size, "data"):
        writer.write(line)
    writer.begin(record_format.PAYLOADS)
    for line in _lines(election.log, checkpoint.size, "payload__data"):
        writer.write(line)
    writer.begin(record_format.COMMITMENTS)
    _commitments_write(election, election.log, checkpoint.size, writer)
    writer.close()
    return checkpoint


def _lines(log: Log, size: int, column: str) -> Iterator[bytes]:
    """A column of all entries under the checkpoint, in batches that fit into memory."""
    for start in range(0, size, BATCH):
        rows = entries_range(log, start, min(BATCH, size - start))
        for data in rows.values_list(column, flat=True):
            yield bytes(data) + b"\n"


def _witness_policy(manifest: bytes) -> bytes:
    document = canonical_json.decode(manifest, max_size=len(manifest), place="manifest")
    policy = document["witnesses"] if isinstance(document, dict) else {}
    return canonical_json.encode(policy)


def _commitments_write(election: Election, log: Log, size: int, writer: RecordWriter) -> None:
    """As many as fit: they are longer than all ballots, and a record is whole without them."""
    for ballot_hash, companion in _companions(election, log, size):
        # Both parts are canonical, and so is the object that holds them in this order.
        line = b'{"ballot":"' + ballot_hash.encode() + b'","commitments":' + companion
        if len(line) + 2 > writer.room:
            return
        writer.write(line + b"}\n")


def _companions(election: Election, log: Log, size: int) -> Iterator[tuple[str, bytes]]:
    """What came beside each cast ballot, in the order of the record.

    The record gives the order and each ballot is found by its hash: a database that had to put them
    in order would sort all of them, long as they are. Nothing else is asked for, lest it look
    through all that were recorded; what the record holds as a ballot was cast.
    """
    for start in range(0, size, BATCH):
        rows = entries_range(log, start, min(BATCH, size - start)).filter(kind="ballot")
        hashes = [bytes(sha256).hex() for sha256 in rows.values_list("payload__sha256", flat=True)]
        found = Submission.objects.filter(election=election, ballot_hash__in=hashes)
        companions = dict(found.values_list("ballot_hash", "companion"))
        yield from ((name, bytes(companions[name])) for name in hashes if name in companions)
